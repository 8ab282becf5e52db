"""The library in a few numbers, for the start page of the staff. One query."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from library.models import Sheet
from library.upkeep.due import is_late, kept


def numbers(user: Any) -> dict[str, int]:
    late = is_late() & Q(needs_work_since=None)
    mine = Q(owner=user)
    themes = Sheet.themes.through.objects.filter(sheet=OuterRef("source"))
    return (
        kept()
        .annotate(has_theme=Exists(themes))
        .aggregate(
            published=Count("pk"),
            late=Count("pk", filter=late),
            nobodys=Count("pk", filter=late & Q(owner=None)),
            never=Count("pk", filter=Q(confirmed_on=None)),
            revised=Count("pk", filter=Q(needs_work_since__isnull=False)),
            mine=Count("pk", filter=mine),
            mine_late=Count("pk", filter=late & mine),
            mine_revised=Count("pk", filter=Q(needs_work_since__isnull=False) & mine),
            no_theme=Count("pk", filter=Q(has_theme=False)),
            no_picture=Count("pk", filter=Q(source__picture=None)),
        )
    )
