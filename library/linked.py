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
    works = dict(Sheet.objects.filter(pk__in=keys).values_list("pk", "work_id"))
    versions = Sheet.objects.visible_to(user).with_readable(user).for_cards()
    shown = {
        sheet.work_id: sheet for sheet in versions.filter(work__in=works.values(), locale__language_code=language)
    }
    found = [(key, shown[works[key]]) for key in keys if works.get(key) in shown]
    cards = build_cards(sheet for _key, sheet in found)
    return [card | {"linked_id": key} for (key, _sheet), card in zip(found, cards, strict=True)]
