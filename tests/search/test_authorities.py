"""Member authorities among what is found: as long as they are members, where everyone may open their page."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from networks.models import AuthoritiesPage, LocalAuthority, Membership
from search import indexing
from search.models import EntryText, SearchEntry
from tests.networks.making import authorities
from tests.search.making import committed, make_territories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def lists(site: None) -> dict[str, AuthoritiesPage]:
    with committed(execute=True):
        return authorities()


def today() -> datetime.date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def make_authority(name: str = "Ville de Laval", end: datetime.date | None = None, **fields) -> LocalAuthority:
    with committed(execute=True):
        authority = LocalAuthority.objects.create(name=name, **{"territory": make_territories(), **fields})
        Membership.objects.create(authority=authority, start=datetime.date(2020, 1, 1), end=end)
    return authority


def entries() -> list[SearchEntry]:
    return list(SearchEntry.objects.filter(object_kind="authority").order_by("language"))


def found(client: Client, words: str = "laval", lang: str = "fr") -> list[dict]:
    return client.get("/api/v1/search", {"q": words, "lang": lang}).json()["results"]


def test_a_member_is_found_once_in_the_readers_language(client: Client, lists) -> None:
    laval = make_authority(population=50_100)

    assert {entry.language for entry in entries()} == set(lists)
    entry = next(entry for entry in entries() if entry.language == "fr")
    assert (entry.kind, entry.number, entry.band) == ("authority", laval.pk, "50000-")
    assert entry.summary == "Commune · Mayenne · Pays de la Loire"
    assert set(entry.facets.exclude(name="word").values_list("name", "value")) == {
        ("territory", "53130"),
        ("territory", "53"),
        ("territory", "R52"),
    }
    assert "53130" in EntryText.objects.get(entry=entry, audience="public").labels_shown

    for language in ("fr", "ar"):
        (result,) = found(client, lang=language)
        assert (result["id"], result["kind"], result["lang"]) == (laval.pk, "authority", language)
        assert result["url"] == f"{lists[language].url}{laval.pk}/ville-de-laval/"
        assert client.get(result["url"]).status_code == 200


def test_the_page_of_results_shows_it(client: Client, lists) -> None:
    make_authority()

    page = client.get("/fr/search/", {"q": "laval"}).content.decode()

    assert "Ville de <mark>Laval</mark>" in page
    assert "ville-de-laval/" in page


def test_its_name_is_suggested(client: Client, lists) -> None:
    make_authority()

    for language in ("fr", "ar"):
        titles = client.get(f"/{language}/search/suggest/?q=vil").json()["groups"][0]["options"]
        assert [(title["text"], title["url"].split("/")[1]) for title in titles] == [("Ville de Laval", language)]


def test_an_authority_that_is_no_member_is_not_found(client: Client, lists) -> None:
    with committed(execute=True):
        authority = LocalAuthority.objects.create(name="Ville de Laval")
    assert not entries()

    with committed(execute=True):
        membership = Membership.objects.create(authority=authority, start=today(), end=today())
    assert found(client)

    with committed(execute=True):
        membership.delete()
    assert not entries()


def test_a_membership_that_has_ended_hides_it_before_any_job_runs(client: Client, lists) -> None:
    make_authority(end=today())
    assert entries()[0].expires_at is not None

    Membership.objects.update(end=today() - DAY)
    assert found(client) == []

    assert indexing.reconcile().surplus == len(lists)
    assert not entries()


def test_a_membership_that_begins_is_found_by_the_reconciler(client: Client, lists) -> None:
    authority = make_authority()
    Membership.objects.update(start=today() + DAY)
    indexing.reconcile()
    assert not entries()

    Membership.objects.update(start=today())
    assert indexing.reconcile().missing == len(lists)
    assert found(client)[0]["id"] == authority.pk


def test_a_language_whose_list_is_closed_has_no_member(client: Client, lists) -> None:
    make_authority()

    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=lists["fr"], restriction_type="login")])
    assert "fr" not in {result["lang"] for result in found(client)}

    with committed(execute=True):
        PageViewRestriction.objects.get().save()
    assert "fr" not in {entry.language for entry in entries()}


def test_names_are_followed(lists) -> None:
    authority = make_authority()

    with committed(execute=True):
        authority.name = "Ville de Laval-sur-Mayenne"
        authority.save()
    assert entries()[0].title == "Ville de Laval-sur-Mayenne"

    with committed(execute=True):
        authority.territory.region.name = "Ligérie"
        authority.territory.region.save()
    assert all("Ligérie" in entry.summary for entry in entries())

    with committed(execute=True):
        authority.delete()
    assert not entries()
