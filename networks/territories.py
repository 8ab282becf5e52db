"""Fills `Territory` from the extract of the official reference that comes with the project (`networks/data`)."""

import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length

from networks.models import Territory

EXTRACT = Path(__file__).parent / "data" / "territories.csv.gz"
SUMMARY = Path(__file__).parent / "data" / "territories.json"


class Row(NamedTuple):
    """A line of the extract; parents are named by their official codes."""

    kind: str
    code: str
    name: str
    population: int
    department: str
    region: str
    intercommunality: str

    @property
    def reference(self) -> str:
        return reference(self.kind, self.code)


COLUMNS = Row._fields
FIELDS = ["kind", "code", "name", "population", "department_id", "region_id", "intercommunality_id"]


def reference(kind: str, code: str) -> str:
    """53 is a department and also a region: the codes of regions take an R."""
    return f"R{code}" if kind == "region" else code


def read_extract() -> list[Row]:
    with gzip.open(EXTRACT, "rt", encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        return [Row(kind, code, name, int(people), *parents) for kind, code, name, people, *parents in lines]


def summarise(rows: Sequence[Row]) -> dict[str, int]:
    """What `is_loaded` compares: figures that one query can find again in the database."""
    return {
        "rows": len(rows),
        "people": sum(row.population for row in rows),
        "letters": sum(len(row.name) for row in rows),
        "departments": sum(bool(row.department) for row in rows),
        "regions": sum(bool(row.region) for row in rows),
        "intercommunalities": sum(bool(row.intercommunality) for row in rows),
    }


def is_loaded() -> bool:
    found = Territory.objects.aggregate(
        rows=Count("pk"),
        people=Sum("population"),
        letters=Sum(Length("name")),
        departments=Count("department_id"),
        regions=Count("region_id"),
        intercommunalities=Count("intercommunality_id"),
    )
    expected = json.loads(SUMMARY.read_text())
    return all(expected[name] == value for name, value in found.items())


def load_territories() -> int:
    """Create what is missing, update what differs, and say how many rows that was. Nothing is ever deleted here:
    sheets and authorities may name a commune that has since merged."""
    if is_loaded():
        return 0
    with transaction.atomic():
        rows = read_extract()
        written = 0
        # Parents first, since each kind names the ones above it by their primary key.
        for kind in dict.fromkeys(row.kind for row in rows):
            written += _load([row for row in rows if row.kind == kind])
        return written


def _load(rows: Sequence[Row]) -> int:
    above = dict(Territory.objects.exclude(kind="commune").values_list("reference", "pk"))
    known = {
        name: tuple(values)
        for name, *values in Territory.objects.filter(kind=rows[0].kind).values_list("reference", *FIELDS)
    }
    different: list[Territory] = []
    for row in rows:
        parents = (row.department, row.region and reference("region", row.region), row.intercommunality)
        values = (*row[:4], *(above[name] if name else None for name in parents))
        if known.get(row.reference) != values:
            different.append(Territory(reference=row.reference, **dict(zip(FIELDS, values, strict=True))))
    # One statement for both: a new edition of the source changes the population of nearly every commune, which
    # `bulk_update` needs half a minute for.
    Territory.objects.bulk_create(
        different, batch_size=2_000, update_conflicts=True, unique_fields=["reference"], update_fields=FIELDS
    )
    return len(different)
