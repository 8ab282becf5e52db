"""Events as calendar files."""

import datetime

import pytest
from django.contrib.auth.models import Group
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from tests import factories
from tests.home import making_pages as making
from tests.home.test_events import client_of, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda():
    return making.agenda(making.home())


def calendar_at(client, address: str) -> Calendar:
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def test_one_event_as_a_calendar_file(client, agenda):
    event = making.event(
        agenda["fr"],
        {"fr": "Haies; eau, lumière\\nuit", "ar": "لقاء"},
        languages=["fr", "ar"],
        start=local(2027, 7, 1, 14, zone="Indian/Reunion"),
        end=local(2027, 7, 1, 17, zone="Indian/Reunion"),
        time_zone="Indian/Reunion",
        summary={"fr": "Une ligne très longue, " * 12 + "\nune autre", "ar": "ملخص"},
    )
    raw = client.get(f"{event.url}ics/").content
    [found] = Calendar.from_ical(raw).walk("VEVENT")

    assert found["SUMMARY"] == "Haies; eau, lumière\\nuit"
    assert found.decoded("DTSTART") == event.start
    assert found["DTSTART"].params["TZID"] == "Indian/Reunion"
    assert b"BEGIN:VTIMEZONE" in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    arabic = calendar_at(client, f"{making.version(event, 'ar').url}ics/").walk("VEVENT")[0]
    assert (arabic["UID"], arabic["SUMMARY"]) == (found["UID"], "لقاء")


def test_whole_days_end_the_day_after_in_a_calendar(client, agenda):
    event = making.event(agenda["fr"], start=local(2027, 3, 4), end=local(2027, 3, 6, 23, 59))
    [found] = calendar_at(client, f"{event.url}ics/").walk("VEVENT")

    assert found.decoded("DTSTART") == datetime.date(2027, 3, 4)
    assert found.decoded("DTEND") == datetime.date(2027, 3, 7)


def test_the_whole_agenda_as_a_calendar_holds_what_the_reader_may_see(client, agenda):
    making.event(agenda["fr"], "Ouverte", days=5)
    making.event(agenda["fr"], "De l’an dernier", days=-300)
    making.event(agenda["fr"], "Ancienne", days=-500)
    making.event(agenda["fr"], "Annulée", days=6).unpublish()
    closed = making.event(agenda["fr"], "Du bureau", days=7)
    group = Group.objects.create(name="Bureau")
    PageViewRestriction.objects.create(page=closed, restriction_type="groups").groups.add(group)
    address = f"{agenda['fr'].url}ics/"

    def titles(who) -> list[str]:
        return [str(event["SUMMARY"]) for event in calendar_at(who, address).walk("VEVENT")]

    assert titles(client) == ["De l’an dernier", "Ouverte"]
    assert titles(client_of(factories.account("b@example.org", [group]))) == [*titles(client), "Du bureau"]
    assert calendar_at(client, f"{agenda['ar'].url}ics/").walk("VEVENT") == []
