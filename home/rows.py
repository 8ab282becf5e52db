"""Rows as a reader sees them: words from the translation, values from the source (design.md, "The spine")."""

from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignKey, QuerySet, prefetch_related_objects

from home.languages import language_of

SHEET = "library.Sheet"


def merged_rows(own: Any, source: Any, relation: str, *select: str) -> list[dict[str, Any]]:
    """The source's rows in their order: each of their words, ``lang`` (of the words) and each value.

    Words are the translation's when it translates the words that the source has now, else the source's, under the
    source's language: never a wrong label beside a right number. A sheet is given as ``sheet_id`` only: its own rights
    say who may see it (`library.linked`). `select`: relations of the rows to fetch with them.
    """
    translated = {row.translation_key: row for row in getattr(own, relation).all()} if own.pk != source.pk else {}
    rows = []
    for row in _with_relations(getattr(source, relation).all(), select):
        words = translated.get(row.translation_key)
        fresh = words is not None and words.source_words == row.words()
        shown = words if fresh else row
        rows.append(
            {
                "description": "",  # most rows have none
                **{name: getattr(shown, name) for name in row.WORDS},
                "lang": language_of(own if fresh else source),
                **{_key(row, name): getattr(row, _key(row, name)) for name in row.FACTS},
            }
        )
    return rows


def prefetch_rows(pages: Iterable[Any], *relations: str) -> None:
    """Fetch rows of pages of one kind and of their sources for `merged_rows`, one query per relation."""
    found = {id(one): one for page in pages for one in (page, page.source) if one.pk}
    prefetch_related_objects(list(found.values()), *relations)


def _with_relations(rows: Any, select: tuple[str, ...]) -> Any:
    """In one query; a preview's rows are a list already."""
    if not isinstance(rows, QuerySet):
        return rows
    names = [
        name
        for name in rows.model.FACTS
        if isinstance(rows.model._meta.get_field(name), ForeignKey) and _key(rows.model, name) == name
    ]
    return rows.select_related(*names, *select) if names or select else rows


def _key(row: Any, name: str) -> str:
    related = row._meta.get_field(name).related_model
    return f"{name}_id" if related is not None and related._meta.label == SHEET else name
