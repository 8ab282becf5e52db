"""The works: their facts once, their words in each language, as far as the reader may read them."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from home.visibility import published
from library.access import may_open_page
from library.addresses import sheet_url
from library.cards import place
from library.contents import published_content
from library.models import Kind, LibraryPage, Sheet, Work
from library.querysets import Reader, SheetQuerySet
from library.rows import specific, specific_source
from library.sheet_page import sheet_view, visible_versions
from library.vocabulary import concept_named, concepts, narrower_ids
from networks.models import Territory

from .door import RefusedError, door
from .parameters import Parameters, paged

MEASURED = {"cost_total": "euro", "cost_min": "euro", "cost_max": "euro"}
PLAIN = ("regulation_date", "procedure", "publisher", "pages", "nature")


@door
def sheets(request: HttpRequest) -> dict[str, Any]:
    """Each work once, the newest first."""
    asked, user = Parameters(request), request.user
    paging = asked.paging()
    visible = _visible(user)
    chosen = _filtered(visible, asked)
    works = Work.objects.filter(pk__in=chosen.order_by().values("work"))
    newest = works.order_by("-source__first_published_at", "-pk").values_list("pk", flat=True)
    numbers = list(newest[paging.rows])
    versions: dict[int, list[Sheet]] = {number: [] for number in numbers}
    for sheet in visible.with_readable(user).for_cards().filter(work__in=numbers).order_by("pk"):
        versions[sheet.work_id].append(sheet)
    return paged(request, paging, works.count(), [_summary(found) for found in versions.values() if found])


@door
def sheet(request: HttpRequest, number: int) -> dict[str, Any]:
    """One work, with all that the reader may read of it."""
    user = request.user
    try:
        found = visible_versions(user, number)
    except Http404:
        found = []
    opened = _open_languages(user) if found else set()
    versions = [version for version in found if version.locale.language_code in opened]
    if not versions:
        raise RefusedError(404, {"number": _("there is no such sheet")})
    source = versions[0].work.source
    views = [sheet_view(version, user, versions, published_content(version), source) for version in versions]
    first = views[0]
    return {
        **_summary(versions),
        "tags": [tag["name"] for tag in first["tags"]],
        "contact": first.get("contact"),
        "partners": first.get("partners", []),
        "files": [_file(file) for file in first["files"] if first["readable"]],
        "facts": _facts(specific_source(versions[0]), first),
        "versions": [_whole(version, view) for version, view in zip(versions, views, strict=True)],
    }


def _visible(user: Reader) -> SheetQuerySet:
    return Sheet.objects.visible_to(user).filter(locale__language_code__in=_open_languages(user))


def _open_languages(user: Reader) -> set[str]:
    """Those in whose library, which may be closed like any page, the reader may go to the sheets."""
    libraries = LibraryPage.objects.filter(published()).select_related("locale")
    return {page.locale.language_code for page in libraries if may_open_page(user, page)}


def _filtered(sheets: SheetQuerySet, asked: Parameters) -> SheetQuerySet:
    if kind := asked.choice("kind", Kind.values):
        sheets = sheets.of_kind(kind)
    if language := asked.choice("language", dict(settings.LANGUAGES)):
        sheets = sheets.filter(locale__language_code=language)
    if theme := concept_named(asked.text("theme")):
        sheets = sheets.on_themes(narrower_ids(theme.pk))
    if territory := Territory.objects.find(asked.text("territory")) if asked.text("territory") else None:
        sheets = sheets.in_territory(territory)
    if year := asked.year():
        sheets = sheets.of_year(year)
    return sheets


def _summary(versions: list[Any]) -> dict[str, Any]:
    """What everyone knows who sees the work; from its labels and its card."""
    first = versions[0]
    source, where = first.work.source, place(first.work.source)
    vocabulary = concepts()
    territory = source.territory
    return {
        "id": first.work_id,
        "kind": first.work.kind,
        "access": source.access,
        "readable": bool(first.readable),
        "is_example": source.is_example,
        "year": source.year,
        "published_at": source.first_published_at,
        "confirmed_on": first.work.confirmed_on,
        "source_language": source.locale.language_code,
        "themes": sorted(vocabulary[theme.pk].identifier for theme in source.themes.all() if theme.pk in vocabulary),
        "authority": {
            "name": source.authority.name, "url": where["authority_url"] or None
        } if source.authority else None,
        "territory": {
            "reference": territory.reference, "kind": territory.kind, "name": territory.name
        } if territory else None,
        "population": where["population"],
        "versions": [_version(version) for version in versions],
    }  # fmt: skip


def _version(sheet: Any) -> dict[str, Any]:
    return {
        "lang": sheet.locale.language_code,
        "external_id": sheet.external_id,
        "title": sheet.title,
        "summary": sheet.summary,
        "url": sheet_url(sheet),
        "is_stale": sheet.is_stale,
    }


def _whole(sheet: Any, view: dict[str, Any]) -> dict[str, Any]:
    """A version with its text, where the reader may read it; empty where not."""
    relations = specific(sheet).ROWS if sheet.readable else ()
    return _version(sheet) | {
        "sections": [
            {"id": section["id"], "title": str(section["title"]), "html": expand_db_html(section["html"])}
            for section in view.get("sections", [])
        ],
        "rows": {relation: [_row(row) for row in view[relation]] for relation in relations},
        "testimonial": _testimonial(view.get("testimonial")),
        "provenance": view.get("provenance") or None,
    }


def _testimonial(said: dict[str, str] | None) -> dict[str, str] | None:
    return said if said and said["text"] else None


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Words in `lang`, which is the source's where they are not translated; values with their unit."""
    return {
        **{name: row[name] for name in ("label", "description", "lang")},
        **{name: row.get(name) for name in ("date", "number")},
        "amount": _measure(row.get("amount"), "euro"),
        **{name: _measure(row.get(name), row.get("unit")) for name in ("before", "after")},
    }


def _measure(value: Decimal | int | None, unit: str | None) -> dict[str, Any] | None:
    return None if value is None else {"value": float(value), "unit": unit or None}


def _facts(source: Any, view: dict[str, Any]) -> dict[str, Any]:
    """Those of its kind, closed like the text; what a kind has not is null."""
    known = {name: getattr(source, name, None) for name in (*MEASURED, *PLAIN)} if view["readable"] else {}
    known["cost_total"] = view.get("cost_total") or None
    return {
        **{name: _measure(known.get(name), unit) for name, unit in MEASURED.items()},
        **{name: known.get(name) or None for name in PLAIN},
    }


def _file(file: dict[str, Any]) -> dict[str, Any]:
    """`access`: who may download it; `readable`: whether that is this reader."""
    return {
        **{name: file[name] for name in ("title", "format", "size", "url", "access", "readable")},
        "language": file["language"] or None,
    }
