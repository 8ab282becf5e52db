"""Member authorities: their list, and the page of each for whom something public names it."""

import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import AwardEditionPage, AwardPage, EventPage, EventsPage, TestimonialsPage
from networks.models import LocalAuthority, Membership, Territory
from tests import factories
from tests.networks import making
from tests.networks.making import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists():
    factories.library_tree()
    return making.authorities()


@pytest.fixture
def mayenne():
    region = Territory.objects.create(kind="region", code="52", reference="R52", name="Pays de la Loire")
    return Territory.objects.create(kind="department", code="53", reference="53", name="Mayenne", region=region)


def town(mayenne, name="Évron", code="53097", member=True, **fields):
    place = Territory.objects.create(
        kind="commune",
        code=code,
        reference=code,
        name=name,
        population=8500,
        department=mayenne,
        region=mayenne.region,
    )
    made = LocalAuthority.objects.create(name=name, territory=place, **fields)
    if member:
        Membership.objects.create(authority=made, start=datetime.date(2020, 1, 1))
    return made


def today() -> datetime.date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def page_of(lists, authority, language="fr"):
    return f"{lists[language].url}{authority.pk}/"


def test_the_list_shows_who_is_a_member_today(client, lists, mayenne):
    town(mayenne)
    day = datetime.timedelta(days=1)
    late = town(mayenne, "Ancienne", "53001", member=False)
    Membership.objects.create(
        authority=late, start=datetime.date(2019, 1, 1), end=today() - datetime.timedelta(days=1)
    )
    early = town(mayenne, "Future", "53002", member=False)
    Membership.objects.create(authority=early, start=today() + day)

    page = text_of(client.get(lists["fr"].url))

    assert "Évron" in page
    assert "8\xa0500" in page
    assert "Mayenne" in page
    assert "Ancienne" not in page
    assert "Future" not in page


def test_the_list_filters_by_kind_and_department(client, lists, mayenne):
    town(mayenne)
    sarthe = Territory.objects.create(kind="department", code="72", reference="72", name="Sarthe")
    other = LocalAuthority.objects.create(name="Département lointain", kind="department", territory=sarthe)
    Membership.objects.create(authority=other, start=datetime.date(2020, 1, 1))

    for query in ("?department=53", "?kind=commune"):
        page = text_of(client.get(lists["fr"].url + query))
        assert "Évron" in page
        assert "lointain" not in page
    page = text_of(client.get(f"{lists['fr'].url}?department=72&kind=department"))
    assert "lointain" in page
    assert "Évron" not in page
    for query in ("?department=99", "?kind=x", "?page=-3", "?department=%00"):
        assert "Évron" in text_of(client.get(lists["fr"].url + query))
    assert 'class="empty"' in text_of(client.get(f"{lists['fr'].url}?department=72&kind=commune"))


def test_a_department_of_no_member_is_not_offered(client, lists, mayenne):
    town(mayenne, member=False)
    assert 'value="53"' not in text_of(client.get(lists["fr"].url))


def test_the_page_of_an_authority_says_what_the_official_reference_says(client, lists, mayenne):
    authority = town(mayenne)

    response = client.get(page_of(lists, authority), follow=True)

    page = text_of(response)
    assert response.redirect_chain == [(f"{lists['fr'].url}{authority.pk}/%C3%A9vron/", 301)]
    for said in ("Évron", "53097", "8\xa0500", "Mayenne", "Pays de la Loire"):
        assert said in page
    authority.population = 9000
    authority.save()
    assert "9\xa0000" in text_of(client.get(page_of(lists, authority), follow=True))


def test_an_authority_without_territory_of_its_own_has_no_code(client, lists, mayenne):
    authority = LocalAuthority.objects.create(name="Saint-Exemple", territory=mayenne, population=1840)
    Membership.objects.create(authority=authority, start=datetime.date(2020, 1, 1))

    page = text_of(client.get(page_of(lists, authority), follow=True))

    assert "1\xa0840" in page
    assert "Mayenne" in page
    assert ">53<" not in page


def test_a_wrong_slug_leads_to_the_right_one_with_its_query(client, lists, mayenne):
    authority = town(mayenne)
    response = client.get(f"{page_of(lists, authority)}autre/?page=2")
    assert response.status_code == 301
    assert response.url == f"{lists['fr'].url}{authority.pk}/%C3%A9vron/?page=2"


@pytest.mark.parametrize("number", ["0", "999", str(10**20), "9" * 400])
def test_an_unknown_number_is_404(client, lists, number):
    assert client.get(f"{lists['fr'].url}{number}/").status_code == 404
    assert client.get(f"{lists['fr'].url}{number}/x/").status_code == 404


def test_the_page_is_the_same_place_in_each_language(client, lists, mayenne):
    authority = town(mayenne)
    page = text_of(client.get(page_of(lists, authority, "ar"), follow=True))

    assert 'dir="rtl"' in page
    assert f'hreflang="en" href="http://127.0.0.1:8000{lists["en"].url}{authority.pk}/%C3%A9vron/"' in page
    assert f'href="{lists["fr"].url}{authority.pk}/%C3%A9vron/"' in page


def named_everywhere(authority, publish=True):
    """One page of each sort that names an authority. Returns the words of each."""
    work = factories.work(title="Fiche de la haie", authority=authority)
    series = making.add(making.home(), AwardPage, "Trophées")
    edition = making.add(
        series,
        AwardEditionPage,
        "Trophées 2024",
        {"laureates": [{"label": "Haies", "authority": authority}]},
        year=2024,
    )
    agenda = making.add(making.home(), EventsPage, "Agenda")
    start = datetime.datetime(2024, 5, 1, 9, tzinfo=datetime.UTC)
    event = making.add(agenda, EventPage, "Visite du bocage", kind="visit", start=start, host=authority)
    voices = making.add(
        making.home(),
        TestimonialsPage,
        "Témoignages",
        {"testimonials": [{"label": "Cela vaut la peine", "speaker": "Un maire", "authority": authority}]},
    )
    promises = making.commitments()["fr"]
    promise = making.commitment(promises, "Planter des haies", authority=authority, year=2022)
    atlas = making.atlas([{"label": "Des chouettes", "authority": authority, "start_year": 2021, "species": 312}])
    return work, [edition, event, voices, promise, atlas]


WORDS = ["Fiche de la haie", "Trophées 2024", "Haies", "Visite du bocage", "Cela vaut la peine", "Planter des haies"]


def test_the_page_gathers_what_the_site_says_of_the_authority(client, lists, mayenne):
    authority = town(mayenne, member=False)
    work, pages = named_everywhere(authority)

    page = text_of(client.get(page_of(lists, authority), follow=True))

    for said in [*WORDS, "312", "Des chouettes"]:
        assert said in page
    for thing in [factories.source_of(work), *pages[:2], pages[3], pages[4]]:
        assert thing.url in page


def test_a_sheet_leads_to_the_page_of_its_authority(client, lists, mayenne):
    authority = town(mayenne)
    work = factories.work(title="Fiche de la haie", authority=authority)
    page = text_of(client.get(factories.source_of(work).url))
    assert f'<a href="{lists["fr"].url}{authority.pk}/%C3%A9vron/"><bdi>Évron</bdi></a>' in page


def test_an_authority_that_only_hidden_things_name_is_unknown(client, lists, mayenne):
    authority = town(mayenne, member=False)
    work, pages = named_everywhere(authority)
    address = page_of(lists, authority)
    source = factories.source_of(work)
    source.access = "groups"
    source.save_revision().publish()
    for page in pages:
        assert client.get(address).status_code == 301
        page.refresh_from_db()
        page.unpublish()
    assert client.get(address).status_code == 404
    assert client.get(page_of(lists, authority, "ar")).status_code == 404

    editor = Client()
    editor.force_login(factories.staff("editor@example.org", "Editors"))
    assert "Fiche de la haie" in text_of(editor.get(address, follow=True))


def test_what_is_restricted_is_not_told(client, lists, mayenne):
    authority = town(mayenne)
    _work, pages = named_everywhere(authority)
    for page in pages:
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    page = text_of(client.get(page_of(lists, authority), follow=True))

    assert "Fiche de la haie" in page
    for said in ["Trophées 2024", "Visite du bocage", "Cela vaut la peine", "Planter des haies", "Des chouettes"]:
        assert said not in page


def test_who_is_behind_and_what_is_paid_is_never_told(client, lists, mayenne):
    authority = town(mayenne, member=False)
    Membership.objects.create(authority=authority, start=datetime.date(2020, 1, 1), fee="due")
    factories.account("agent@example.org", first_name="Ada", last_name="Agent", authority=authority)

    page = text_of(client.get(page_of(lists, authority), follow=True))

    for word in ("agent@example.org", "Ada", "2020", "fee"):
        assert word not in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_takes_few_queries_however_much_names_the_authority(client, lists, mayenne, language):
    authority = town(mayenne)
    _work, pages = named_everywhere(authority)
    edition = pages[0]
    url = client.get(page_of(lists, authority, language)).url
    cache.clear()
    few = queries_of(client, url)
    with factories.lightly():
        for number in range(60):
            edition.laureates.create(label=f"Prix {number}", authority=authority, locale=edition.locale)
            factories.work(title=f"Fiche {number}", authority=authority)
    cache.clear()
    many = queries_of(client, url)

    assert len(many) == len(few) <= 15, "\n".join(many)
    assert len(set(many)) == len(many)


def test_the_list_takes_as_few_queries_with_500_members_as_with_10(client, lists, mayenne):
    @factories.lightly()
    def grow_to(count):
        for number in range(LocalAuthority.objects.count(), count):
            made = LocalAuthority.objects.create(name=f"Ville {number}", territory=mayenne)
            Membership.objects.create(authority=made, start=datetime.date(2020, 1, 1))

    grow_to(10)
    few = queries_of(client, lists["ar"].url)
    grow_to(500)
    cache.clear()
    many = queries_of(client, lists["ar"].url)

    assert len(many) == len(few) <= 15, "\n".join(many)
    assert len(set(many)) == len(many)
    assert text_of(client.get(lists["ar"].url)).count('class="register__line"') == 20
