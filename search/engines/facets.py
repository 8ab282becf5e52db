"""The facets of a search: what is chosen, and what each value is called. The same for every engine."""

from typing import Any

from django.conf import settings

from library.models import Kind
from library.models.sheets import Access
from library.vocabulary import concepts
from networks.places import places
from search.bands import BANDS, band_label
from search.labels import PAGE_KINDS, kind_label

from .base import FACETS, SearchQuery

LATEST_YEAR = 9_999
MOST = 200  # values of a facet: nobody looks through more, and what stands above others has the larger counts

Counts = dict[str, dict[str, int]]  # of each facet, how many works each value leads to


def choices(query: SearchQuery) -> dict[str, tuple]:
    """What is chosen, by facet: alternatives inside one, all facets at once. What no database takes is left out."""
    every: dict[str, tuple[str, ...]] = {
        "kind": query.kinds,
        "theme": query.themes,
        "territory": query.territories,
        "band": query.bands,
        "language": query.languages,
        "access": query.access,
    }
    chosen: dict[str, tuple] = {name: tuple(map(_harmless, values)) for name, values in every.items() if values}
    if query.years:
        chosen["year"] = tuple(year for year in query.years if 0 < year <= LATEST_YEAR) or (-1,)
    return chosen


def _harmless(value: str) -> str:
    return value.replace("\0", "").encode(errors="ignore").decode()


def described(query: SearchQuery, counts: Counts) -> dict[str, list[dict[str, Any]]]:
    """Every facet: values with label and count, the most frequent first; years from the latest.

    What is chosen stays in sight, so that it can be taken back, also where it leads nowhere any more.
    """
    chosen, facets = choices(query), {}
    for name in FACETS:
        counted = sorted(counts.get(name, {}).items(), key=lambda value: -value[1])[:MOST]
        known = {str(value): counts.get(name, {}).get(str(value), 0) for value in chosen.get(name, ())} | dict(counted)
        called = labels(name, list(known))
        values = [{"value": value, "count": known[value], **called[value]} for value in known if value in called]
        if name == "year":
            values.sort(key=lambda facet: int(facet["value"]), reverse=True)
        else:
            values.sort(key=lambda facet: (-facet["count"], facet["label"]))
        facets[name] = values
    return facets


def labels(name: str, values: list[str]) -> dict[str, dict[str, Any]]:
    """What each value of a facet is called, and in a tree what stands above it. Unknown ones are left out."""
    match name:
        case "theme":
            return _themes(set(values))
        case "territory":
            return _territories(values)
        case "kind":
            names = {kind: kind_label(kind) for kind in [*Kind.values, *PAGE_KINDS]}
        case "band":
            names = {band: band_label(band) for band in BANDS}
        case "language":
            names = {code: str(language) for code, language in settings.LANGUAGES}
        case "access":
            names = {value: str(label) for value, label in Access.choices}
        case _:
            names = {value: value for value in values if value.isdecimal()}
    return {value: {"label": names[value]} for value in values if value in names}


def _themes(values: set[str]) -> dict[str, dict[str, Any]]:
    known = concepts()
    return {
        concept.identifier: {
            "label": concept.label(),
            "parent": known[concept.parent].identifier if concept.parent in known else None,
        }
        for concept in known.values()
        if concept.identifier in values
    }


def _territories(values: list[str]) -> dict[str, dict[str, Any]]:
    return {reference: {"label": place.name, "parent": place.above} for reference, place in places(values).items()}
