"""Names of territories as lists of choices show them: hundreds on a page, which hardly ever change."""

from collections.abc import Iterable
from typing import NamedTuple

from home.kept import Kept

from .models import Territory

SECONDS = 60  # other processes may have changed them


class Place(NamedTuple):
    name: str
    above: str | None  # the reference of what it lies in, as far as a tree of choices shows it


_kept: Kept[dict[str, Place]] = Kept("networks.places", SECONDS, dict)
forget = _kept.forget


def places(references: Iterable[str]) -> dict[str, Place]:
    """Those that there are, by their reference; read once by each process, and again after a minute."""
    known, asked = _kept.get(), list(references)
    missing = [reference for reference in asked if reference not in known]
    if missing:
        found = Territory.objects.filter(reference__in=missing)
        for reference, name, department, region in found.values_list(
            "reference", "name", "department__reference", "region__reference"
        ):
            known[reference] = Place(name, department or region)
    return {reference: known[reference] for reference in asked if reference in known}
