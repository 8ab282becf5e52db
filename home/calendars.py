"""Events as calendar files (RFC 5545): one, or all that the reader may see."""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from icalendar import Calendar, Event

from home import listing
from home.models import EventPage, EventsPage
from home.moments import When, when

MOST = 1000
BEFORE = datetime.timedelta(days=366)


def event_calendar_response(request: HttpRequest, page: EventPage) -> HttpResponse:
    return _response([page], page.title, f"{page.slug}.ics")


def calendar_response(request: HttpRequest, page: EventsPage) -> HttpResponse:
    """All that is to come and the events of the last year, in the language of the page."""
    since = timezone.now() - BEFORE
    events = EventPage.upcoming(listing.sources(EventPage, page.locale_id, request.user), since)
    chosen = events.select_related("territory")[:MOST]
    return _response(listing.versions(chosen, page.locale_id), page.title, "calendar.ics")


def _response(pages: Iterable[Any], name: str, filename: str) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", f"-//{_host()}//Communothèque//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    moments = [moment for page in pages if (moment := _add(calendar, page)) is not None]
    if moments:
        calendar.add_missing_timezones(
            first_date=datetime.date(min(moments).year - 1, 1, 1), last_date=datetime.date(max(moments).year + 2, 1, 1)
        )
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return response


def _add(calendar: Calendar, page: EventPage) -> datetime.date | None:
    facts = page.source
    held = when(facts)
    if held is None:
        return None
    event = Event()
    event.add("uid", f"{page.translation_key}@{_host()}")
    changed = [moment for moment in (page.last_published_at, facts.last_published_at) if moment]
    event.add("dtstamp", max(changed, default=timezone.now()).astimezone(datetime.UTC))
    event.add("summary", page.title)
    _add_moments(event, held, facts.zone)
    if place := ", ".join(filter(None, [facts.place, facts.address, facts.territory and facts.territory.name])):
        event.add("location", place)
    address = f"{settings.WAGTAILADMIN_BASE_URL}{page.url}"
    event.add("description", f"{page.summary}\n{address}" if page.summary else address)
    event.add("url", address)
    event.add("categories", [str(facts.get_kind_display())])
    calendar.add_component(event)
    return held.first.date()


def _add_moments(event: Event, moment: When, zone: ZoneInfo) -> None:
    if not moment.has_hours:
        event.add("dtstart", moment.first.date())
        event.add("dtend", moment.last_day + datetime.timedelta(days=1))  # the day after the last
        return
    event.add("dtstart", _in(moment.first, zone))
    if moment.last and moment.last > moment.first:
        event.add("dtend", _in(moment.last, zone))


def _in(wall: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    return wall.replace(tzinfo=datetime.UTC if zone.key == "UTC" else zone)


def _host() -> str:
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
