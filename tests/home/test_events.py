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
from wagtail.models import PageViewRestriction

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


@factories.lightly()
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
    event = making.event(
        agenda["fr"],
        TITLES,
        languages=ALL,
        rows={"materials": [{"label": TITLES, "document": factories.document(), "access": "members"}]},
        territory=territory,
        host=LocalAuthority.objects.create(name="Laval", territory=territory),
        series=making.series(activities["fr"], TITLES, languages=ALL),
        fact_rows={"sheets": [EventSheet(sheet_id=work.source_id)]},
    )
    found = queries_of(client, making.version(event, language).url)

    assert len(found) <= 15, "\n".join(query[-200:] for query in found)
    assert len(set(found)) == len(found)
