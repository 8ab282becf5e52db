"""Make `networks/data/territories.csv.gz` again from a new release of the source (see `networks/data/README.md`)."""

import csv
import gzip
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from networks.territories import COLUMNS, EXTRACT, SUMMARY, Row, summarise


class Command(BaseCommand):
    help = "Makes the extract of the French territories from the unpacked package of the source."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder of the unpacked package, which holds package.json")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            version = json.loads((folder / "package.json").read_text())["version"]
            rows = build(*(json.loads((folder / "data" / f"{name}.json").read_text())
                           for name in ("communes", "epci", "departements", "regions")))  # fmt: skip
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"This folder does not hold the package: {error!r}") from error
        write(rows, EXTRACT)
        SUMMARY.write_text(json.dumps({"version": version, **summarise(rows)}, indent=2) + "\n")
        self.stdout.write(f"{len(rows)} territories: {dict(Counter(row.kind for row in rows))}")


def build(
    communes: list[dict[str, Any]], groups: list[dict[str, Any]],
    departments: list[dict[str, Any]], regions: list[dict[str, Any]],
) -> list[Row]:  # fmt: skip
    """The rows, parents first, each kind by code. What has no population at all is left out."""
    region_codes = {region["code"] for region in regions if region["zone"] != "com"}
    group_of = {member["code"]: group["code"] for group in groups for member in group["membres"]}
    lived_in = [c for c in communes if c["type"] == "commune-actuelle" and c.get("population") is not None]
    leaves = [
        Row("commune", c["code"], c["nom"], c["population"], c["departement"],
            c["region"] if c["region"] in region_codes else "", group_of.get(c["code"], ""))
        for c in lived_in
    ]  # fmt: skip

    members: dict[str, list[Row]] = defaultdict(list)
    for leaf in leaves:
        for parent in (f"R{leaf.region}", leaf.department, leaf.intercommunality):
            members[parent].append(leaf)

    rows = [Row("region", r["code"], r["nom"], total(members[f"R{r['code']}"]), "", "", "")
            for r in regions if r["code"] in region_codes]  # fmt: skip
    rows += [
        Row("department", d["code"], d["nom"], total(members[d["code"]]), "",
            d["region"] if d["region"] in region_codes else "", "")
        for d in departments if members[d["code"]]
    ]  # fmt: skip
    for group in groups:
        inside = members[group["code"]]
        department = where_most_live(inside, "department")
        region = where_most_live([leaf for leaf in inside if leaf.department == department], "region")
        rows.append(Row("intercommunality", group["code"], group["nom"], total(inside), department, region, ""))
    order = ["region", "department", "intercommunality", "commune"]
    return sorted(rows + leaves, key=lambda row: (order.index(row.kind), row.code))


def total(rows: Iterable[Row]) -> int:
    return sum(row.population for row in rows)


def where_most_live(rows: Iterable[Row], field: str) -> str:
    """89 intercommunalities lie in several departments: they are counted where most of their people live."""
    people: Counter[str] = Counter()
    for row in rows:
        people[getattr(row, field)] += row.population
    return min(people, key=lambda code: (-people[code], code))


def write(rows: Iterable[Row], path: Path) -> None:
    """The same rows give the same bytes: no time and no file name in the header of the archive."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
