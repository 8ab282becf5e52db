"""Every list of the admin as a table: what the list shows, with its filters and search, in XLSX or CSV.

Wagtail offers this to the lists that name fields for it. Here a list that names none gives out its columns, and what
leaves is safe in a spreadsheet (`home.spreadsheets`), for Wagtail's own lists and reports too.
"""

import csv
import datetime
import io
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.ui.tables import Column, LocaleColumn, UserColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Locale

from home.spreadsheets import neutral

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet reads Arabic and accents as other letters
MAX_CELL = 32_767  # characters that a cell of a workbook holds


def install() -> None:
    """Done once, when the site starts."""
    SpreadsheetExportMixin.preprocess_field_value = _safe_value
    SpreadsheetExportMixin.write_csv_response = _csv_response
    SpreadsheetExportMixin.write_xlsx = _write_xlsx
    IndexView.list_export = cached_property(_names_of_columns)
    IndexView.list_export.__set_name__(IndexView, "list_export")
    IndexView.to_row_dict = _row_of_columns
    IndexView.get_heading = _heading_of_column


_value_of_wagtail = SpreadsheetExportMixin.preprocess_field_value
_row_of_wagtail = SpreadsheetExportMixin.to_row_dict
_heading_of_wagtail = SpreadsheetExportMixin.get_heading


def _safe_value(view: Any, field: str, value: Any, export_format: str) -> Any:
    value = _value_of_wagtail(view, field, _local(value), export_format)
    if value is None or isinstance(value, (bool, int, float, datetime.date, datetime.time, datetime.timedelta)):
        return value
    workbook = export_format == view.FORMAT_XLSX
    text = neutral(str(value), spreadsheet=workbook)
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:MAX_CELL] if workbook else text


def _local(value: Any) -> Any:
    """The hour that the list shows: of the place, to the minute."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(second=0, microsecond=0, tzinfo=None)
    return value


def _csv_response(view: Any, queryset: Any) -> HttpResponse:
    """Made at once: a response that is streamed would be written after the language of its reader is forgotten."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=view.list_export)
    writer.writerow({field: neutral(view.get_heading(queryset, field)) for field in view.list_export})
    for item in queryset:
        view.write_csv_row(writer, view.to_row_dict(item))
    response = HttpResponse(BYTE_ORDER_MARK + stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.get_filename()}.csv"'
    return response


def _write_xlsx(view: Any, queryset: Any, output: Any) -> None:
    workbook = Workbook(write_only=True, iso_dates=True)
    table = workbook.create_sheet(title=_("List")[:31])
    table.freeze_panes = "A2"
    table.sheet_view.rightToLeft = get_language_bidi()
    table.append([view.get_heading(queryset, field) for field in view.list_export])
    for item in queryset:
        table.append(view.generate_xlsx_row(table, view.to_row_dict(item), date_format="yyyy-mm-dd hh:mm"))
    workbook.save(output)


# Lists that name no fields: their columns


def _columns(view: Any) -> dict[str, Column]:
    return {column.name: column for column in view.columns if isinstance(column, Column) and column.label}


def _names_of_columns(view: Any) -> list[str]:
    return list(_columns(view))


def _row_of_columns(view: Any, item: Any) -> dict[str, Any]:
    columns = _columns(view)
    if set(view.list_export) <= set(columns):
        return {name: _shown(columns[name], item) for name in view.list_export}
    return _row_of_wagtail(view, item)


def _heading_of_column(view: Any, queryset: Any, field: str) -> str:
    column = _columns(view).get(field)
    if column is not None and field not in (view.export_headings or {}):
        return str(column.label)
    return _heading_of_wagtail(view, queryset, field)


def _shown(column: Column, item: Any) -> Any:
    """What the cell says, as a number or a date where it is one."""
    value = column.get_value(item)
    if isinstance(column, LocaleColumn):
        return str(value if isinstance(value, Locale) else getattr(item, "locale", value))
    if isinstance(column, UserColumn) and value:
        return value.get_full_name() or value.get_username()
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or isinstance(value, (int, float, datetime.date)):
        return "" if value is None else value
    return strip_tags(str(value)) if hasattr(value, "__html__") else str(value)
