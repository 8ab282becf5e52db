"""Awards, their editions and laureates, as readers meet them."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from home.models import ActivitiesPage, AwardEditionPage, AwardPage, Laureate
from networks.models import LocalAuthority, Territory
from tests import factories
from tests.home import making_pages as making
from tests.library.test_pages import queries_of

pytestmark = pytest.mark.django_db
ALL = ["fr", "en", "ar"]
AWARD = {"fr": "Trophées", "en": "Awards", "ar": "جوائز"}
EDITION = {"fr": "Édition", "en": "Edition", "ar": "دورة"}


@pytest.fixture
def award() -> AwardPage:
    activities = making.plain_page(ActivitiesPage, making.home(), {"fr": "Activités", "en": "Activities", "ar": "أ"})
    return making.award(activities["fr"], AWARD, languages=ALL, original_name="Trophées EcoActions")


def laureate(label: str, category: str = "", **facts) -> dict:
    words = {"label": {language: f"{label}-{language}" for language in ALL}}
    if category:
        words["category"] = {language: f"{category}-{language}" for language in ALL}
    return words | facts


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_an_award_keeps_its_own_name_beside_the_translation(client, award):
    arabic = client.get(making.version(award, "ar").url).content.decode()

    assert '<bdi lang="fr">Trophées EcoActions</bdi>' in arabic
    assert "<h1>جوائز</h1>" in arabic


def test_editions_stand_along_a_line_the_newest_first(client, award):
    for year in (2021, 2025, 2023):
        making.edition(award, year, EDITION, languages=ALL)

    for language in ALL:
        editions = client.get(making.version(award, language).url).context["editions"]
        assert [edition["facts"].year for edition in editions] == [2025, 2023, 2021]
        assert editions[0]["page"].locale.language_code == language


def test_an_award_without_an_edition_says_so(client, award):
    assert 'class="empty"' in client.get(award.url).content.decode()
    assert 'class="empty"' in client.get(making.edition(award).url).content.decode()


def test_an_edition_that_is_closed_or_not_translated_is_not_on_the_line(client, award):
    closed = making.edition(award, 2024, EDITION, languages=ALL)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    making.edition(award, 2023, "En français seulement")

    assert len(client.get(award.url).context["editions"]) == 1
    assert client.get(making.version(award, "en").url).context["editions"] == []


def test_laureates_are_grouped_by_category_in_their_order(client, award):
    rows = [laureate("Haies", "Eau"), laureate("Lumière", "Énergie"), laureate("Mare", "Eau"), laureate("Sans")]
    edition = making.edition(award, 2024, EDITION, languages=ALL, rows={"laureates": rows})

    for language in ALL:
        page = text_of(client.get(making.version(edition, language).url))
        order = [f"Eau-{language}", f"Haies-{language}", f"Mare-{language}", f"Énergie-{language}"]
        places = [page.index(word) for word in [*order, f"Lumière-{language}", f"Sans-{language}"]]
        assert places == sorted(places)
        assert page.count(f">Eau-{language}<") == 1


def test_a_laureate_is_shown_with_authority_and_department(client, award):
    mayenne = Territory.objects.create(kind="department", code="53", reference="53", name="Mayenne")
    laval = Territory.objects.create(kind="commune", code="53130", reference="53130", name="Laval", department=mayenne)
    authority = LocalAuthority.objects.create(name="Laval Agglomération", territory=laval)
    rows = [laureate("Haies", authority=authority), laureate("Mare", territory=laval)]
    page = text_of(client.get(making.edition(award, rows={"laureates": rows}).url))

    assert "<bdi>Laval Agglomération</bdi>" in page
    assert page.count("<bdi>Mayenne</bdi>") == 2
    assert "<bdi>Laval</bdi>" in page


def test_a_laureate_leads_to_its_sheet_only_where_the_reader_may_see_it(client, award):
    known = factories.work(title={"fr": "Haies", "en": "Hedges"}, languages=["fr", "en"])
    secret = factories.work(title="Interne", access="groups")
    rows = [
        laureate("A", sheet=factories.version(known, "en").sheet_ptr),
        laureate("B", sheet=factories.source_of(secret).sheet_ptr),
    ]
    edition = making.edition(award, 2024, EDITION, languages=ALL, rows={"laureates": rows})

    assert Laureate.objects.filter(page=edition, sheet=known.source_id).exists()  # whichever language was chosen
    for language in ("fr", "en"):
        page = client.get(making.version(edition, language).url).content.decode()
        assert factories.version(known, language).url in page
        assert "Interne" not in page
    assert (
        "/maktaba/"
        not in client.get(making.version(edition, "ar").url).content.decode().split("<main")[1].split("<footer")[0]
    )


def test_the_ceremony_is_linked_only_where_the_reader_may_see_it(client, award):
    agenda = making.agenda(making.home())
    ceremony = making.event(agenda["fr"], {"fr": "Remise", "en": "Ceremony"}, languages=["fr", "en"])
    edition = making.edition(award, 2024, EDITION, languages=ALL, ceremony=making.version(ceremony, "en"))

    assert AwardEditionPage.objects.get(pk=edition.pk).ceremony_id == ceremony.pk
    assert ceremony.url in client.get(edition.url).content.decode()
    assert making.version(ceremony, "en").url in client.get(making.version(edition, "en").url).content.decode()
    ceremony.unpublish()
    for language in ALL:
        assert client.get(making.version(edition, language).url).context["ceremony"] is None


def test_a_sheet_names_the_pages_that_tell_of_it(client, award):
    work = factories.work(title={"fr": "Haies", "en": "Hedges"}, languages=["fr", "en"])
    rows = {"laureates": [laureate("A", sheet=factories.source_of(work).sheet_ptr)]}
    edition = making.edition(award, 2024, EDITION, languages=ALL, rows=rows)
    closed = making.edition(award, 2023, {"fr": "Fermée", "en": "Closed"}, languages=["fr", "en"], rows=rows)
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Bureau"))
    making.edition(award, 2022, "Brouillon", rows=rows, publish=False)

    for language in ("fr", "en"):
        page = client.get(factories.version(work, language).url).content.decode()
        assert making.version(edition, language).url in page
        assert making.version(closed, language).url not in page
        assert "Brouillon" not in page

    making.version(edition, "fr").unpublish()
    for language in ("fr", "en"):
        assert "also-about" not in client.get(factories.version(work, language).url).content.decode()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_awards_and_editions_take_as_few_queries_with_many_laureates(client, award, language):
    from home.starter_pages import load_pictures

    pictures = list(load_pictures().values())
    territory = Territory.objects.create(kind="department", code="53", reference="53", name="Mayenne")
    works = [factories.work(title=f"Fiche {number}", languages=ALL) for number in range(3)]

    @factories.lightly()
    def edition(year: int, count: int) -> AwardEditionPage:
        rows = [
            laureate(
                f"L{number}",
                f"C{number % 3}",
                authority=LocalAuthority.objects.create(name=f"A{year}{number}", territory=territory),
                picture=pictures[number % len(pictures)],
                sheet=factories.source_of(works[number % 3]).sheet_ptr,
            )
            for number in range(count)
        ]
        return making.edition(award, year, EDITION, languages=ALL, rows={"laureates": rows})

    addresses = [making.version(each, language).url for each in (edition(2020, 2), edition(2021, 25))]
    small, large = (queries_of(client, address) for address in addresses)
    assert len(small) == len(large) <= 15, "\n".join(large)
    assert len(set(large)) == len(large)

    line = making.version(award, language).url
    few = queries_of(client, line)
    for year in range(2000, 2010):
        edition(year, 2)
    cache.clear()
    many = queries_of(client, line)
    assert len(few) == len(many) <= 15, "\n".join(many)
