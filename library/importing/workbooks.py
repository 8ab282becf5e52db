"""Reads the first visible sheet of an XLSX workbook, after a look at what unpacking it would cost."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .faults import ImportRefusedError, refuse

MAX_PARTS = 500
MAX_UNPACKED = 64 * 1024 * 1024
# The time that XML takes, in elements: in the table and again in its texts (5,000 usual lines have about 200,000), and
# in styles, names and the rest, where each costs far more.
MAX_WEIGHT = 220_000
MAX_OTHER_WEIGHT = 40_000
MAX_ATTRIBUTES = 5_000  # of one element: their time grows with their square
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


@dataclass
class Cell:
    """What was read, or why it could not be."""

    text: str
    fault: str = ""


def read(data: bytes, max_lines: int, max_columns: int, sheet: str = "") -> Iterator[tuple[int, list[Cell]]]:
    """The lines of this sheet, else of the first that is shown, with their numbers; one more than `max_lines` where
    there are more. Merged headings are left out."""
    with _opened(data) as workbook:
        yield from _rows(workbook, data, max_lines, max_columns, sheet)


def sheet_names(data: bytes) -> list[str]:
    """Of the sheets that are shown."""
    with _opened(data) as workbook:
        return [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(_("This is an old or a protected workbook. Save it as XLSX without a password."))
    _weigh(data)
    workbook = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which nobody reads here
            workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            yield workbook
    except (ImportRefusedError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever its reading of a broken file happens to meet
        raise refuse(
            _("The file is not a workbook that can be read (%(reason)s).") % {"reason": _short(error)}
        ) from error
    finally:
        if workbook is not None:
            workbook.close()


def _weigh(data: bytes) -> None:
    """Refuse what would unpack to too much, before anything parses it."""
    too_heavy = refuse(_("The workbook unpacks to too much: keep one plain table in it, without empty lines."))
    if data.count(b"PK\x01\x02") > MAX_PARTS:
        raise too_heavy
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise too_heavy
            other_weight = 0
            for part in parts:
                weight = _weight_of(archive.read(part))  # never more than the size that the directory tells
                if not part.filename.startswith(("xl/worksheets/", "xl/sharedStrings")):
                    other_weight += weight
                if weight > MAX_WEIGHT or other_weight > MAX_OTHER_WEIGHT:
                    raise too_heavy
    except ImportRefusedError:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds, on damaged, encrypted or unknown parts
        raise refuse(
            _("The file is not a workbook that can be read (%(reason)s).") % {"reason": _short(error)}
        ) from error


def _weight_of(xml: bytes) -> int:
    """About how many elements there are, attributes counted too; too many where one has too many attributes."""
    weight = xml.count(b"<") - xml.count(b"</") + xml.count(b"=") // 4
    if weight <= MAX_WEIGHT and any(piece.count(b"=") > MAX_ATTRIBUTES for piece in xml.split(b"<")):
        return MAX_WEIGHT + 1
    return weight


def _rows(workbook: Any, data: bytes, max_lines: int, max_columns: int, name: str) -> Iterator[tuple[int, list[Cell]]]:
    shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    sheet = next((sheet for sheet in shown if sheet.title == name), shown[0] if shown else None)
    if sheet is None:
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        merged = _merged_lines(archive.read(sheet._worksheet_path))
    rows = sheet.iter_rows(min_row=1, max_row=max_lines + 1, max_col=max_columns + 1)
    for number, row in enumerate(rows, 1):
        cells = [_cell(cell) for cell in row]
        while cells and not cells[-1].text:
            cells.pop()
        # A heading over the whole table is no line of it; a cell merged downwards leaves the lines below empty.
        if number in merged and sum(bool(cell.text.strip()) for cell in cells) == 1:
            continue
        yield number, cells


def _merged_lines(xml: bytes) -> set[int]:
    """The lines in which cells of several columns are merged. (openpyxl does not tell when it reads in a stream.)"""
    merges = MERGE.findall(xml, max(xml.rfind(b"sheetData>"), 0))
    return {int(top) for left, top, right, _bottom in merges if left != right}


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type == "f":
        return Cell("=", _("formula; write its result"))
    if cell.data_type == "e":
        return Cell(str(value), _("holds an error: %(value)s") % {"value": value})
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Cell(str(value))


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
