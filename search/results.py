"""From what an engine found to what is shown: everything is read again, through the reader's own rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from home.languages import direction, written_in
from home.visibility import visible_pages
from library.addresses import library_urls, sheet_url
from library.cards import build_cards
from library.light import light_sheets
from library.querysets import Reader
from networks.authorities import authority_url
from networks.models import LocalAuthority

from . import members
from .engines.base import Hit
from .labels import kind_label
from .models import ObjectKind


@dataclass
class Result:
    hit: Hit
    thing: Any  # a sheet (a light one), a page or an authority
    url: str | None

    @property
    def is_sheet(self) -> bool:
        return self.hit.object_kind == ObjectKind.WORK

    @property
    def language(self) -> str:
        """An authority's name is of no language: that of the hit, in which the rest of it is said."""
        return self.hit.language if isinstance(self.thing, LocalAuthority) else self.thing.locale.language_code

    @property
    def title(self) -> str:
        return str(self.thing)


def load(hits: Iterable[Hit], reader: Reader) -> list[Result]:
    """The things themselves, in the order of the hits, less those that this reader may not see (any more)."""
    hits = list(hits)
    sheets = {hit.object_id for hit in hits if hit.object_kind == ObjectKind.WORK}
    pages = {hit.object_id for hit in hits if hit.object_kind == ObjectKind.PAGE}
    things: dict[tuple[str, int], tuple[Any, str | None]] = {}
    if sheets:
        visible = light_sheets(sheets, reader)
        libraries = library_urls()
        things |= {(ObjectKind.WORK, sheet.pk): (sheet, sheet_url(sheet, libraries)) for sheet in visible}
    if pages:
        opened = visible_pages(reader).filter(pk__in=pages).select_related("locale")
        things |= {(ObjectKind.PAGE, page.pk): (page, page.url) for page in opened}
    found = ((hit, things.get((hit.object_kind, hit.object_id))) for hit in hits)
    shown = {id(hit): Result(hit, *thing) for hit, thing in found if thing} | _authorities(hits)
    return [shown[id(hit)] for hit in hits if id(hit) in shown]


def _authorities(hits: list[Hit]) -> dict[int, Result]:
    """One authority has an address in each language that has the list of them."""
    chosen = [hit for hit in hits if hit.object_kind == ObjectKind.AUTHORITY]
    if not chosen:
        return {}
    listed = members.listed().in_bulk([hit.object_id for hit in chosen])
    addresses = {id(hit): authority_url(listed.get(hit.object_id), hit.language) for hit in chosen}
    return {id(hit): Result(hit, listed[hit.object_id], addresses[id(hit)]) for hit in chosen if addresses[id(hit)]}


def cards(results: list[Result], language: str) -> list[dict[str, Any]]:
    """As `library.cards`, with where the words of the question stand, and the language if it is not the reader's."""
    made = iter(build_cards(result.thing for result in results if result.is_sheet))
    shown = []
    for result in results:
        card = next(made) if result.is_sheet else _page_card(result)
        own = "" if card["lang"] == language else written_in(card["lang"])
        hit = result.hit
        card |= {"highlights": hit.fragments, "marked": hit.title, "passage": _passage(hit), "written_in": own}
        shown.append(card)
    return shown


def _passage(hit: Hit) -> dict[str, Any] | None:
    if hit.passage is None:
        return None
    return vars(hit.passage) | {"dir": direction(hit.passage.language)}


def _page_card(result: Result) -> dict[str, Any]:
    hit, language = result.hit, result.language
    return {
        "kind": hit.kind,
        "kind_label": kind_label(hit.kind),
        "title": result.title,
        "summary": hit.summary,
        "url": result.url,
        "lang": language,
        "dir": direction(language),
        "access": "public",
        "readable": True,
        "themes": [],
    }


def as_json(result: Result) -> dict[str, Any]:
    """One result of the API (docs: search.openapi)."""
    hit, thing = result.hit, result.thing
    sheet = thing if result.is_sheet else None
    return {
        "id": hit.number,
        "external_id": sheet.external_id if sheet else None,
        "kind": hit.kind,
        "lang": result.language,
        "title": result.title,
        "url": result.url,
        "summary": sheet.summary if sheet else hit.summary,
        "highlights": [
            *([hit.title] if hit.title else []),
            *hit.fragments,
            *([hit.passage.text] if hit.passage else []),
        ],
        "access": sheet.work.source.access if sheet else hit.access,
        "score": hit.score,
    }
