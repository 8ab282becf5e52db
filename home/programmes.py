"""A programme as readers meet it: its actors by what they do, its phases, the schemes below it, its events."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from home.listing import shown_with_facts
from home.models import Actor, EventPage, ProgrammePage
from home.rows import merged_rows, prefetch_rows

MOST_EVENTS = 50
SHOWN_EVENTS = 6


def programme_view(page: ProgrammePage, user: Any) -> dict[str, Any]:
    prefetch_rows([page], "phases")
    below = ProgrammePage.objects.child_of(page.source) if page.source.pk else ProgrammePage.objects.none()
    return {
        "actors": _actors(page.source),
        "phases": merged_rows(page, page.source, "phases"),
        "schemes": shown_with_facts(below, page.locale_id, user, "path").order_by("fact_path"),
        "events": _events(page, user),
    }


def _actors(source: ProgrammePage) -> list[dict[str, Any]]:
    """The organisations by role, in the order of the roles: who steers first."""
    rows = source.actors.all()
    if isinstance(rows, QuerySet):  # a preview's rows are a list already
        rows = rows.select_related("organisation__territory")
    rows = list(rows)
    groups = [
        {"role": role, "label": role.label, "organisations": [row.organisation for row in rows if row.role == role]}
        for role in Actor.Role
    ]
    return [group for group in groups if group["organisations"]]


def _events(page: ProgrammePage, user: Any) -> list[dict[str, Any]]:
    """Those to come, the next first, then the last that were held; each with the ``day`` on which it begins."""
    ours = EventPage.objects.filter(programme__translation_key=page.translation_key, start__isnull=False)
    found = shown_with_facts(ours, page.locale_id, user, "start", "end", "time_zone").order_by("-fact_start", "-pk")
    events, now = list(found[:MOST_EVENTS]), timezone.now()
    over = [event for event in events if (event.fact_end or event.fact_start) < now]
    to_come = [event for event in reversed(events) if event not in over]
    return [
        {
            "title": event.title,
            "url": event.url,
            "day": event.fact_start.astimezone(ZoneInfo(event.fact_time_zone)).date(),
        }
        for event in (to_come + over)[:SHOWN_EVENTS]
    ]
