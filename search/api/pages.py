"""Networks and events: facts from the page that keeps them, words in the reader's language."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from home.listing import sources, versions
from home.models import EventKind, EventPage, Level
from home.rows import merged_rows, prefetch_rows
from networks.models import NetworkKind, NetworkPage

from .door import door
from .parameters import Parameters, paged


@door
def networks(request: HttpRequest) -> dict[str, Any]:
    asked = Parameters(request)
    paging, locale = asked.paging(), asked.locale
    found = sources(NetworkPage, locale, request.user).order_by("pk")
    for name, known in (("kind", NetworkKind.values), ("level", Level.values)):
        if value := asked.choice(name, known):
            found = found.filter(**{name: value})
    shown = versions(found.select_related("locale", *NetworkPage.SHOWN_WITH)[paging.rows], locale, "locale")
    prefetch_rows(shown, "figures")
    return paged(request, paging, found.count(), [_network(page) for page in shown])


def _network(page: NetworkPage) -> dict[str, Any]:
    facts = page.source
    return {
        **_page(page),
        **{name: getattr(facts, name) or None for name in ("kind", "level", "acronym", "full_name", "other_names")},
        **{name: getattr(facts, name) or None for name in ("founded", "seat", "website", "member_since")},
        "territory": facts.territory.reference if facts.territory else None,
        "is_member": facts.is_member,
        "source": {"name": facts.source_name, "url": facts.source_url or None} if facts.source_name else None,
        "figures": [
            {
                "label": row["label"],
                "lang": row["lang"],
                "qualifier": row["qualifier"] or "exactly",
                "value": float(row["value"]),
                "as_of": row["as_of"] or None,
                "source": row["source"] or None,
            }
            for row in merged_rows(page, facts, "figures")
            if row["value"] is not None
        ],
    }


@door
def events(request: HttpRequest) -> dict[str, Any]:
    """The next ones first; those that are over, the last first; without `when`, all of them by their start."""
    asked = Parameters(request)
    paging, locale, now = asked.paging(), asked.locale, timezone.now()
    found = sources(EventPage, locale, request.user).filter(start__isnull=False)
    if kind := asked.choice("kind", EventKind.values):
        found = found.filter(kind=kind)
    match asked.choice("when", ("upcoming", "past")):
        case "upcoming":
            found = EventPage.upcoming(found, now)
        case "past":
            found = EventPage.held(found, now)
        case _:
            found = found.order_by("start", "pk")
    shown = versions(found.select_related("locale", *EventPage.SHOWN_WITH)[paging.rows], locale, "locale")
    return paged(request, paging, found.count(), [_event(page) for page in shown])


def _event(page: EventPage) -> dict[str, Any]:
    """Moments are those of the clocks at the place, with their distance from universal time."""
    facts: Any = page.source
    return {
        **_page(page),
        "kind": facts.kind or None,
        "start": facts.start.astimezone(facts.zone).isoformat(),
        "end": facts.end.astimezone(facts.zone).isoformat() if facts.end else None,
        "time_zone": facts.zone.key,
        "audience": facts.audience,
        **{name: getattr(facts, name) or None for name in ("place", "address", "seats", "registration_url")},
        "territory": facts.territory.reference if facts.territory else None,
        "host": facts.host.name if facts.host else None,
        "online": facts.online,
        "is_example": facts.is_example,
    }


def _page(page: Any) -> dict[str, Any]:
    return {
        "id": page.pk,
        "lang": page.locale.language_code,
        "title": page.title,
        "summary": page.summary,
        "url": page.url,
    }
