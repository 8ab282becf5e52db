"""What is found no more, and what an outside index still has to be told of it."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from library.models import Sheet
from search import indexing
from search.models import EntryFacet, EntryText, SearchEntry
from tests.search.making import committed, make_sheet, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings) -> None:
    """There is an outside index; nothing here talks to it."""
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"


def sent() -> SearchEntry:
    """The only entry, as the sender leaves it."""
    entry = SearchEntry.objects.get()
    SearchEntry.objects.update(indexed_version=entry.version, indexed_in=["public", "members"], withheld=False)
    return SearchEntry.objects.get()


def withdraw(sheet: Sheet) -> None:
    sheet.refresh_from_db()
    with committed(execute=True):
        sheet.unpublish()


def test_what_is_withdrawn_leaves_a_tombstone_without_words(told: None) -> None:
    sheet = make_sheet("Titre", summary="Résumé", themes=[make_theme("water", fr="Eau")])
    before = sent()

    withdraw(sheet)

    stone = SearchEntry.objects.get()
    assert (stone.pk, stone.gone, stone.withheld, stone.title, stone.summary) == (before.pk, True, True, "", "")
    assert stone.version > before.version == stone.indexed_version
    assert stone.indexed_in == ["public", "members"]
    assert not EntryText.objects.exists()
    assert not EntryFacet.objects.exists()
    assert indexing.status()["entries"] == 0
    drift = indexing.reconcile()
    assert (drift.missing, drift.stale, drift.surplus, drift.repaired) == (0, 0, 0, 0)


def test_a_tombstone_projected_again_is_not_sent_again(told: None) -> None:
    sheet = make_sheet("Titre")
    withdraw(sheet)
    version = SearchEntry.objects.get().version

    assert indexing.project("work", sheet.translation_key) == 0
    assert SearchEntry.objects.get().version == version


def test_what_comes_back_takes_its_row_again(told: None) -> None:
    sheet = make_sheet("Titre")
    withdraw(sheet)
    stone = sent()

    with committed(execute=True):
        sheet.save_revision().publish()

    entry = SearchEntry.objects.get()
    assert (entry.pk, entry.gone, entry.title) == (stone.pk, False, "Titre")
    assert entry.version > stone.version
    assert EntryText.objects.filter(entry=entry).count() == 2


def test_without_an_outside_index_nothing_stays(settings) -> None:
    settings.ELASTICSEARCH_URL = ""
    sheet = make_sheet("Titre")

    withdraw(sheet)

    assert not SearchEntry.objects.exists()


def test_tombstones_go_when_the_outside_index_is_given_up(told: None, settings) -> None:
    sheet = make_sheet("Titre")
    withdraw(sheet)

    settings.ELASTICSEARCH_URL = ""
    indexing.reconcile()

    assert not SearchEntry.objects.exists()


NARROWED = {
    "public to members": ("public", "members", True),
    "public to groups": ("public", "groups", True),
    "members to groups": ("members", "groups", True),
    "groups to members": ("groups", "members", True),
    "members to public": ("members", "public", False),
    "groups to public": ("groups", "public", False),
}


@pytest.mark.parametrize("case", NARROWED)
def test_what_some_readers_lose_is_withheld_until_it_is_sent(told: None, case: str) -> None:
    before, after, withheld = NARROWED[case]
    group = Group.objects.create(name="Commission")
    sheet = make_sheet("Titre", access=before, groups=[group])
    sent()

    with committed(execute=True):
        sheet.access = after
        sheet.save_revision().publish()

    assert SearchEntry.objects.get().withheld is withheld


@pytest.mark.parametrize(("kept", "withheld"), [(False, True), (True, False)], ids=["another group", "one more"])
def test_a_group_that_loses_a_work_withholds_it(told: None, kept: bool, withheld: bool) -> None:
    group, other = Group.objects.create(name="Une"), Group.objects.create(name="Autre")
    sheet = make_sheet("Titre", access="groups", groups=[group])
    sent()

    with committed(execute=True):
        sheet.groups = [group, other] if kept else [other]
        sheet.save_revision().publish()

    assert SearchEntry.objects.get().withheld is withheld


def test_new_words_are_sent_and_withhold_nothing(told: None) -> None:
    sheet = make_sheet("Titre")
    before = sent()

    with committed(execute=True):
        sheet.title = "Autre"
        sheet.save_revision().publish()

    entry = SearchEntry.objects.get()
    assert not entry.withheld
    assert entry.version > entry.indexed_version == before.version


def test_a_tombstone_is_in_no_page_of_results(told: None, site: None, client: Client) -> None:
    sheet = make_sheet("Chaufferie")
    withdraw(sheet)

    assert "Chaufferie" not in client.get("/api/v1/search?q=chaufferie").content.decode()
    assert "Chaufferie" not in client.get("/fr/search/").content.decode()
