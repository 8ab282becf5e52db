"""The file as it was sent, with a column that says what is wrong: to be corrected and sent again."""

import csv
import io
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError

from home.spreadsheets import neutral
from library.importing.columns import LABELS
from library.importing.tables import is_workbook, rows_of
from library.importing.text import FORBIDDEN
from library.models import SheetImport

FAULTY = PatternFill("solid", fgColor="FFD6D6")


def with_faults(job: SheetImport) -> tuple[bytes, str]:
    """Its bytes, and its ending."""
    with job.file.open("rb") as file:
        data = file.read()
    lines = [(number, [cell.text for cell in cells]) for number, cells in rows_of(job.stored_name, data, job.sheet)]
    messages: dict[int, list[str]] = defaultdict(list)
    places: dict[int, set[int]] = defaultdict(set)
    for line, column, message in job.faults:
        if line is not None:
            messages[line].append(f"{label(column)}: {message}" if column else message)
            places[line] |= {place for place, name in enumerate(job.columns) if name == column}
    width = len(job.header)
    return (_workbook if is_workbook(job.stored_name) else _csv)(lines, messages, places, width)


def label(column: str) -> str:
    return str(LABELS.get(column, column)).capitalize()


Lines = list[tuple[int, list[str]]]


def _csv(lines: Lines, messages: dict[int, list[str]], _places: dict[int, set[int]], width: int) -> tuple[bytes, str]:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for _number, cells in _with_column(lines, messages, width):
        # What stood in the file is written as it stood; what we say is ours to make harmless.
        writer.writerow([*cells[:-1], neutral(cells[-1])])
    return b"\xef\xbb\xbf" + stream.getvalue().encode(errors="replace"), "csv"


def _workbook(
    lines: Lines, messages: dict[int, list[str]], places: dict[int, set[int]], width: int
) -> tuple[bytes, str]:
    workbook = Workbook(write_only=True)
    table = workbook.create_sheet("sheets")
    next_line = 1
    for number, cells in _with_column(lines, messages, width):
        while next_line < number:  # each line keeps its number
            table.append([])
            next_line += 1
        row = []
        for place, text in enumerate(cells):
            cell = _cell(table, text)
            if cell is not None and (place in places[number] or (place == width and text and messages[number])):
                cell.fill = FAULTY
            row.append(cell)
        table.append(row)
        next_line += 1
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue(), "xlsx"


def _cell(table: Any, text: str) -> Any:
    if not text:
        return None
    try:
        cell = WriteOnlyCell(table, value=text)
    except IllegalCharacterError:
        cell = WriteOnlyCell(table, value=FORBIDDEN.sub("", text))
    cell.data_type = "s"
    return cell


def _with_column(lines: Lines, messages: dict[int, list[str]], width: int) -> Lines:
    """The column stands behind the last one of the file; its heading on the first line that is not empty."""
    headed = False
    found = []
    for number, cells in lines:
        filled = [*cells[:width], *[""] * (width - len(cells))]
        text = "\n".join(messages.get(number, []))
        if not headed and any(cell.strip() for cell in cells):
            headed, text = True, _("Faults")
        found.append((number, [*filled, text]))
    return found
