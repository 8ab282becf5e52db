import csv
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from openpyxl import Workbook

from library.importing import COLUMNS
from library.models import Theme, ThemeLabel
from networks.models import Territory
from tests.library.desk import Desk, account, desk_of
from tests.library.tables import Table


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


@pytest.fixture
def editor(db) -> Desk:
    return desk_of(account("redaction@example.org", "Editors"))


@pytest.fixture
def translator(db) -> Desk:
    return desk_of(account("traduction@example.org", "Translators"))


@pytest.fixture
def moderator(db) -> Desk:
    return desk_of(account("relecture@example.org", "Moderators"))


@pytest.fixture
def vocabulary(db) -> None:
    water, energy = Theme.objects.create(identifier="water"), Theme.objects.create(identifier="energy")
    heat = Theme.objects.create(identifier="heat")
    labels = [(water, "fr", "Eau"), (water, "ar", "الماء"), (energy, "fr", "Énergie"), (energy, "en", "Energy")]
    for theme, language, label in labels:
        ThemeLabel.objects.create(theme=theme, language=language, label=label)
    for theme in (energy, heat):
        ThemeLabel.objects.create(theme=theme, language="fr", label="Chauffage", preferred=False)
    for kind, code in [("commune", "01001"), ("department", "01"), ("department", "53"), ("region", "52")]:
        reference = f"R{code}" if kind == "region" else code
        Territory.objects.create(kind=kind, code=code, reference=reference, name=reference)
    for name in ("Eau; régie", "Élus"):
        Group.objects.create(name=name)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Writes rows to a CSV file, or to a workbook when the name says so."""

    def write(*rows: dict[str, object], name: str = "t.csv", columns: tuple[str, ...] = COLUMNS, **how: str) -> Path:
        path = tmp_path / name
        lines = [list(columns), *([row.get(column, "") for column in columns] for row in rows)]
        if name.endswith(".xlsx"):
            workbook = Workbook()
            for line in lines:
                workbook.active.append(line)
            workbook.save(path)
        else:
            with path.open("w", encoding=how.get("encoding", "utf-8"), newline="") as stream:
                csv.writer(stream, delimiter=how.get("delimiter", ",")).writerows(lines)
        return path

    return write
