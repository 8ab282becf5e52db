"""`import_sheets`: every fault named by line and column, nothing imported then, no hostile file gets far."""

import io
import time
import zipfile

import pytest
from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from library.importing import ImportRefusedError, import_sheets
from library.models import Theme, ThemeLabel, Work
from networks.models import Territory

from .tables import SOURCE, TRANSLATION, actions, faults, sheet

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ({"external_id": ""}, ["external_id"]),
        ({"external_id": "x" * 101}, ["external_id"]),
        ({"external_id": "#12-fr"}, ["external_id"]),
        ({"title": " "}, ["title"]),
        ({"title": "x" * 256, "summary": "y" * 1001, "body": "z" * 100_001}, ["title", "summary", "body"]),
        ({"title": "a\0b"}, ["title"]),
        ({"summary": "a\x1bb"}, ["summary"]),
        ({"kind": ""}, ["kind"]),
        ({"kind": "novel", "language": "de"}, ["kind", "language"]),
        ({"language": ""}, ["language"]),
        ({"themes": "water;cheese;wine"}, ["themes", "themes"]),
        ({"themes": "chauffage"}, ["themes"]),
        ({"tags": "x" * 101}, ["tags"]),
        ({"territory": "99999"}, ["territory"]),
        ({"territory": "52"}, ["territory"]),
        ({"groups": "Élus;Nobody"}, ["groups"]),
        ({"access": "all", "status": "live"}, ["access", "status"]),
        *(({"year": year}, ["year"]) for year in ("1899", "2101", "MMXX", "2020.5", "٢٠٢٠", "10" * 30, "-2020")),
        ({"title": "=1+1"}, ["title"]),
        ({"translation_of": "EX-1"}, ["translation_of"]),
        ({"translation_of": "EX-9"}, ["translation_of"]),
        ({"kind": "x", "year": "x", "themes": "x", "territory": "x"}, ["kind", "themes", "territory", "year"]),
    ],
)
def test_each_fault_of_a_row_is_named(table, change, columns):
    assert faults(
        table(TRANSLATION | {"translation_of": "EX-2"}, SOURCE | {"external_id": "EX-2"}, SOURCE | change)
    ) == [(4, column) for column in columns]


def test_every_row_is_told_and_lines_are_those_of_the_spreadsheet(table):
    bad = SOURCE | {"body": "two\n\nlines", "year": "x"}
    assert faults(table(bad, {}, bad | {"external_id": "EX-2", "title": ""}, SOURCE | {"external_id": "EX-3"})) == [
        (2, "year"),
        (4, "title"),
        (4, "year"),
    ]


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ({"year": "2020"}, ["year"]),
        ({"access": "members", "themes": "water", "tags": "nuit", "territory": "53"},
         ["themes", "tags", "territory", "access"]),
        ({"year": "2021", "access": "public", "themes": "Energy;الماء", "tags": "NUIT;éclairage"}, []),
        ({"kind": "guide"}, ["kind"]),
        ({"language": "fr"}, ["language"]),
        ({"translation_of": "EX-1-AR"}, ["translation_of"]),
        ({"translation_of": "EX-2"}, ["translation_of"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("there", [False, True], ids=["in the table", "in the database"])
def test_a_translation_agrees_with_its_source(table, change, columns, there):
    other = TRANSLATION | {"external_id": "EX-2", "language": "en"}
    rows = [SOURCE, other]
    if there:
        import_sheets(table(*rows))
        rows = []
    row = TRANSLATION | change
    if columns:
        assert faults(table(*rows, row)) == [(2 + len(rows), column) for column in columns]
    else:
        assert actions(table(*rows, row))[-1] == "create"


def test_what_never_changes(table):
    import_sheets(table(SOURCE, TRANSLATION, SOURCE | {"external_id": "EX-2"}))
    assert faults(table(SOURCE | {"kind": "guide"})) == [(2, "kind")]
    assert faults(table(SOURCE | {"language": "en"})) == [(2, "language")]
    assert faults(table(TRANSLATION | {"language": "en"})) == [(2, "language")]
    assert faults(table(TRANSLATION | {"translation_of": ""})) == [(2, "translation_of")]
    assert faults(table(TRANSLATION | {"translation_of": "EX-2"})) == [(2, "translation_of")]
    assert faults(table(SOURCE | {"translation_of": "EX-2", "language": "en"})) == [
        (2, "language"),
        (2, "translation_of"),
    ]
    assert faults(table(TRANSLATION | {"external_id": "EX-1-AR-2"})) == [(2, "translation_of")]


def test_one_name_and_one_language_once(table):
    assert faults(table(SOURCE, SOURCE)) == [(3, "external_id")]
    assert faults(table(SOURCE, TRANSLATION, TRANSLATION | {"external_id": "X"})) == [(4, "language")]
    import_sheets(table(SOURCE))
    numbered = f"#{sheet('EX-1').work_id}-fr"
    assert actions(table(SOURCE | {"external_id": numbered})) == ["unchanged"]
    assert faults(table(SOURCE, SOURCE | {"external_id": numbered})) == [(3, "external_id")]


def test_a_locked_sheet_is_not_changed(table):
    import_sheets(table(SOURCE))
    locked = sheet("EX-1")
    locked.locked = True
    locked.save()
    assert actions(table(SOURCE)) == ["unchanged"]
    assert faults(table(SOURCE | {"title": "Autre"})) == [(2, "external_id")]


def test_names_that_may_be_several_things(table):
    Territory.objects.create(kind="intercommunality", code="1001", reference="1001", name="?")
    ThemeLabel.objects.create(theme=Theme.objects.get(identifier="heat"), language="en", label="Eau")
    assert faults(table(SOURCE | {"themes": "eau"})) == [(2, "themes"), (2, "territory")]


def test_columns_are_checked_first(table):
    columns = (*SOURCE, "Couleur", "title")
    assert faults(table(SOURCE, columns=columns)) == [(1, "couleur"), (1, "title")]
    assert faults(table(SOURCE, columns=("external_id", "kind"))) == [(1, "language"), (1, "title")]


def test_messages_are_in_the_active_language(table):
    with translation.override("en"), pytest.raises(ImportRefusedError, match="line 2, column year: .*MMXX"):
        import_sheets(table(SOURCE | {"year": "MMXX"}))


def test_formulas_dates_and_errors_in_workbooks(tmp_path):
    workbook = Workbook()
    workbook.active.append(list(SOURCE))
    workbook.active.append([*(SOURCE | {"title": "=A1", "summary": "#REF!"}).values()])
    workbook.save(tmp_path / "t.xlsx")
    assert faults(tmp_path / "t.xlsx") == [(2, "title"), (2, "summary")]


def test_merged_headings_and_empty_lines_of_workbooks(tmp_path):
    workbook = Workbook()
    table = workbook.active
    for line in (["Our sheets 2024"], [], list(SOURCE), ["Lighting"], list(SOURCE.values()), [" "]):
        table.append(line)
    table["A2"] = ""
    table.merge_cells("A1:E1")
    table.merge_cells("A4:L4")
    table.cell(20, 3).number_format = "0.00"
    workbook.save(tmp_path / "t.xlsx")
    assert [outcome.line for outcome in import_sheets(tmp_path / "t.xlsx")] == [5]


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _workbook(**parts: bytes) -> bytes:
    """A good workbook with some of its parts replaced."""
    stream = io.BytesIO()
    workbook = Workbook()
    workbook.active.append(list(SOURCE))
    workbook.save(stream)
    names = {"sheet": "xl/worksheets/sheet1.xml", "styles": "xl/styles.xml", "book": "xl/workbook.xml"}
    with zipfile.ZipFile(stream) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return _zip(held | {names[name]: data for name, data in parts.items()})


def _sheet(rows: bytes, dimension: bytes = b"") -> bytes:
    name = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return b"<worksheet " + name + b">" + dimension + b"<sheetData>" + rows + b"</sheetData></worksheet>"


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'">]><worksheet>&b;</worksheet>'
HOSTILE = {
    "not a zip.xlsx": lambda: b"external_id,kind\n",
    "empty.xlsx": lambda: b"",
    "cut.xlsx": lambda: _workbook()[:-200],
    "no parts.xlsx": lambda: _zip({"a.txt": b"a"}),
    "old.xlsx": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 5000,
    "bomb.xlsx": lambda: _workbook(sheet=b"\0" * 300_000_000),
    "cell of 200 MB.xlsx": lambda: _workbook(sheet=_sheet(b"<row><c t='str'><v>" + b"x" * 200_000_000)),
    "million lines.xlsx": lambda: _workbook(sheet=_sheet(b"<row></row>" * 1_000_000)),
    "million lines, dimension.xlsx": lambda: _workbook(
        sheet=_sheet(b"<row></row>" * 700_000, b'<dimension ref="A1:XFD1048576"/>')
    ),
    "line far below.xlsx": lambda: _workbook(sheet=_sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "wide.xlsx": lambda: _workbook(sheet=_sheet(b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>")),
    "styles.xlsx": lambda: _workbook(styles=b"<styleSheet><cellXfs>" + b"<xf/>" * 2_000_000),
    "entities.xlsx": lambda: _workbook(sheet=LAUGHS),
    "entities in the book.xlsx": lambda: _workbook(book=LAUGHS),
    "attributes.xlsx": lambda: _workbook(
        sheet=_sheet(b"<row " + b"".join(b'a%d="" ' % number for number in range(2_000_000)) + b"/>")
    ),
    "cells.xlsx": lambda: _workbook(sheet=_sheet(b"<row>" + b"<c/>" * 180_000 + b"</row>")),
    "many parts.xlsx": lambda: _zip({f"{number}.xml": b"" for number in range(5000)}),
    "no sheet.xlsx": lambda: _workbook(sheet=_sheet(b"")),
    "workbook.csv": lambda: _workbook(),
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b"\n\n;;\n",
    "too large.csv": lambda: b"external_id,kind,language,title\n" + b"x" * 200_000_000,
    "large cell.csv": lambda: b"external_id,kind,language,title\n" + b"x" * 20_000_000,
    "million lines.csv": lambda: b"external_id,kind,language,title\n" + b",,,\n" * 1_000_000,
    "cp1252.csv": lambda: "external_id,kind,language,title\nA,guide,fr,Été\n".encode("cp1252"),
    "utf-16.csv": lambda: "external_id,kind,language,title\nA,guide,fr,Été\n".encode("utf-16"),
    "open quote.csv": lambda: b'external_id,kind,language,title\nA,guide,fr,"never closed\n',
    "photo.csv": lambda: bytes(range(256)) * 100,
    "sheets.ods": lambda: b"PK\x03\x04",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_time(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    start = time.process_time()
    with pytest.raises(ImportRefusedError) as refused:
        import_sheets(path)
    assert time.process_time() - start < 2
    assert 10 < len(str(refused.value)) < 400
    assert not Work.objects.exists()


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(ImportRefusedError):
            import_sheets(path)


def test_a_part_that_lies_about_its_size(tmp_path):
    """What the directory of the archive tells is all that is ever unpacked."""
    data = _workbook(sheet=b"<" * 30_000_000)
    size = (30_000_000).to_bytes(4, "little")
    assert size in data
    (tmp_path / "t.xlsx").write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
    with pytest.raises(ImportRefusedError):
        import_sheets(tmp_path / "t.xlsx")


def test_a_text_typed_as_text_is_no_formula(tmp_path):
    workbook = Workbook(write_only=True)
    rows = workbook.create_sheet()
    rows.append(list(SOURCE))
    cells = [WriteOnlyCell(rows, value) for value in (SOURCE | {"title": "=1+1"}).values()]
    for cell in cells:
        cell.data_type = "s"
    rows.append(cells)
    workbook.save(tmp_path / "t.xlsx")
    assert actions(tmp_path / "t.xlsx") == ["create"]
    assert sheet("EX-1").title == "=1+1"
