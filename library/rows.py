"""Rows as a reader sees them: words from the translation, values from the source (design.md, "The spine")."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

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
    """The source's rows in their order: ``label``, ``description``, ``lang`` and each value.

    Words are the translation's when it translates the words that the source has now, else the source's, under the
    source's language: never a wrong label beside a right number.
    """
    source, own = specific_source(sheet), specific(sheet)
    translated = {row.translation_key: row for row in getattr(own, relation).all()} if own.pk != source.pk else {}
    rows = []
    for row in getattr(source, relation).all():
        words = translated.get(row.translation_key)
        shown = words if words is not None and words.source_words == row.words() else row
        fresh = shown is words
        rows.append(
            {
                "label": shown.label,
                "description": getattr(shown, "description", ""),
                "lang": (sheet if fresh else sheet.work.source).locale.language_code,
                **{name: getattr(row, name) for name in row.FACTS},
            }
        )
    return rows


def prefetch_rows(sheets: Iterable[Sheet], *relations: str) -> None:
    """Fetch rows of sheets of one kind and of their sources, one query per relation."""
    objects = {id(found): found for sheet in sheets for found in (specific(sheet), specific_source(sheet))}
    prefetch_related_objects(list(objects.values()), *relations)
