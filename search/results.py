"""From what an engine found to what is shown: everything is read again, through the reader's own rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from home.languages import direction
from home.visibility import visible_pages
from library.addresses import sheet_url
from library.cards import build_cards
from library.models import Sheet
from library.querysets import Reader

from .engines.base import Hit
from .labels import kind_label
from .models import ObjectKind


@dataclass
class Result:
    hit: Hit
    thing: Any  # a sheet or a page
    url: str | None


def load(hits: Iterable[Hit], reader: Reader) -> list[Result]:
    """The things themselves, in the order of the hits, less those that this reader may not see (any more)."""
    hits = list(hits)
    sheets = {hit.object_id for hit in hits if hit.object_kind == ObjectKind.WORK}
    pages = {hit.object_id for hit in hits if hit.object_kind == ObjectKind.PAGE}
    things: dict[tuple[str, int], tuple[Any, str | None]] = {}
    if sheets:
        shown = Sheet.objects.visible_to(reader).with_readable(reader).for_cards().filter(pk__in=sheets)
        things |= {(ObjectKind.WORK, sheet.pk): (sheet, sheet_url(sheet)) for sheet in shown}
    if pages:
        opened = visible_pages(reader).filter(pk__in=pages).select_related("locale")
        things |= {(ObjectKind.PAGE, page.pk): (page, page.url) for page in opened}
    found = ((hit, things.get((hit.object_kind, hit.object_id))) for hit in hits)
    return [Result(hit, *thing) for hit, thing in found if thing]


def cards(results: list[Result]) -> list[dict[str, Any]]:
    """As `library.cards`, with where the words of the question stand; pages too."""
    made = iter(build_cards(result.thing for result in results if isinstance(result.thing, Sheet)))
    return [
        (next(made) if isinstance(result.thing, Sheet) else _page_card(result.thing, result.hit))
        | {"highlights": result.hit.fragments}
        for result in results
    ]


def _page_card(page: Page, hit: Hit) -> dict[str, Any]:
    language = page.locale.language_code
    return {
        "kind": hit.kind,
        "kind_label": kind_label(hit.kind),
        "title": page.title,
        "summary": hit.summary,
        "url": page.url,
        "lang": language,
        "dir": direction(language),
        "access": "public",
        "readable": True,
        "themes": [],
    }


def as_json(result: Result) -> dict[str, Any]:
    """One result of the API (docs: search.openapi)."""
    hit, thing = result.hit, result.thing
    sheet = thing if isinstance(thing, Sheet) else None
    return {
        "id": hit.number,
        "external_id": sheet.external_id if sheet else None,
        "kind": hit.kind,
        "lang": thing.locale.language_code,
        "title": thing.title,
        "url": result.url,
        "summary": sheet.summary if sheet else hit.summary,
        "highlights": [*([hit.title] if hit.title else []), *hit.fragments],
        "access": sheet.work.source.access if sheet else hit.access,
        "score": hit.score,
    }
