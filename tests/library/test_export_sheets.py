"""`export_sheets`: importing what was exported changes nothing."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from wagtail.models import Locale, Revision

from library.importing import import_sheets
from library.models import ExperienceSheet

from .tables import SOURCE, TRANSLATION, actions, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


def export(path: Path, **options: str) -> Path:
    call_command("export_sheets", str(path), stdout=io.StringIO(), **options)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def library(table, vocabulary) -> None:
    import_sheets(
        table(
            SOURCE | {"title": "=HYPERLINK(1)".replace("=", "'="), "summary": "- un\n- deux", "groups": "Élus"},
            TRANSLATION,
            SOURCE | {"external_id": "007", "kind": "guide", "title": "'=brut", "territory": "01", "status": ""},
        )
    )
    # One made in the administration, with what its editor and its forms store.
    made = ExperienceSheet(
        locale=Locale.objects.get(language_code="fr"),
        title="Fait  ici",
        summary="a\r\nb ",
        body='<p data-block-key="a1">x <a linktype="page" id="1">y</a><br/>z &amp; &quot;</p><hr/><h3>T</h3>',
    )
    made.tags.add("point;virgule")
    made.save()
    made.save_revision().publish()
    made.advice = "<p>plus tard</p>"
    made.save_revision()


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
@pytest.mark.usefixtures("library")
def test_importing_an_export_changes_nothing(tmp_path, name):
    path = export(tmp_path / name)
    revisions = Revision.objects.count()
    assert actions(path) == ["unchanged"] * 4
    assert Revision.objects.count() == revisions


@pytest.mark.usefixtures("library")
def test_what_a_row_says(tmp_path):
    rows = read(export(tmp_path / "t.csv"))
    assert [row["external_id"] for row in rows][:3] == ["EX-1", "EX-1-AR", "007"]
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["summary"] == "'- un\n- deux"
    assert (rows[0]["territory"], rows[0]["themes"], rows[0]["groups"]) == ("01001", "energy;water", "Élus")
    assert rows[1]["title"] == TRANSLATION["title"]
    assert (rows[1]["translation_of"], rows[1]["year"], rows[1]["access"]) == ("EX-1", "", "")
    assert (rows[2]["status"], rows[3]["tags"]) == ("draft", r"point\;virgule")
    assert rows[3]["external_id"] == f"#{ExperienceSheet.objects.get(title='Fait  ici').work_id}-fr"
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.usefixtures("library")
def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    rows = load_workbook(export(tmp_path / "t.xlsx")).active
    assert {cell.data_type for row in rows.iter_rows() for cell in row if cell.value} == {"s"}
    assert rows["D2"].value == "=HYPERLINK(1)"


@pytest.mark.usefixtures("library")
def test_one_language_or_one_kind(tmp_path):
    path = export(tmp_path / "t.csv", language="ar")
    assert [row["external_id"] for row in read(path)] == ["EX-1-AR"]
    assert actions(path) == ["unchanged"]
    assert [row["external_id"] for row in read(export(tmp_path / "t.csv", kind="guide"))] == ["007"]


@pytest.mark.usefixtures("library")
def test_only_what_was_edited_changes(tmp_path):
    rows = read(export(tmp_path / "t.csv"))
    rows[3]["title"] = "Repris"
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert actions(tmp_path / "t.csv") == ["unchanged"] * 3 + ["update"]
    made = ExperienceSheet.objects.get(title="Repris")
    assert made.summary == "a\r\nb "
    assert 'data-block-key="a1"' in made.body
    assert made.external_id is None


def test_texts_too_long_for_a_workbook_are_named(table, tmp_path):
    import_sheets(table(SOURCE | {"body": "mot " * 9000}))
    with pytest.raises(CommandError, match="EX-1"):
        export(tmp_path / "t.xlsx")
    assert actions(export(tmp_path / "t.csv")) == ["unchanged"]


def test_to_the_standard_output(table, capsys):
    import_sheets(table(SOURCE))
    call_command("export_sheets")
    assert capsys.readouterr().out.startswith("\ufeffexternal_id,kind,language")
    with pytest.raises(CommandError):
        call_command("export_sheets", "sheets.pdf")
    assert sheet("EX-1").live
