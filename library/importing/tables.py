"""Reads a CSV file or a workbook into lines of texts, within limits that no hostile file gets past."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from home.spreadsheets import without_escape

from . import workbooks
from .columns import Layout
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
SAMPLES = 3  # lines that are shown beside the headings


@dataclass
class Line:
    number: int
    cells: dict[str, str | None] = field(default_factory=dict)  # None: the cell has a fault, told already


@dataclass
class Table:
    columns: tuple[str, ...]
    lines: list[Line]
    faults: list[Fault]


@dataclass
class Head:
    """What a table looks like, for the person who says which column is which."""

    sheets: list[str]  # of a workbook, those that are shown
    header: list[str]
    samples: list[list[str]]


def read_table(path: Path, layout: Layout | None = None) -> Table:
    """Raises ImportRefusedError when the file is not a table with our columns, or with those that the layout names."""
    try:
        if not path.is_file():
            raise refuse(_("“%(name)s” is not a CSV or XLSX file.") % {"name": path.name})
        check_size(path.name, path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        raise refuse(
            _("“%(name)s” cannot be read: %(reason)s") % {"name": path.name, "reason": error.strerror}
        ) from error
    return table_of(path.name, data, layout)


def table_of(name: str, data: bytes, layout: Layout | None = None) -> Table:
    return _table(rows_of(name, data, layout.sheet if layout else ""), layout)


def read_head(name: str, data: bytes, sheet: str = "") -> Head:
    """The first lines; what would stop the reading of the others is told now."""
    sheets = workbooks.sheet_names(data) if is_workbook(name) else []
    header: list[str] = []
    samples: list[list[str]] = []
    for number, cells in rows_of(name, data, sheet if sheet in sheets else ""):
        _check_number(number)
        if not any(cell.text.strip() for cell in cells):
            continue
        if not header:
            header = [normal(cell.text)[:100] for cell in cells]
            if len(header) > MAX_COLUMNS:
                raise refuse(_("The table has more than %(limit)s columns.") % {"limit": MAX_COLUMNS}, number)
        elif len(samples) < SAMPLES:
            samples.append([normal(cell.text)[:80] for cell in cells[: len(header)]])
    if not header:
        raise refuse(_("The file is empty."))
    return Head(sheets, header, samples)


def check_size(name: str, size: int) -> None:
    """Before anything is read."""
    if not name.lower().endswith((".csv", ".xlsx")):
        raise refuse(_("“%(name)s” is not a CSV or XLSX file.") % {"name": name})
    if size > MAX_BYTES:
        raise refuse(_("The file is too large: at most %(limit)s MB.") % {"limit": MAX_BYTES // 1024**2})


def is_workbook(name: str) -> bool:
    return name.lower().endswith(".xlsx")


def rows_of(name: str, data: bytes, sheet: str = "") -> Iterator[tuple[int, list[Cell]]]:
    """The lines of the file with their numbers, its empty ones too."""
    if is_workbook(name):
        return workbooks.read(data, MAX_LINES, MAX_COLUMNS, sheet)
    return _csv_rows(data)


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refuse(_("This is a workbook, not a CSV file. Name it .xlsx, or save it as CSV."))
    number = 0
    try:
        delimiter = _delimiter(data)
        # In a stream: as one text, Arabic would take four times the file in memory.
        with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="") as stream:
            for number, row in enumerate(csv.reader(stream, delimiter=delimiter, strict=True), 1):
                yield number, [_csv_cell(value) for value in row]
    except UnicodeDecodeError as error:
        # Guessing would turn Arabic or accents into other letters without a word.
        raise refuse(_("The file is not in UTF-8. Save it as “CSV UTF-8”, or as XLSX."), number + 1) from error
    except csv.Error as error:
        raise refuse(_("The file cannot be read from here on: %(reason)s") % {"reason": error}, number + 1) from error


def _csv_cell(value: str) -> Cell:
    return Cell(value, _("formula; write its result") if value.startswith("=") else "")


def _delimiter(data: bytes) -> str:
    """The one that finds most of our columns in the first line that is not empty; else, most columns."""
    first = next((line for line in io.BytesIO(data) if line.strip()), b"").decode("utf-8-sig")

    def found(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([first[:10_000]], delimiter=delimiter), [])
        return len({name.strip().lower() for name in names} & set(COLUMNS)), len(names)

    return max(";,\t", key=found)


def _table(rows: Iterator[tuple[int, list[Cell]]], layout: Layout | None) -> Table:
    header: list[str] = []
    columns: dict[int, str] = {}
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in rows:
        _check_number(number)
        if not any(cell.text.strip() for cell in cells):
            continue
        if not header:
            header = [normal(cell.text).lower() for cell in cells]
            columns = _laid_out(number, header, layout) if layout else _columns(number, header)
            continue
        lines.append(_line(number, cells, columns, len(header) if layout else 0, faults))
    if not header:
        raise refuse(_("The file is empty."))
    values = {name: value for name, value in layout.values.items() if value} if layout else {}
    for line in lines:
        line.cells = {**values, **line.cells}
    return Table((*columns.values(), *(name for name in values if name not in columns.values())), lines, faults)


def _check_number(number: int) -> None:
    if number > MAX_LINES:
        raise refuse(
            _("The table has more than %(limit)s lines: cut it in parts, or delete its empty lines.")
            % {"limit": MAX_LINES}
        )


def _laid_out(number: int, header: list[str], layout: Layout) -> dict[int, str]:
    """Our columns as the layout names them; the others are left out."""
    columns = {place: name for place, name in enumerate(layout.columns[: len(header)]) if name}
    given = [*columns.values()]
    faults = [Fault(number, name, _("this column stands twice")) for name in COLUMNS if given.count(name) > 1]
    known = {*given, *(name for name, value in layout.values.items() if value)}
    faults += [Fault(number, name, _("this column is missing")) for name in REQUIRED if name not in known]
    if faults:
        raise ImportRefusedError(faults)
    return columns


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


def _line(number: int, cells: list[Cell], columns: dict[int, str], left_out: int, faults: list[Fault]) -> Line:
    """`left_out`: up to which place a column that is none of ours is left out on purpose."""
    line = Line(number, dict.fromkeys(columns.values(), ""))
    for index, cell in enumerate(cells):
        name = columns.get(index)
        if name is None:
            if cell.text.strip() and index >= left_out:
                faults.append(Fault(number, str(index + 1), _("this cell is under no column name")))
            continue
        message = cell.fault or (_("forbidden character") if FORBIDDEN.search(cell.text) else "")
        if message:
            faults.append(Fault(number, name, message))
        line.cells[name] = None if message else without_escape(normal(cell.text))
    return line
