"""What uses a document, and so who may download it: the rule of `library.access.refusal`, for many documents at once.

A document is as restricted as the strictest of its uses. Here the answer is for whole audiences, not for one reader.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from home.models import Material, MaterialAccess
from home.visibility import groups_that_open, published
from library.models import PrivateDocument, Sheet, SheetFile


@dataclass
class Uses:
    """What all uses of one document ask of its readers."""

    members: bool = False
    works: list[frozenset[int]] = field(default_factory=list)  # of groups: their readers are in one of these
    pages: list[frozenset[int]] = field(default_factory=list)  # so of pages; none of them where no group opens it

    def open_to(self, object_kind: str, groups: Collection[int] | None) -> bool:
        """Whether they shut out nobody who reads the work or page (None: everyone; or these groups) that shows it.

        Those who read every work open no page by it.
        """
        closing = [*self.works, *self.pages]
        if not closing:
            return True
        if groups is None or (object_kind == "work" and self.pages):
            return False
        return all(set(groups) <= opened for opened in closing)


def uses_of(documents: Collection[int]) -> dict[int, Uses]:
    """In a fixed number of queries."""
    found: dict[int, Uses] = defaultdict(Uses)
    if not documents:
        return found
    linked = _linked(documents)
    files = SheetFile.objects.filter(document__in=documents).values_list("document", "sheet", "access")
    sources: dict[int, list[tuple[int, bool]]] = defaultdict(list)  # of a source: documents, for members or not
    for document, sheet, access in files:
        sources[sheet].append((document, access != SheetFile.Access.SAME))
    texts: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for document, model, object_id in linked:
        if model is Sheet:
            texts[object_id].append((document, False))
    sheets = Sheet.objects.published()
    _add_works(found, sheets.filter(pk__in=sources, source_of__isnull=False), sources)
    _add_works(found, sheets.filter(pk__in=texts), texts)
    _add_pages(found, documents, [(document, object_id) for document, model, object_id in linked if model is Page])
    return found


def _add_works(found: dict[int, Uses], sheets: QuerySet[Sheet], using: dict[int, list[tuple[int, bool]]]) -> None:
    for sheet in sheets.select_related("work__source").prefetch_related("work__source__groups"):
        source = sheet.work.source
        for document, for_members in using[sheet.pk]:
            uses = found[document]
            uses.members |= for_members or source.access == "members"
            if source.access == "groups":
                uses.works.append(frozenset(group.pk for group in source.groups.all()))


def _add_pages(found: dict[int, Uses], documents: Collection[int], links: list[tuple[int, int]]) -> None:
    keeping = Page.objects.filter(published(), facts_of__isnull=False)
    rows = Material.objects.filter(document__in=documents, page__in=keeping.values("pk"))
    materials = list(rows.values_list("document", "page__path", "access"))
    paths = dict(Page.objects.filter(published(), pk__in={page for _d, page in links}).values_list("pk", "path"))
    used = [(document, paths[page], False) for document, page in links if page in paths]
    used += [(document, path, access != MaterialAccess.SAME) for document, path, access in materials]
    if not used:
        return
    restrictions = list(PageViewRestriction.objects.select_related("page").prefetch_related("groups"))
    for document, path, for_members in used:
        found[document].members |= for_members
        opening = groups_that_open(path, restrictions)
        if opening is not None:
            found[document].pages.append(frozenset(opening))


def _linked(documents: Collection[int]) -> list[tuple[int, type, int]]:
    """Documents, and the sheets and pages whose text links to them."""
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in (Sheet, Page)}
    links = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(PrivateDocument),
        to_object_id__in=[str(document) for document in documents],
        base_content_type__in=kinds,
    )
    links = links.exclude(model_path__startswith="files.").exclude(model_path__startswith="materials.")
    rows = links.values_list("to_object_id", "base_content_type", "object_id").distinct()
    return [(int(document), kinds[kind], int(object_id)) for document, kind, object_id in rows]


# The other way round


def works_with(documents: Collection[int]) -> list[UUID]:
    """The works that give these documents out."""
    files = SheetFile.objects.filter(document__in=documents)
    return list(files.values_list("sheet__translation_key", flat=True).distinct())


def pages_with(documents: Collection[int]) -> list[UUID]:
    """The events that give these documents out."""
    rows = Material.objects.filter(document__in=documents)
    return list(rows.order_by().values_list("page__translation_key", flat=True).distinct())


def documents_of_sheet(sheet: int) -> set[int]:
    own = SheetFile.objects.filter(sheet=sheet).values_list("document", flat=True)
    return {*own, *_linked_from(Sheet, [sheet])}


def documents_of_pages(pages: Collection[int]) -> set[int]:
    own = Material.objects.filter(page__in=pages, document__isnull=False).values_list("document", flat=True)
    return {*own, *_linked_from(Page, pages)}


def _linked_from(model: type, objects: Collection[int]) -> set[int]:
    links = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(model),
        object_id__in=[str(pk) for pk in objects],
        to_content_type=ContentType.objects.get_for_model(PrivateDocument),
    )
    return {int(document) for document in links.values_list("to_object_id", flat=True)}


def pages_naming(thing: Model) -> list[UUID]:
    """The pages that refer to a body: an authority, an organisation, a territory."""
    links = ReferenceIndex.get_references_to(thing).filter(base_content_type=ContentType.objects.get_for_model(Page))
    pages = Page.objects.filter(pk__in={int(page) for page in links.values_list("object_id", flat=True)})
    return list(pages.values_list("translation_key", flat=True))
