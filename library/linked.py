"""Sheets that pages name, as cards: of each work the version in the reader's language, where the reader may see it."""

from collections.abc import Iterable
from typing import Any

from library.cards import build_cards
from library.models import Sheet
from library.querysets import Reader


def linked_cards(linked: Iterable[int | None], user: Reader, language: str) -> list[dict[str, Any]]:
    """Cards in the order of these keys of sheets, each with its key as ``linked_id``. Three queries at most."""
    keys = list(dict.fromkeys(key for key in linked if key))
    if not keys:
        return []
    versions = Sheet.objects.visible_to(user).with_readable(user).for_cards()
    # Those keys are of sources (home.models.fields.SourceKey).
    chosen = versions.filter(work__source__in=keys, locale__language_code=language)
    shown = {sheet.work.source_id: sheet for sheet in chosen}
    found = [(key, shown[key]) for key in keys if key in shown]
    cards = build_cards(sheet for _key, sheet in found)
    return [card | {"linked_id": key} for (key, _sheet), card in zip(found, cards, strict=True)]
