"""What reviews leave waiting for someone, for the start page of the staff."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from library.reports.waiting import ITEMS, Item, Waiting, register
from library.reviewing.comments import unanswered


@register(15)
def comments(user: Any, numbers: dict[str, int]) -> Iterable[Waiting]:
    """On sheets that this account may edit; those on pages stand in their margin."""
    threads = unanswered(user).exclude(author=user).select_related("sheet", "author").order_by("made_at")[: ITEMS + 50]
    found = list(threads)
    items = tuple(
        Item(thread.sheet.title, reverse("sheet_discussion", args=[thread.sheet_id]), str(thread)) for thread in found
    )
    label = ngettext("comment without an answer", "comments without an answer", len(found))
    yield Waiting(label, len(found), "", "comment", items[:ITEMS])
