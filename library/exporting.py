"""Sheets as a table with the columns of the import: importing the result changes nothing."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from home.spreadsheets import neutral
from library.importing.tables import COLUMNS
from library.importing.text import join_list
from library.importing.values import facts, in_parts, latest, name_of, with_values, words
from library.models import Sheet
from networks.models import Territory

MAX_CELL = 32_767  # characters: a workbook holds no more, and openpyxl would cut without a word


class ExportError(Exception):
    """The file asked for cannot hold a sheet; the message says which."""


def rows(language: str = "", kind: str = "") -> Iterator[dict[str, Any]]:
    """Each sheet as it is published, or as its draft says where it is not; facts on the rows of sources only."""
    sheets = Sheet.objects.filter(work__source__isnull=False).order_by("work_id", "pk")
    if language:
        sheets = sheets.filter(locale__language_code=language)
    if kind:
        sheets = sheets.filter(work__kind=kind)
    for pks in in_parts(list(sheets.values_list("pk", flat=True))):
        part = list(with_values(Sheet.objects.filter(pk__in=pks)))
        territories = {sheet.territory_id for sheet in part} - {None}
        references = dict(Territory.objects.filter(pk__in=territories).values_list("pk", "reference"))
        for sheet in sorted(part, key=lambda sheet: (sheet.work_id, not sheet.is_source, sheet.pk)):
            yield _row(sheet, references)


def _row(sheet: Sheet, references: dict[int, str]) -> dict[str, Any]:
    shown = sheet if sheet.live else latest(sheet)
    row = dict.fromkeys(COLUMNS, "") | words(shown)
    row |= {
        "external_id": name_of(sheet),
        "kind": sheet.KIND.value,
        "language": sheet.locale.language_code,
        "status": "published" if sheet.live else "draft",
    }
    if not sheet.is_source:
        return row | {"translation_of": name_of(sheet.work.source)}
    held = facts(shown)
    territory = shown.territory_id
    return row | {
        "access": held["access"],
        "groups": join_list(sorted(group.name for group in held["groups"])),
        "year": held["year"] or "",
        "territory": (references.get(territory) or Territory.objects.get(pk=territory).reference) if territory else "",
        "themes": join_list(sorted(theme.identifier for theme in held["themes"])),
        "tags": join_list(sorted(held["tags"])),
    }


def write_csv(stream: IO[str], language: str = "", kind: str = "") -> int:
    """The stream is in UTF-8 with a byte order mark, so that spreadsheets see Arabic and accents."""
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    count = 0
    for row in rows(language, kind):
        writer.writerow({name: neutral(str(value), spreadsheet=False) for name, value in row.items()})
        count += 1
    return count


def write_xlsx(path: Path, language: str = "", kind: str = "") -> int:
    workbook = Workbook(write_only=True)
    table = workbook.create_sheet("sheets")
    table.freeze_panes = "A2"
    table.append(COLUMNS)
    count = 0
    try:
        for row in rows(language, kind):
            table.append([_cell(table, row["external_id"], row[name]) for name in COLUMNS])
            count += 1
    finally:
        table.close()
    workbook.save(path)
    return count


def _cell(table: Any, name: str, value: Any) -> Any:
    text = neutral(str(value), spreadsheet=True)
    if not text:
        return None
    if len(text) > MAX_CELL:
        raise ExportError(_("A text of %(name)s is too long for a workbook: export to CSV.") % {"name": name})
    try:
        cell = WriteOnlyCell(table, value=text)
    except IllegalCharacterError as error:
        raise ExportError(_("%(name)s holds a character that a workbook cannot hold.") % {"name": name}) from error
    cell.data_type = "s"  # typed as text, whatever it looks like: a code keeps its zeros, a title is no formula
    return cell
