"""Reads a CSV file or a workbook into lines of texts, within limits that no hostile file gets past."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from home.spreadsheets import without_escape

from . import workbooks
from .faults import Fault, ImportRefusedError, refuse
from .text import FORBIDDEN, normal
from .workbooks import Cell

COLUMNS = (
    *("external_id", "kind", "language", "title", "summary", "body", "themes", "tags", "territory", "year"),
    *("access", "groups", "translation_of", "status"),
)
REQUIRED = ("external_id", "kind", "language", "title")
MAX_BYTES = 30 * 1024 * 1024
MAX_LINES = 6_000
MAX_COLUMNS = 64


@dataclass
class Line:
    number: int
    cells: dict[str, str | None] = field(default_factory=dict)  # None: the cell has a fault, told already


@dataclass
class Table:
    columns: tuple[str, ...]
    lines: list[Line]
    faults: list[Fault]


def read_table(path: Path) -> Table:
    """Raises ImportRefusedError when the file is not a table with our columns."""
    try:
        size = path.stat().st_size
        if not path.is_file() or path.suffix.lower() not in {".csv", ".xlsx"}:
            raise refuse(_("“%(name)s” is not a CSV or XLSX file.") % {"name": path.name})
        if size > MAX_BYTES:
            raise refuse(_("The file is too large: at most %(limit)s MB.") % {"limit": MAX_BYTES // 1024**2})
        data = path.read_bytes()
    except OSError as error:
        raise refuse(
            _("“%(name)s” cannot be read: %(reason)s") % {"name": path.name, "reason": error.strerror}
        ) from error
    if path.suffix.lower() == ".xlsx":
        return _table(workbooks.read(data, MAX_LINES, MAX_COLUMNS))
    return _table(_csv_rows(data))


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refuse(_("This is a workbook, not a CSV file. Name it .xlsx, or save it as CSV."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Guessing would turn Arabic or accents into other letters without a word.
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(_("The file is not in UTF-8. Save it as “CSV UTF-8”, or as XLSX."), line) from error
    number = 0
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True), 1
        ):
            yield number, [_csv_cell(value) for value in row]
    except csv.Error as error:
        raise refuse(_("The file cannot be read from here on: %(reason)s") % {"reason": error}, number + 1) from error


def _csv_cell(value: str) -> Cell:
    return Cell(value, _("formula; write its result") if value.startswith("=") else "")


def _delimiter(text: str) -> str:
    """The one that finds most of our columns in the first line that is not empty."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")

    def found(delimiter: str) -> int:
        names = next(csv.reader([first], delimiter=delimiter), [])
        return len({name.strip().lower() for name in names} & set(COLUMNS))

    return max(";,\t", key=found)


def _table(rows: Iterator[tuple[int, list[Cell]]]) -> Table:
    header: list[str] = []
    columns: dict[int, str] = {}
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in rows:
        if number > MAX_LINES:
            raise refuse(
                _("The table has more than %(limit)s lines: cut it in parts, or delete its empty lines.")
                % {"limit": MAX_LINES}
            )
        if not any(cell.text.strip() for cell in cells):
            continue
        if not header:
            header = [normal(cell.text).lower() for cell in cells]
            columns = _columns(number, header)
            continue
        lines.append(_line(number, cells, columns, faults))
    if not header:
        raise refuse(_("The file is empty."))
    return Table(tuple(columns.values()), lines, faults)


def _columns(number: int, header: list[str]) -> dict[int, str]:
    if len(header) > MAX_COLUMNS:
        raise refuse(_("The table has more than %(limit)s columns.") % {"limit": MAX_COLUMNS}, number)
    faults = [
        Fault(number, name[:50], _("unknown column; the columns are: %(names)s") % {"names": ", ".join(COLUMNS)})
        for name in header
        if name and name not in COLUMNS
    ]
    faults += [Fault(number, name, _("this column stands twice")) for name in COLUMNS if header.count(name) > 1]
    faults += [Fault(number, name, _("this column is missing")) for name in REQUIRED if name not in header]
    if faults:
        raise ImportRefusedError(faults)
    return {index: name for index, name in enumerate(header) if name}


def _line(number: int, cells: list[Cell], columns: dict[int, str], faults: list[Fault]) -> Line:
    line = Line(number, dict.fromkeys(columns.values(), ""))
    for index, cell in enumerate(cells):
        name = columns.get(index)
        if name is None:
            if cell.text.strip():
                faults.append(Fault(number, str(index + 1), _("this cell is under no column name")))
            continue
        message = cell.fault or (_("forbidden character") if FORBIDDEN.search(cell.text) else "")
        if message:
            faults.append(Fault(number, name, message))
        line.cells[name] = None if message else without_escape(normal(cell.text))
    return line
