"""A sheet as its kind, and its rows as a reader sees them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from home import rows
from library.models import KINDS, Sheet


def specific_source(sheet: Sheet) -> Any:
    """The source sheet as its kind, where its own facts are."""
    if sheet.work_id is None or sheet.pk == sheet.work.source_id:
        return specific(sheet)  # the same object, so that its rows are read once
    return specific(sheet.work.source, sheet.work.kind)


def specific(sheet: Sheet, kind: str | None = None) -> Any:
    """The sheet as its kind. `select_related` makes this free."""
    if type(sheet) is not Sheet:
        return sheet
    return getattr(sheet, KINDS[kind or sheet.work.kind]._meta.model_name or "")


def merged_rows(sheet: Sheet, relation: str) -> list[dict[str, Any]]:
    """The rows of a sheet, in its language as far as they are translated (home.rows)."""
    return rows.merged_rows(specific(sheet), specific_source(sheet), relation)


def prefetch_rows(sheets: Iterable[Sheet], *relations: str) -> None:
    """Fetch rows of sheets of one kind and of their sources, one query per relation."""
    objects = {id(found): found for sheet in sheets for found in (specific(sheet), specific_source(sheet))}
    prefetch_related_objects(list(objects.values()), *relations)
