"""Dates are kept without the timer: what has ended is shown nowhere, and what is late goes live at its next start."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from home.visibility import visible_pages
from library.models import Sheet
from search import indexing
from search.models import SearchEntry
from tests import factories
from tests.library.desk import fresh, public_titles

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def home():
    return factories.library_tree()["fr"].get_parent().specific


def let_end(model, pk) -> None:
    model.objects.filter(pk=pk).update(expire_at=timezone.now() - HOUR)


def make_late(thing) -> None:
    """Scheduled for an hour that passed while no timer ran."""
    thing.go_live_at = timezone.now() + HOUR
    revision = thing.save_revision()
    revision.publish()
    past = timezone.now() - HOUR
    revision = Revision.objects.get(pk=revision.pk)
    assert revision.approved_go_live_at
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_a_sheet_that_has_ended_is_shown_nowhere_in_no_language(home):
    work = factories.work(title={"fr": "Zarbi un", "ar": "زربي واحد"}, languages=("fr", "ar"))
    source, arabic = factories.source_of(work), factories.version(work, "ar")
    indexing.drain()
    addresses = [source.url, arabic.url]
    assert [Client().get(address).status_code for address in addresses] == [200, 200]

    let_end(Sheet, source.pk)

    assert [Client().get(address).status_code for address in addresses] == [404, 404]
    assert public_titles() == set()
    assert Client().get(f"/api/v1/sheets/{work.pk}").status_code == 404
    assert not Client().get("/api/v1/search", {"q": "zarbi", "lang": "fr"}).json()["total"]
    assert source.url not in Client().get("/sitemap.xml").content.decode()


def test_a_translation_that_has_ended_leaves_the_others(home):
    work = factories.work(title={"fr": "Zarbi", "ar": "زربي"}, languages=("fr", "ar"))
    source, arabic = factories.source_of(work), factories.version(work, "ar")
    indexing.drain()
    let_end(Sheet, arabic.pk)
    assert Client().get(arabic.url).status_code == 404
    assert Client().get(source.url).status_code == 200
    assert public_titles() == {"Zarbi"}


def test_a_page_that_has_ended_is_shown_nowhere(home):
    page = factories.page(home, "Zarbi", "<p>Zarbi encore.</p>")
    indexing.drain()
    assert Client().get(page.url).status_code == 200
    let_end(Page, page.pk)

    assert Client().get(page.url).status_code == 404
    assert not visible_pages(AnonymousUser()).filter(pk=page.pk).exists()
    assert not Client().get("/api/v1/search", {"q": "zarbi", "lang": "fr"}).json()["total"]
    assert page.url not in Client().get("/sitemap.xml").content.decode()


def test_what_is_late_goes_live_and_is_found_at_the_next_start_of_the_timer(home):
    work = factories.work(title={"fr": "Zarbi", "ar": "زربي"}, languages=("fr", "ar"))
    other = factories.source_of(factories.work("guide", title="Autre zarbi", publish=False))
    page = factories.page(home, "Page zarbi", "<p>Texte.</p>")
    arabic = factories.version(work, "ar")
    for thing in (arabic, page):
        thing.unpublish()
    for thing in (fresh(other), fresh(arabic), type(page).objects.get(pk=page.pk)):
        make_late(thing)
    indexing.drain()
    assert not fresh(other).live

    call_command("timer", once=True)

    assert fresh(other).live
    assert fresh(arabic).live
    assert Page.objects.get(pk=page.pk).live
    titles = set(SearchEntry.objects.values_list("title", flat=True))
    assert {"Zarbi", "زربي", "Autre zarbi", "Page zarbi"} <= titles
    waiting = SearchEntry.objects.filter(title="Autre zarbi").values_list("version", "indexed_version").get()
    assert waiting[0] > waiting[1], "it is sent to Elasticsearch too, where there is one"
    assert Client().get("/api/v1/search", {"q": "zarbi", "lang": "fr"}).json()["total"] == 3


def test_the_entries_of_what_has_ended_go_at_the_next_start_of_the_timer(home):
    work = factories.work(title="Zarbi")
    indexing.drain()
    let_end(Sheet, work.source_id)
    call_command("timer", once=True)
    assert not fresh(factories.source_of(work)).live
    assert not SearchEntry.objects.filter(title="Zarbi").exists()
