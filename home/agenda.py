"""The agenda and its events, as readers meet them."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from home import listing
from home.links import linked
from home.models import EventKind, EventPage, EventsPage, SeriesPage
from home.moments import when
from home.rows import merged_rows

PER_PAGE = 20
LAST_HELD = 3


def entries(events: Iterable[EventPage], locale: int) -> list[dict[str, Any]]:
    """What a list shows of events: page (the words), facts and when."""
    shown = listing.versions(events, locale)
    return [{"page": page, "facts": page.source, "when": when(page.source)} for page in shown]


def paged(request: HttpRequest, events: QuerySet, locale: int) -> tuple[PageOfList, list[dict[str, Any]]]:
    page_obj = Paginator(events.select_related(*EventPage.SHOWN_WITH), PER_PAGE).get_page(request.GET.get("page"))
    return page_obj, entries(page_obj.object_list, locale)


def agenda_response(request: HttpRequest, page: EventsPage) -> HttpResponse:
    """What is to come, then the last that was held; ``?when=past``: all that was held."""
    locale = page.locale_id
    visible = listing.sources(EventPage, locale, request.user)
    kinds = set(visible.order_by().values_list("kind", flat=True).distinct())
    kind = request.GET.get("kind", "")
    kind = kind if kind in EventKind.values else ""
    events = visible.filter(kind=kind) if kind else visible
    past = request.GET.get("when") == "past"
    page_obj, found = paged(request, EventPage.held(events) if past else EventPage.upcoming(events), locale)
    context = {
        "entries": found,
        "page_obj": page_obj,
        "total": page_obj.paginator.count,
        "past": past,
        "kind": kind,
        "kinds": [(value, label) for value, label in EventKind.choices if value in kinds],
    }
    if not past and page_obj.number == page_obj.paginator.num_pages:
        held = EventPage.held(events).select_related(*EventPage.SHOWN_WITH)[: LAST_HELD + 1]
        last = entries(held, locale)
        context |= {"last_held": last[:LAST_HELD], "more_held": len(last) > LAST_HELD}
    return page.render(request, context_overrides=context)


def event_response(request: HttpRequest, page: EventPage) -> HttpResponse:
    facts = page.source
    links = linked(request.user, page.locale_id, facts.series_id, facts.programme_id)
    context = {
        "when": when(facts),
        "kind_label": facts.get_kind_display(),
        "series": links.get(facts.series_id),
        "programme": links.get(facts.programme_id),
        "materials": merged_rows(page, facts, "materials"),
        # What a visitor was served is public; for an account the page may be open to it alone.
        "structured": None if request.user.is_authenticated else structured_data(page, facts),
    }
    return page.render(request, context_overrides=context)


def structured_data(page: EventPage, facts: EventPage) -> SafeString | None:
    """The event as search engines read it (schema.org); safe inside a script element."""
    if facts.start is None:
        return None
    place = ", ".join(filter(None, [facts.place, facts.address, facts.territory and facts.territory.name]))
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.locale.language_code,
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{page.url}",
        "startDate": facts.start.astimezone(facts.zone).isoformat(),
        "endDate": facts.end.astimezone(facts.zone).isoformat() if facts.end else "",
        "location": {"@type": "Place", "name": place, "address": facts.address or place} if place else None,
    }
    text = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}))


def series_context(request: HttpRequest, page: SeriesPage) -> dict[str, Any]:
    """The events of a series: all that are to come, and those that were held, page by page."""
    locale = page.locale_id
    events = listing.sources(EventPage, locale, request.user).filter(series__translation_key=page.translation_key)
    page_obj, held = paged(request, EventPage.held(events), locale)
    coming = EventPage.upcoming(events).select_related(*EventPage.SHOWN_WITH)[:PER_PAGE]
    return {
        "upcoming": entries(coming, locale) if page_obj.number == 1 else [],
        "held": held,
        "page_obj": page_obj,
        "number_held": page_obj.paginator.count,
    }
