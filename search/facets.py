"""The facets as the page offers them: what is left to choose, trees in reading order, long ones shortened."""

from collections.abc import Iterator
from typing import Any, TypedDict

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from library.models.sheets import Access

from .bands import BANDS
from .engines.base import FACETS
from .forms import SearchForm

NAMES = {
    "kind": _("Kind"),
    "theme": _("Theme"),
    "territory": _("Territory"),
    "band": _("Population"),
    "year": _("Year"),
    "language": _("Language"),
    "access": _("Access"),
}
ORDERS = {"band": list(BANDS), "language": list(dict(settings.LANGUAGES)), "access": list(Access.values)}
FIRST = 6  # options in sight, the others behind "more"
LARGE = 30  # a tree with more values opens below what is chosen only
MOST = 60


class Option(TypedDict):
    """A dictionary, which templates read fastest: a page has a hundred."""

    value: str
    label: str
    count: int
    checked: bool
    depth: int


class Facet(TypedDict):
    name: str
    label: str
    first: list[Option]
    more: list[Option]


def offered(form: SearchForm, found: dict[str, list[dict[str, Any]]], total: int) -> list[Facet]:
    """Only what leads somewhere, and what is chosen: from what this reader found, and nothing else."""
    facets = []
    for name in FACETS:
        options = _options(name, form.chosen[name], found.get(name, []))
        if not form.chosen[name] and all(option["count"] == total for option in options):
            continue  # it would change nothing
        first, more = _shortened(options)
        facets.append(Facet(name=name, label=str(NAMES[name]), first=first, more=more))
    return facets


def _shortened(options: list[Option]) -> tuple[list[Option], list[Option]]:
    """Those in sight, what is chosen with all that stands above it among them; and those behind "more"."""
    sought, shown = 0, set(range(FIRST))
    for place, option in reversed(list(enumerate(options))):
        if option["checked"] or option["depth"] < sought:
            shown.add(place)
            sought = option["depth"]
    if len(options) <= len(shown) + 1:  # no "more" for one more
        return options, []
    more = [option for place, option in enumerate(options) if place not in shown]
    return [option for place, option in enumerate(options) if place in shown], more[:MOST]


def _options(name: str, chosen: dict[str, str], found: list[dict[str, Any]]) -> list[Option]:
    values = {facet["value"]: facet for facet in found if facet["count"] or facet["value"] in chosen}
    values |= {v: {"value": v, "label": label, "count": 0} for v, label in chosen.items() if v not in values}
    if order := ORDERS.get(name):
        values = {value: values[value] for value in sorted(values, key=order.index)}
    below: dict[str | None, list[str]] = {}
    for value, facet in values.items():
        parent = facet.get("parent")
        below.setdefault(parent if parent in values else None, []).append(value)
    return [
        Option(
            value=value,
            label=values[value]["label"],
            count=values[value]["count"],
            checked=value in chosen,
            depth=depth,
        )
        for value, depth in _branches(below, _opened(values, chosen))
    ]


def _opened(values: dict[str, dict[str, Any]], chosen: dict[str, str]) -> set[str]:
    """The branches whose values are shown: all of a small tree, else those that lead to what is chosen, and below."""
    if len(values) <= LARGE:
        return set(values)
    opened: set[str] = set()
    for value in chosen:
        while value in values and value not in opened:
            opened.add(value)
            value = values[value].get("parent") or ""
    return opened


def _branches(
    below: dict[str | None, list[str]], opened: set[str], parent: str | None = None, depth: int = 0
) -> Iterator[tuple[str, int]]:
    for value in below.get(parent, ()):
        yield value, min(depth, 3)
        if value in opened and depth < 9:  # whatever the data, an end
            yield from _branches(below, opened, value, depth + 1)
