"""Programmes: who steers, supports and takes part, in which phases, with what came of them."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import EventPage, EventsPage, Message, ProgrammePage
from networks.models import CommitmentPage, LocalAuthority, Organisation
from tests import factories
from tests.networks import making
from tests.networks.making import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    return factories.library_tree()


def organisation(name, **fields):
    return Organisation.objects.get_or_create(name=name, defaults={"kind": "association"} | fields)[0]


def programme(parent=None, title="Agir pour la nature", rows=None, **fields):
    rows = rows or {
        "actors": [
            {"organisation": organisation("Commune aidée"), "role": "takes_part"},
            {
                "organisation": organisation(
                    "Union nationale", kind="union", phone="01 02 03 04 05", website="https://union.example.org"
                ),
                "role": "steers",
            },
            {
                "organisation": organisation("Office public", kind="public", acronym="OP", phone="09"),
                "role": "supports",
            },
        ],
        "phases": [
            {"label": "Préparer", "start_year": 2021, "end_year": 2022},
            {"label": "Essayer", "start_year": 2023, "description": "Plus loin dans l’engagement."},
        ],
    }
    fields = {"original_name": "Déployer les engagements", "level": "regional", "has_form": False} | fields
    return making.add(parent or making.home(), ProgrammePage, title, rows, **fields)


def test_the_page_shows_who_steers_first_then_the_phases(client):
    page = text_of(client.get(programme().url))

    order = [page.index(said) for said in ("Union nationale", "Office public", "Commune aidée", "Préparer", "Essayer")]
    assert order == sorted(order)
    for said in ("Déployer les engagements", "2021–2022", "2023", "Plus loin", "https://union.example.org"):
        assert said in page
    assert "01 02 03 04 05" in page  # of the one who steers
    assert "tel:09" not in page


def test_schemes_events_commitments_and_sheets_stand_on_it_where_the_reader_may_see_them(client):
    open_work, closed_work = factories.work(title="Fiche libre"), factories.work(title="Fiche close", access="groups")
    rows = {"sheets": [{"sheet": factories.source_of(work)} for work in (open_work, closed_work)]}
    made = programme(rows=rows)
    scheme = programme(made, "Atlas des communes", {"actors": []})
    hidden = programme(made, "Essai interne", {"actors": []})
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    agenda = making.add(making.home(), EventsPage, "Agenda")
    for title, days in (("Passée", -9), ("Prochaine", 9), ("Lointaine", 90)):
        start = timezone.now() + datetime.timedelta(days=days)
        making.add(agenda, EventPage, title, kind="meeting", start=start, programme=made)
    promises = making.commitments()["fr"]
    making.commitment(
        promises, "Planter", programme=made, authority=LocalAuthority.objects.create(name="Exempleville")
    )

    page = text_of(client.get(made.url))

    assert page.index("Prochaine") < page.index("Lointaine") < page.index("Passée")
    for said in ("Fiche libre", "Planter", "Exempleville", scheme.url):
        assert said in page
    assert "Fiche close" not in page
    assert "Essai interne" not in page


def test_a_programme_has_a_contact_form_of_its_own(client):
    made = programme(has_form=True)
    page = text_of(client.get(made.url))
    assert '<form class="form" method="post"' in page
    assert '<form class="form" method="post"' not in text_of(client.get(programme(title="Sans").url))
    assert Message.objects.count() == 0


def test_a_phase_or_level_is_written_in_the_words_of_the_reader_with_the_years_of_the_source(client):
    made = programme()
    arabic = making.put_into(
        made, "ar", {"phases": [{"label": "الإعداد"}, {"label": "التجربة"}]}, title="من أجل الطبيعة", slug="nature-ar"
    )
    phase = made.phases.first()
    phase.end_year = 2024
    phase.save()

    page = text_of(client.get(arabic.url))

    assert "الإعداد" in page
    assert "2021–2024" in page
    assert "Union nationale" in page
    assert "Préparer" not in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_takes_few_queries_however_much_belongs_to_it(client, language):
    sheets = [factories.source_of(factories.work(title=f"Fiche {number}")) for number in range(2)]
    made = programme(rows={"sheets": [{"sheet": sheet} for sheet in sheets], "phases": [{"label": "Une phase"}]})
    made.actors.create(organisation=organisation("Union"), role="steers")
    agenda = making.add(making.home(), EventsPage, "Agenda")
    arabic = {"agenda": making.put_into(agenda, "ar", slug="agenda-ar"), "made": making.put_into(made, "ar", slug="p")}
    below = {"fr": agenda, "ar": arabic["agenda"]}[language]
    promises = making.commitments()[language]
    url = {"fr": made, "ar": arabic["made"]}[language].url

    @factories.lightly()
    def grow_to(count):
        for number in range(EventPage.objects.count(), count):
            start = timezone.now() + datetime.timedelta(days=number)
            below.add_child(
                instance=EventPage(title=f"E{number}", locale=below.locale, kind="visit", start=start, programme=made)
            )
            made.actors.create(organisation=organisation(f"Organisation {number}"), role="takes_part")
            promises.add_child(instance=CommitmentPage(title=f"C{number}", locale=promises.locale, programme=made))

    grow_to(10)
    few = queries_of(client, url)
    grow_to(60)
    cache.clear()
    many = queries_of(client, url)

    assert len(many) == len(few) <= 15, "\n".join(many)
    assert len(set(many)) == len(many)
