"""Rows as a reader sees them: words from the translation, values from the source (design.md, "The spine")."""

from typing import Any

from django.db.models import prefetch_related_objects

from library.models import Sheet


def specific_source(sheet: Sheet) -> Any:
    """The source sheet as its kind, where its own facts are."""
    return specific(sheet.work.source)


def specific(sheet: Sheet) -> Any:
    """The sheet as its kind. `select_related` makes this free."""
    from library.models import KINDS

    model = KINDS[sheet.work.kind]
    return sheet if isinstance(sheet, model) else getattr(sheet, model._meta.model_name or "")


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
        fresh = words is not None and words.source_words == row.words()
        shown = words if fresh else row
        rows.append(
            {
                "label": shown.label,
                "description": getattr(shown, "description", ""),
                "lang": (sheet if fresh else source).locale.language_code,
                **{name: getattr(row, name) for name in row.FACTS},
            }
        )
    return rows


def prefetch_rows(sheet: Sheet) -> None:
    """Fetch all rows of the sheet and of its source, one query per relation."""
    own, source = specific(sheet), specific_source(sheet)
    prefetch_related_objects([own] if own.pk == source.pk else [own, source], *own.ROWS)
