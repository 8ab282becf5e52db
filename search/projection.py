"""What there is to find, read from the database and from nothing else."""

from collections.abc import Iterable
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import translation
from wagtail.fields import RichTextField
from wagtail.models import Page, PageViewRestriction
from wagtail.rich_text import get_text_for_indexing

from home.models import BasePage, EventPage
from home.visibility import groups_that_open, published
from library.models import KINDS, Kind, PrivateDocument, Sheet, SheetFile, Theme, Work
from networks.models import Territory

from . import members
from .bands import band_of
from .document import Document, File, Text, with_larger
from .models import FileText, ObjectKind
from .uses import uses_of

Given = tuple[PrivateDocument, str, str | None]  # a file, its language, and who may download it


def documents(object_kind: str, keys: Iterable[UUID]) -> dict[UUID, list[Document]]:
    """The documents of these objects: none for what is not published, or gone."""
    makers = {ObjectKind.WORK: _of_works, ObjectKind.PAGE: _of_pages, ObjectKind.AUTHORITY: members.documents}
    found = makers[ObjectKind(object_kind)](list(keys))
    for versions in found.values():
        for document in versions:
            document.alone = len(versions) == 1
    return found


def _of_works(keys: list[UUID]) -> dict[UUID, list[Document]]:
    found: dict[UUID, list[Document]] = {key: [] for key in keys}
    kinds = set(Work.objects.filter(translation_key__in=keys).values_list("kind", flat=True))
    known_themes, files = _themes(), dict[int, list[Given]]()
    for kind in sorted(kinds):
        model = KINDS[kind]
        sheets = (
            model.objects.published()
            .filter(work__translation_key__in=keys)
            .select_related(
                "locale",
                "work__source__locale",
                "work__source__guide",
                "work__source__authority__territory__department",
                "work__source__territory__department",
                "work__source__territory__region",
                "work__source__territory__intercommunality",
            )
            .prefetch_related(
                *model.ROWS,
                Prefetch("work__source__themes", queryset=Theme.objects.prefetch_related("labels")),
                "work__source__tagged_items__tag",
                "work__source__groups",
                "work__source__partners",
                "work__source__files__document",
            )
            .order_by("pk")
        )
        for sheet in sheets:
            found[sheet.work.translation_key].append(_of_sheet(sheet, known_themes))
            files[sheet.pk] = [(file.document, file.language, file.access) for file in sheet.work.source.files.all()]
    _add_files(found, files)
    return found


def _of_sheet(sheet: Sheet, known_themes: dict[int, tuple[str, int | None]]) -> Document:
    work, source, language = sheet.work, sheet.work.source, sheet.locale.language_code
    territory = source.territory
    return Document(
        object_kind=ObjectKind.WORK,
        key=work.translation_key,
        language=language,
        object_id=sheet.pk,
        number=work.pk,
        kind=work.kind,
        title=sheet.title,
        summary=sheet.summary,
        access=source.access,
        body=_body(sheet),
        labels=_labels(sheet),
        group_ids=sorted(group.pk for group in source.groups.all()) if source.access == "groups" else [],
        year=source.year,
        band=band_of(_residents(source)),
        themes=sorted(_with_broader((theme.pk for theme in source.themes.all()), known_themes)),
        territories=with_larger(territory),
        tags=sorted(item.tag.name for item in source.tagged_items.all()),
        published_at=source.first_published_at,
        confirmed_on=work.confirmed_on,
        expires_at=min(filter(None, (sheet.expire_at, source.expire_at)), default=None),
    )


def _residents(source: Sheet) -> int | None:
    """How large the commune is where the work was done."""
    if source.authority and source.authority.residents is not None:
        return source.authority.residents
    place = source.territory
    return place.population if place and place.kind == Territory.Kind.COMMUNE else None


def _with_broader(themes: Iterable[int], known: dict[int, tuple[str, int | None]]) -> set[str]:
    found: set[str] = set()
    for theme in themes:
        above: int | None = theme
        while above in known and known[above][0] not in found:
            found.add(known[above][0])
            above = known[above][1]
    return found


def _themes() -> dict[int, tuple[str, int | None]]:
    """Identifiers and broader themes, from the database: what another process has just changed counts."""
    return {pk: (name, parent) for pk, name, parent in Theme.objects.values_list("pk", "identifier", "parent")}


def _body(sheet: Sheet) -> str:
    """Every word that a reader of the whole sheet reads, but for title and summary, contact and files."""
    texts = [_plain(sheet, name) for name in sheet.WORDS if name not in {"title", "summary"}]
    texts += [row.words() for relation in sheet.ROWS for row in getattr(sheet, relation).all()]
    source = sheet.work.source
    texts += [partner.name for partner in source.partners.all()]
    if sheet.work.kind == Kind.GUIDE:
        texts.append(source.guide.publisher)
    return "\n".join(text for text in texts if text)


def _plain(sheet: Sheet, name: str) -> str:
    text = str(getattr(sheet, name) or "")
    return get_text_for_indexing(text) if isinstance(sheet._meta.get_field(name), RichTextField) else text


def _labels(sheet: Sheet) -> list[Text]:
    """What the work is about, from its source: themes in all languages, and names in the sheet's."""
    source, language = sheet.work.source, sheet.locale.language_code
    labels = [Text(label.label, label.language) for theme in source.themes.all() for label in theme.labels.all()]
    tags = [item.tag.name for item in source.tagged_items.all()]
    for code in dict.fromkeys([language, source.locale.language_code]):
        labels += [Text(tag, code) for tag in tags]
    names = [source.authority.name] if source.authority else []
    for place in (source.territory, source.authority and source.authority.territory):
        if place:
            names += [place.name, *(larger.name for larger in (place.department, place.region) if larger)]
    labels += [Text(name, language) for name in dict.fromkeys(names)]
    with translation.override(language):
        labels.append(Text(str(Kind(sheet.work.kind).label), language))
    return labels


def _of_pages(keys: list[UUID]) -> dict[UUID, list[Document]]:
    found: dict[UUID, list[Document]] = {key: [] for key in keys}
    pages = Page.objects.filter(published(), translation_key__in=keys).order_by("pk").specific()
    restrictions = list(PageViewRestriction.objects.select_related("page").prefetch_related("groups"))
    files: dict[int, list[Given]] = {}
    for page in pages:
        if not isinstance(page, BasePage):
            continue
        groups = groups_that_open(page.path, restrictions)
        if groups is None or groups:
            with translation.override(page.locale.language_code):  # names that have translations
                found[page.translation_key].append(_of_page(page, groups))
            if isinstance(page, EventPage):
                rows = [row for row in page.source.materials.all() if row.document]
                files[page.pk] = [(row.document, page.source.locale.language_code, row.access) for row in rows]
    _add_files(found, files)
    return found


def _of_page(page: Any, groups: list[int] | None) -> Document:
    return Document(
        object_kind=ObjectKind.PAGE,
        key=page.translation_key,
        language=page.locale.language_code,
        object_id=page.pk,
        number=page.pk,
        kind=getattr(page, "search_kind", "page"),
        title=page.title,
        summary=page.summary,
        access="public" if groups is None else "groups",
        body=get_text_for_indexing(page.searchable_text()),
        group_ids=groups or [],
        published_at=page.first_published_at,
        expires_at=page.expire_at,
    )


def _add_files(found: dict[UUID, list[Document]], given: dict[int, list[Given]]) -> None:
    """To each document, by the primary key of its sheet or page, the files that its readers may download."""
    everything = [file for files in given.values() for file, _language, _access in files]
    uses = uses_of({file.pk for file in everything})
    read = FileText.objects.filter(document__in=everything, state=FileText.State.DONE)
    stamps = dict(read.values_list("document", "file_hash"))
    for document in chain.from_iterable(found.values()):
        groups = document.group_ids if document.access == "groups" else None
        for file, language, access in given.get(document.object_id, ()):
            if file.scan == PrivateDocument.Scan.CLEAN and uses[file.pk].open_to(document.object_kind, groups):
                members_only = access != SheetFile.Access.SAME or uses[file.pk].members
                own = language or document.language
                stamp = stamps.get(file.pk, "")
                document.files.append(File(file.pk, file.title, own, stamp, members_only))
