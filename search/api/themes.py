"""The vocabulary and the territories: the same for every reader."""

from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils.translation import gettext as _

from library.models import Theme
from networks.choosers import OFFICIAL_CODE, folded
from networks.models import Territory

from .door import RefusedError, door
from .parameters import Parameters, paged

LARGEST_THEMES = 100
MOST_FOUND = 1000


@door
def themes(request: HttpRequest) -> dict[str, Any]:
    """Every theme with its labels in each language."""
    paging = Parameters(request).paging(LARGEST_THEMES, LARGEST_THEMES)
    return paged(request, paging, Theme.objects.count(), [_theme(theme) for theme in _whole()[paging.rows]])


@door
def theme(request: HttpRequest, identifier: str) -> dict[str, Any]:
    """One theme. The identifier of a theme that was merged leads to the one that stays."""
    found = _whole().filter(Q(identifier=identifier) | Q(former__identifier=identifier)).first()
    if found is None:
        raise RefusedError(404, {"identifier": _("no theme has this identifier")})
    return _theme(found)


def _whole() -> QuerySet[Theme]:
    related = ("labels", "notes", "matches", "narrower", "former")
    return Theme.objects.select_related("parent").prefetch_related(*related)


def _theme(theme: Theme) -> dict[str, Any]:
    labels: dict[str, dict[str, Any]] = {}
    for label in theme.labels.all():
        known = labels.setdefault(label.language, {"preferred": None, "alternative": []})
        if label.preferred:
            known["preferred"] = label.label
        else:
            known["alternative"].append(label.label)
    return {
        "identifier": theme.identifier,
        "broader": theme.parent.identifier if theme.parent else None,
        "narrower": sorted(narrower.identifier for narrower in theme.narrower.all()),
        "labels": labels,
        "notes": {note.language: note.text for note in theme.notes.all()},
        "uri": theme.uri,
        "exact_matches": [match.uri for match in theme.matches.all()],
        "former": [merged.identifier for merged in theme.former.all()],
    }


@door
def territories(request: HttpRequest) -> dict[str, Any]:
    """Those of a code or name; without one, all of them, the largest kind first."""
    asked = Parameters(request)
    paging, text = asked.paging(), asked.text("q")
    found = Territory.objects.select_related("department", "region", "intercommunality")
    if kind := asked.choice("kind", Territory.Kind.values):
        found = found.filter(kind=kind)
    if not text:
        return paged(
            request,
            paging,
            found.count(),
            [territory(place) for place in found.order_by("name", "reference")[paging.rows]],
        )
    if OFFICIAL_CODE.fullmatch(text):
        by_code = Q(reference__istartswith=text) | Q(code__istartswith=text)
        keys = list(found.filter(by_code).order_by("kind", "reference").values_list("pk", flat=True)[:MOST_FOUND])
    else:
        keys = _named(folded(text), kind)
    places = found.in_bulk(keys[paging.rows])
    return paged(request, paging, len(keys), [territory(places[key]) for key in keys[paging.rows] if key in places])


def _named(wanted: str, kind: str) -> list[int]:
    """Those whose name holds the text, whatever its accents, the best first."""
    if not wanted:
        return []
    state = Territory.objects.aggregate(Count("pk"), Max("pk"), Sum("population"), letters=Sum(Length("name")))
    names = _names(tuple(state.values()))
    found = [
        (name != wanted, not name.startswith(wanted), name, key)
        for key, of_kind, name in names
        if wanted in name and kind in ("", of_kind)
    ]
    return [key for *_order, key in sorted(found)[:MOST_FOUND]]


@lru_cache(maxsize=1)
def _names(_state: tuple) -> list[tuple[int, str, str]]:
    """All 36,000, folded; read again when their number or any of their letters has changed."""
    return [(key, kind, folded(name)) for key, kind, name in Territory.objects.values_list("pk", "kind", "name")]


def territory(place: Territory) -> dict[str, Any]:
    above = {name: getattr(place, name) for name in ("intercommunality", "department", "region")}
    return {
        **{name: getattr(place, name) for name in ("reference", "code", "kind", "name", "population")},
        **{name: larger.reference if larger else None for name, larger in above.items()},
    }
