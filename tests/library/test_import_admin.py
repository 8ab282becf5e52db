"""Imports in the admin: from the file to its sheets, and whatever may go wrong on the way."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from library.importing import jobs
from library.models import ImportLine, Sheet, SheetImport
from tests.library.desk import Desk
from tests.library.tables import SOURCE, TRANSLATION, sheet
from tests.library.test_import_faults import HOSTILE

pytestmark = pytest.mark.usefixtures("vocabulary")
State = SheetImport.State


def send(desk: Desk, path: Path) -> SheetImport:
    """Send the file; the import that was made of it."""
    response = upload(desk, path.name, path.read_bytes())
    assert response.status_code == 302, response.context["form"].errors
    return SheetImport.objects.order_by("-pk")[0]


def upload(desk: Desk, name: str, data: bytes):
    return desk.client.post(reverse("sheet_imports"), {"file": SimpleUploadedFile(name, data)})


def choose(desk: Desk, job: SheetImport, **changes: str):
    """Send the columns as they are proposed, with these changes, and let the worker check the file."""
    address = reverse("sheet_import_columns", args=[job.pk])
    form = desk.client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | changes
    response = desk.client.post(address, data)
    jobs.work()
    job.refresh_from_db()
    return response


def start(desk: Desk, job: SheetImport) -> None:
    desk.client.post(reverse("sheet_import_start", args=[job.pk]))
    jobs.work()
    job.refresh_from_db()


def page(desk: Desk, job: SheetImport, **query: str):
    return desk.client.get(reverse("sheet_import", args=[job.pk]), query)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_from_the_file_to_its_sheets(editor, table, name):
    job = send(editor, table(SOURCE, TRANSLATION, name=name))
    choose(editor, job)
    assert (job.state, job.counts) == (State.CHECKED, {"create": 2})
    assert not Sheet.objects.exists()
    shown = page(editor, job).content.decode()
    assert SOURCE["title"] in shown
    assert TRANSLATION["title"] in shown
    start(editor, job)
    assert (job.state, job.made_by.email) == (State.DONE, "redaction@example.org")
    made = sheet("EX-1")
    assert made.live
    assert reverse(made.snippet_viewset.get_url_name("edit"), args=[made.pk]) in page(editor, job).content.decode()
    assert made.latest_revision.user == job.made_by
    assert not page(editor, job).context["job"].is_under_way


def test_what_would_change_is_shown_field_by_field(editor, table):
    start_again = send(editor, table(SOURCE, SOURCE | {"external_id": "EX-2"}))
    choose(editor, start_again)
    start(editor, start_again)
    changed = SOURCE | {"title": "Éteindre plus tôt", "themes": "water", "year": "2022", "tags": "nuit"}
    job = send(editor, table(changed, SOURCE | {"external_id": "EX-2"}))
    choose(editor, job)
    assert job.counts == {"update": 1, "unchanged": 1}
    assert ImportLine.objects.get(job=job, action="update").changes == [
        ["title", "Éteindre la nuit", "Éteindre plus tôt"],
        ["themes", "energy;water", "water"],
        ["tags", "nuit;Éclairage", "nuit"],
        ["year", "2021", "2022"],
    ]
    shown = page(editor, job, action="update").content.decode()
    assert '<del dir="auto">Éteindre la nuit</del>' in shown
    assert "EX-2" not in shown
    assert "EX-2" in page(editor, job, action="unchanged").content.decode()


def test_columns_are_corrected_by_hand_and_remembered(editor, table):
    columns = ("N° interne", "Genre", "Titre", "Remarques")
    row = {"N° interne": "EX-1", "Genre": "guide", "Titre": "Un guide", "Remarques": "ne pas publier"}
    path = table(row, columns=columns)
    job = send(editor, path)
    refused = choose(editor, job)
    assert refused.status_code == 200
    assert "language" in str(refused.context["form"].non_field_errors())
    twice = choose(editor, job, **{"column-1": "title"})
    assert twice.context["form"].errors["column-2"]
    choose(editor, job, **{"column-0": "external_id", "column-1": "kind", "all-language": "fr"})
    assert (job.state, job.counts) == (State.CHECKED, {"create": 1})
    start(editor, job)
    assert (sheet("EX-1").title, sheet("EX-1").live) == ("Un guide", False)
    again = send(editor, path)
    assert choose(editor, again).status_code == 302
    assert again.counts == {"unchanged": 1}


def test_the_sheet_of_the_workbook_is_chosen(editor, tmp_path):
    workbook = Workbook()
    workbook.active.append(["Notes"])
    other = workbook.create_sheet("Fiches")
    other.append([*SOURCE])
    other.append([*SOURCE.values()])
    workbook.save(tmp_path / "t.xlsx")
    job = send(editor, tmp_path / "t.xlsx")
    address = reverse("sheet_import_columns", args=[job.pk])
    form = editor.client.get(address, {"sheet": "Fiches"}).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    editor.client.post(address, data | {"sheet": "Fiches"})
    jobs.work()
    job.refresh_from_db()
    assert (job.state, job.counts) == (State.CHECKED, {"create": 1})


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_faults_come_back_in_the_file_and_the_corrected_file_goes_in(editor, table, name):
    rows = [SOURCE, SOURCE | {"external_id": "EX-2", "year": "MMXX", "themes": "wine"}, {}, TRANSLATION]
    job = send(editor, table(*rows, name=name))
    choose(editor, job)
    assert (job.state, [fault[:2] for fault in job.faults]) == (State.FAULTY, [[3, "themes"], [3, "year"]])
    assert not Sheet.objects.exists()
    assert "MMXX" in page(editor, job).content.decode()
    answer = editor.client.get(reverse("sheet_import_faults", args=[job.pk]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    data = b"".join(answer.streaming_content)
    lines = _lines(name, data)
    assert lines[0][:4] == ["external_id", "kind", "language", "title"]
    assert "MMXX" in lines[2][-1]
    assert "wine" in lines[2][-1]
    assert (lines[1][-1], lines[4][3]) == ("", TRANSLATION["title"])
    place = lines[0].index("year")
    lines[2][place] = "2020"
    lines[2][lines[0].index("themes")] = ""
    corrected = table(*(dict(zip(lines[0], line, strict=True)) for line in lines[1:]), columns=lines[0], name=name)
    again = send(editor, corrected)
    choose(editor, again)
    assert (again.state, again.counts) == (State.CHECKED, {"create": 3})


def _lines(name: str, data: bytes) -> list[list[str]]:
    if name.endswith(".csv"):
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return [[str(value or "") for value in row] for row in rows]


def test_hostile_files_are_refused_at_the_field(editor):
    for name in ("bomb.xlsx", "million lines.xlsx", "entities.xlsx", "old.xlsx", "cp1252.csv", "utf-16.csv",
                 "photo.csv", "workbook.csv", "empty.csv", "cut.xlsx", "too large.csv", "sheets.ods"):  # fmt: skip
        response = upload(editor, name, HOSTILE[name]())
        assert response.status_code == 200, name
        assert response.context["form"].errors["file"], name
    assert not SheetImport.objects.exists()


def test_size_is_asked_before_anything_is_read(editor, monkeypatch):
    monkeypatch.setattr("library.importing.tables.MAX_BYTES", 10)
    monkeypatch.setattr("library.import_admin.forms.read_head", lambda *_: 1 / 0)
    response = upload(editor, "t.csv", b"external_id,kind\n" * 10)
    assert response.context["form"].errors["file"]


def test_an_import_that_was_killed_imported_nothing_and_is_told(editor, table):
    job = send(editor, table(SOURCE))
    choose(editor, job)
    jobs.ask(job, State.WRITING)
    SheetImport.objects.filter(pk=job.pk).update(begun_at="2026-01-01T00:00Z")  # the worker that began is no more
    jobs.work()
    job.refresh_from_db()
    assert job.state == State.STOPPED
    assert job.message in page(editor, job).content.decode().replace("&#x27;", "'")
    assert not Sheet.objects.exists()
    start(editor, job)
    assert job.state == State.DONE
    assert Sheet.objects.count() == 1


def test_one_that_was_killed_after_it_had_written_is_finished(editor, table, monkeypatch):
    job = send(editor, table(SOURCE))
    choose(editor, job)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("library.importing.jobs.file_sheets", killed)
        with pytest.raises(KeyboardInterrupt):
            start(editor, job)
    job.refresh_from_db()
    assert job.state == State.FINISHING
    jobs.work()
    job.refresh_from_db()
    assert job.state == State.DONE
    assert Sheet.objects.count() == 1


def test_an_error_of_the_database_leaves_nothing(editor, table, monkeypatch):
    job = send(editor, table(SOURCE))
    choose(editor, job)
    with monkeypatch.context() as patched:
        patched.setattr("library.importing.many._log", lambda *_: 1 / 0)
        start(editor, job)
    assert job.state == State.STOPPED
    assert not Sheet.objects.exists()


def test_asked_twice_it_is_done_once_and_after_those_before(editor, table):
    first, second = send(editor, table(SOURCE)), send(editor, table(SOURCE))
    for job in (first, second):
        choose(editor, job)
    for job in (second, first, second):
        editor.client.post(reverse("sheet_import_start", args=[job.pk]))
    assert page(editor, first)["Refresh"]
    assert jobs.work() == 2
    counts = list(SheetImport.objects.order_by("pk").values_list("counts", flat=True))
    assert counts == [{"unchanged": 1}, {"create": 1}]


def test_nobody_loses_what_they_saved_in_the_meantime(editor, table, monkeypatch):
    from library import importing

    importing.import_sheets(table(SOURCE))
    prepare = importing.writing._prepare

    def meanwhile(change) -> None:
        other = sheet("EX-1")
        other.title = "Écrit entre-temps"
        other.save_revision().publish()
        prepare(change)

    monkeypatch.setattr("library.importing.writing._prepare", meanwhile)
    with pytest.raises(importing.ImportRefusedError):
        importing.import_sheets(table(SOURCE | {"title": "De la table"}))
    assert sheet("EX-1").title == "Écrit entre-temps"


def test_files_go_after_a_while_and_the_history_stays(editor, table, settings):
    job = send(editor, table(SOURCE))
    choose(editor, job)
    start(editor, job)
    name, storage = job.file.name, job.file.storage
    assert jobs.purge() == 0
    SheetImport.objects.update(made_at="2020-01-01T00:00Z")
    assert jobs.purge() == 1
    assert not storage.exists(name)
    assert not ImportLine.objects.exists()
    assert "t.csv" in editor.client.get(reverse("sheet_imports")).content.decode()
    assert page(editor, job).status_code == 200
    assert editor.client.get(reverse("sheet_import_file", args=[job.pk]), follow=True).status_code == 404


def test_a_file_that_was_never_used_goes_too(editor, table):
    job = send(editor, table(SOURCE))
    SheetImport.objects.update(made_at="2020-01-01T00:00Z")
    jobs.purge()
    assert page(editor, job).status_code == 200
    address = reverse("sheet_import_columns", args=[job.pk])
    assert editor.client.get(address, follow=True).status_code == 200


def test_a_filing_that_fails_stops_nobody_else(editor, table, monkeypatch):
    job = send(editor, table(SOURCE))
    choose(editor, job)
    monkeypatch.setattr("library.importing.jobs.file_sheets", lambda *_: 1 / 0)
    start(editor, job)
    assert (job.state, Sheet.objects.count()) == (State.DONE, 1)
    assert "help-warning" in page(editor, job).content.decode()


def test_a_file_that_is_discarded_leaves_nothing(editor, table):
    job = send(editor, table(SOURCE))
    name, storage = job.file.name, job.file.storage
    assert storage.exists(name)
    editor.client.post(reverse("sheet_import_discard", args=[job.pk]))
    assert not storage.exists(name)
    assert not SheetImport.objects.exists()
