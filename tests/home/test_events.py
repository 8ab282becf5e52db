"""The agenda, its events and its calendars, as readers meet them."""

import datetime
import json
import re
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Page, PageViewRestriction

from home.models import ActivitiesPage, EventPage, EventSheet, PageFacts
from home.moments import when
from networks.models import LocalAuthority, Territory
from tests import factories
from tests.home import making_pages as making
from tests.library.test_pages import queries_of

pytestmark = pytest.mark.django_db
ALL = ["fr", "en", "ar"]
TITLES = {"fr": "Rencontre", "en": "Meeting", "ar": "لقاء"}


@pytest.fixture
def agenda():
    return making.agenda(making.home())


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def calendar_at(client, address: str) -> Calendar:
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def local(*moment: int, zone: str = "Europe/Paris") -> datetime.datetime:
    return datetime.datetime(*moment, tzinfo=ZoneInfo(zone))


def test_the_agenda_shows_what_is_to_come_first_then_the_last_that_was_held(client, agenda):
    making.event(agenda["fr"], "Dans un mois", days=30)
    making.event(agenda["fr"], "Demain", days=1)
    making.event(agenda["fr"], "Hier", days=-1)

    page = text_of(client.get(agenda["fr"].url))

    assert re.findall("Demain</a>|Dans un mois</a>|Hier</a>", page) == ["Demain</a>", "Dans un mois</a>", "Hier</a>"]
    assert [e["page"].title for e in client.get(agenda["fr"].url).context["entries"]] == ["Demain", "Dans un mois"]


def test_what_was_held_is_paged_the_last_first(client, agenda):
    for number in range(22):
        making.event(agenda["fr"], f"Passé {number}", days=-number - 1)

    first = client.get(agenda["fr"].url, {"when": "past"}).context
    second = client.get(agenda["fr"].url, {"when": "past", "page": "2"}).context

    assert first["entries"][0]["page"].title == "Passé 0"
    assert (first["total"], len(first["entries"]), len(second["entries"])) == (22, 20, 2)


def test_events_are_filtered_by_kind_and_nonsense_filters_nothing(client, agenda):
    making.event(agenda["fr"], "Une visite", kind="visit")
    making.event(agenda["fr"], "Une formation", kind="training")

    assert [e["page"].title for e in client.get(agenda["fr"].url, {"kind": "visit"}).context["entries"]] == [
        "Une visite"
    ]
    for odd in ({"kind": "x\0"}, {"kind": "<script>"}, {"page": "-5"}, {"when": "x" * 5000}, {"page": "9" * 40}):
        assert len(client.get(agenda["fr"].url, odd).context["entries"]) == 2, odd


@pytest.mark.parametrize("query", ["", "?when=past", "?kind=visit"])
def test_an_empty_agenda_says_what_to_do(client, agenda, query):
    response = client.get(agenda["fr"].url + query)

    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_an_event_that_goes_on_is_not_over_yet(client, agenda):
    now = timezone.now()
    day = datetime.timedelta(days=1)
    making.event(agenda["fr"], "En cours", start=now - day, end=now + day)

    assert [e["page"].title for e in client.get(agenda["fr"].url).context["entries"]] == ["En cours"]


# When


def test_an_event_is_dated_by_the_clock_of_its_place(client, agenda):
    event = making.event(
        agenda["fr"],
        TITLES,
        languages=ALL,
        start=local(2027, 1, 1, 0, 30, zone="Indian/Reunion"),
        end=local(2027, 1, 1, 3, zone="Indian/Reunion"),
        time_zone="Indian/Reunion",
    )

    french = text_of(client.get(event.url))
    arabic = text_of(client.get(making.version(event, "ar").url))

    assert 'datetime="2027-01-01T00:30+04:00"' in french  # in Paris it is still 2026
    assert "janvier 2027</bdi>" in french
    assert "when__zone" in french
    assert 'datetime="2027-01-01T00:30+04:00"' in arabic
    assert re.search(r"<bdi>[^<]*2027</bdi> · <bdi>[^<]*00:30[^<]*03:00</bdi>", arabic)


def test_no_zone_is_named_for_an_event_at_the_hour_of_paris(client, agenda):
    event = making.event(agenda["fr"], start=local(2027, 7, 1, 14), end=local(2027, 7, 1, 17))

    assert "when__zone" not in client.get(event.url).content.decode()


@pytest.mark.parametrize(
    ("start", "end", "days", "numerals", "hours"),
    [
        ((2027, 3, 4, 14), (2027, 3, 4, 17), "jeudi 4 mars 2027", ["4"], True),
        ((2027, 3, 4, 21), (2027, 3, 5, 1), "jeudi 4 mars 2027", ["4"], True),
        ((2027, 3, 4, 9), (2027, 3, 6, 17), "6 mars 2027", ["4", "6"], False),
        ((2027, 2, 27), (2027, 3, 2, 23, 59), "2 mars 2027", ["27"], False),
        ((2027, 3, 4), (2027, 3, 4, 23, 59), "jeudi 4 mars 2027", ["4"], False),
        ((2026, 12, 31, 9), (2027, 1, 2, 9), "décembre 2026", ["31"], False),
        ((2027, 3, 4, 14), None, "jeudi 4 mars 2027", ["4"], True),
    ],
)
def test_days_and_hours_are_said_as_people_say_them(start, end, days, numerals, hours):
    from django.utils.translation import override

    event = EventPage(start=local(*start), end=local(*end) if end else None)
    with override("fr"):
        said = when(event)

        assert days in said.days
        assert said.numerals == numerals
        assert bool(said.hours) == hours


# The page of an event


def test_an_event_names_only_what_is_known(client, agenda):
    bare = text_of(client.get(making.event(agenda["fr"]).url))
    territory = Territory.objects.create(kind="commune", code="53130", reference="53130", name="Laval")
    host = LocalAuthority.objects.create(name="Laval Agglomération", territory=territory)
    full = making.event(
        agenda["fr"],
        host=host,
        territory=territory,
        place="Salle du Vieux-Château",
        seats=1200,
        audience=["elected"],
        registration_email="x@example.org",
    )
    page = text_of(client.get(full.url))

    for words in ("Salle du Vieux-Château", "Laval Agglomération", "1 200", "mailto:x@example.org"):
        assert words in page
        assert words not in bare
    assert "<dt>" not in bare


def test_an_event_links_to_its_series_only_where_the_reader_may_see_it(client, agenda):
    activities = making.plain_page(ActivitiesPage, making.home(), {"fr": "Activités", "en": "Activities"})
    series = making.series(activities["fr"], {"fr": "Tour", "en": "Tour"}, languages=["fr", "en"])
    event = making.event(agenda["fr"], TITLES, languages=ALL, series=series)

    assert series.url in client.get(event.url).content.decode()
    assert making.version(series, "en").url in client.get(making.version(event, "en").url).content.decode()
    assert series.url not in client.get(making.version(event, "ar").url).content.decode()

    restriction = PageViewRestriction.objects.create(page=series, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Bureau"))
    assert series.url not in client.get(event.url).content.decode()


def test_an_event_shows_the_sheets_that_the_reader_may_see_whatever_language_was_chosen(client, agenda):
    open_work = factories.work(title={"fr": "Haies", "en": "Hedges"}, languages=["fr", "en"])
    closed = factories.work(title="Interne", access="groups")
    rows = [EventSheet(sheet=factories.version(open_work, "en").sheet_ptr), EventSheet(sheet_id=closed.source_id)]
    event = making.event(agenda["fr"], TITLES, languages=["fr", "en", "ar"], fact_rows={"sheets": rows})

    assert EventPage.objects.get(pk=event.pk).sheets.first().sheet_id == open_work.source_id
    for language, title in (("fr", "Haies"), ("en", "Hedges")):
        page = client.get(making.version(event, language).url).content.decode()
        assert title in page
        assert "Interne" not in page
    assert "Haies" not in client.get(making.version(event, "ar").url).content.decode()


def test_what_search_engines_read_cannot_end_its_script(client, agenda):
    event = making.event(agenda["fr"], "</script><b>Rencontre</b>", place="<Mairie> & salle")
    page = client.get(event.url).content.decode()

    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    assert json.loads(data)["name"] == "</script><b>Rencontre</b>"
    assert "<" not in data
    member = client_of(factories.account("a@example.org"))
    assert "ld+json" not in member.get(event.url).content.decode()


# Materials


def event_with_file(parent, access: str, **fields):
    document = factories.document()
    rows = {"materials": [{"label": TITLES, "document": document, "access": access}]}
    return making.event(parent, TITLES, rows=rows, **fields), document


def test_a_file_for_members_is_refused_as_a_sheet_s_is(client, agenda):
    _event, document = event_with_file(agenda["fr"], "members", languages=ALL)
    member = client_of(factories.member("member@example.org"))
    outsider = client_of(factories.account("outsider@example.org"))

    assert client.get(document.url).status_code == 302
    assert client.get(document.url)["Location"].startswith("/accounts/login/")
    assert outsider.get(document.url).status_code == 403
    assert member.get(document.url).status_code == 200


def test_a_lock_says_which_file_is_for_members_in_each_language(client, agenda):
    event, document = event_with_file(agenda["fr"], "members", languages=ALL)

    for language in ALL:
        page = text_of(client.get(making.version(event, language).url))
        assert f"{document.url}?lang={language}" in page
        assert "icon--lock" in page[page.index('id="materials"') :]
        assert TITLES[language] in page[page.index('id="materials"') :]
    member = client_of(factories.member("member@example.org"))
    page = text_of(member.get(event.url))
    assert "icon--lock" not in page[page.index('id="materials"') :]


def test_the_stricter_of_all_uses_of_a_file_wins(client, agenda):
    event, document = event_with_file(agenda["fr"], "same")
    assert client.get(document.url).status_code == 200

    making.event(agenda["fr"], rows={"materials": [{"label": "x", "document": document, "access": "members"}]})
    assert client.get(document.url).status_code == 302

    factories.work(title="Interne", access="groups", files=[(document, "same")])
    assert client.get(document.url).status_code == 404


def test_the_file_of_an_event_that_is_closed_withdrawn_or_not_published_is_not_there(client, agenda):
    closed, first = event_with_file(agenda["fr"], "same")
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Bureau"))
    withdrawn, second = event_with_file(agenda["fr"], "same")
    withdrawn.unpublish()
    _draft, third = event_with_file(agenda["fr"], "same", publish=False)
    expired, fourth = event_with_file(agenda["fr"], "same", languages=ALL)
    Page.objects.filter(pk=expired.pk).update(expire_at=timezone.now())

    for document in (first, second, third, fourth):
        assert client.get(document.url).status_code == 404


def test_an_address_for_members_is_not_told_to_others(client, agenda):
    rows = {"materials": [{"label": "Film", "url": "https://example.org/secret", "access": "members"}]}
    event = making.event(agenda["fr"], rows=rows)

    assert "secret" not in client.get(event.url).content.decode()
    assert "secret" in client_of(factories.member("m@example.org")).get(event.url).content.decode()


# Calendars


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


# Series and activities


def test_a_series_shows_its_dates_and_how_many_were_held(client, agenda):
    activities = making.plain_page(ActivitiesPage, making.home(), {"fr": "Activités", "ar": "أنشطة"})
    series = making.series(
        activities["fr"], {"fr": "Tour", "ar": "جولة"}, languages=["fr", "ar"], original_name="Tour de France"
    )
    for days in (-40, -20, 20):
        making.event(agenda["fr"], TITLES, languages=["fr", "ar"], days=days, series=making.version(series, "ar"))
    making.event(agenda["fr"], "Ailleurs", days=-3)

    for language in ("fr", "ar"):
        response = client.get(making.version(series, language).url)
        assert response.context["number_held"] == 2
        assert len(response.context["upcoming"]) == 1
        assert "Ailleurs" not in response.content.decode()
    assert '<bdi lang="fr">Tour de France</bdi>' in client.get(making.version(series, "ar").url).content.decode()
    assert EventPage.objects.filter(series=series.pk).count() == 3  # whichever language was chosen


def test_activities_stand_in_their_strand_and_closed_ones_nowhere(client, agenda):
    activities = making.plain_page(ActivitiesPage, making.home(), {"fr": "Activités", "en": "Activities"})
    making.series(activities["fr"], {"fr": "Tour", "en": "Tour en"}, languages=["fr", "en"], strand="inform")
    making.award(activities["fr"], {"fr": "Prix", "en": "Prize"}, languages=["fr", "en"], strand="showcase")
    making.award(activities["fr"], {"fr": "Autre", "en": "Other"}, languages=["fr", "en"])
    PageViewRestriction.objects.create(page=making.award(activities["fr"], "Fermé"), restriction_type="login")

    for language, titles in (("fr", ["Tour", "Prix", "Autre"]), ("en", ["Tour en", "Prize", "Other"])):
        context = client.get(activities[language].url).context
        strands = [[card["page"].title for card in strand["cards"]] for strand in context["strands"]]
        assert [*strands, [card["page"].title for card in context["others"]]] == [[title] for title in titles]


# How much it costs


def grow_to(parent, count: int, **fields) -> None:
    """Quickly: rows that are live without the revisions that staff's publications leave."""
    start = timezone.now() + datetime.timedelta(days=3)
    for number in range(EventPage.objects.count(), count):
        parent.add_child(
            instance=EventPage(
                title=f"E{number}", slug=f"e{number}", locale=parent.locale, kind="meeting", start=start, **fields
            )
        )


def test_the_agenda_takes_as_few_queries_with_500_events_as_with_10(client, agenda):
    parent = type(agenda["fr"]).objects.get(pk=agenda["fr"].pk)
    grow_to(parent, 10)
    addresses = [agenda["fr"].url, f"{agenda['fr'].url}?when=past", f"{agenda['fr'].url}ics/"]
    few = [len(queries_of(client, address)) for address in addresses]

    grow_to(parent, 500)
    cache.clear()
    many = [queries_of(client, address) for address in addresses]

    # One less where a second page follows: what was held lately stands below the last one.
    assert [len(each) for each in many] == [few[0] - 1, *few[1:]]
    assert max(few) <= 15
    assert all(len(set(each)) == len(each) for each in many)
    assert PageFacts.objects.count() >= 500


@pytest.mark.parametrize("language", ALL)
def test_an_event_with_everything_takes_few_queries(client, agenda, language):
    territory = Territory.objects.create(kind="department", code="53", reference="53", name="Mayenne")
    activities = making.plain_page(ActivitiesPage, making.home(), {"fr": "Activités", "en": "A", "ar": "أنشطة"})
    work = factories.work(
        title=TITLES, languages=ALL, rows={"results": [{"label": "kWh", "unit": "kwh", "before": 9, "after": 5}]}
    )
    event, _document = event_with_file(
        agenda["fr"],
        "members",
        languages=ALL,
        territory=territory,
        host=LocalAuthority.objects.create(name="Laval", territory=territory),
        series=making.series(activities["fr"], TITLES, languages=ALL),
        fact_rows={"sheets": [EventSheet(sheet_id=work.source_id)]},
    )
    found = queries_of(client, making.version(event, language).url)

    assert len(found) <= 15, "\n".join(query[-200:] for query in found)
    assert len(set(found)) == len(found)
