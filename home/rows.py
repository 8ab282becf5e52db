"""Rows as a reader sees them: words from the translation, values from the source (design.md, "The spine")."""

from typing import Any


def merged_rows(own: Any, source: Any, relation: str) -> list[dict[str, Any]]:
    """The source's rows in their order: each of their words, ``lang`` (of the words) and each value.

    Words are the translation's when it translates the words that the source has now, else the source's, under the
    source's language: never a wrong label beside a right number.
    """
    translated = {row.translation_key: row for row in getattr(own, relation).all()} if own.pk != source.pk else {}
    rows = []
    for row in getattr(source, relation).all():
        words = translated.get(row.translation_key)
        fresh = words is not None and words.source_words == row.words()
        shown = words if fresh else row
        rows.append(
            {
                "description": "",  # most rows have none
                **{name: getattr(shown, name) for name in row.WORDS},
                "lang": (own if fresh else source).locale.language_code,
                **{name: getattr(row, name) for name in row.FACTS},
            }
        )
    return rows
