"""The news, page by page and as a feed."""

import datetime
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from home.models import NewsPage
from tests import factories
from tests.home import making_pages as making
from tests.home.test_events import client_of
from tests.library.test_pages import queries_of

pytestmark = pytest.mark.django_db
ALL = ["fr", "en", "ar"]
TITLES = {"fr": "Nouvelle", "en": "Piece", "ar": "خبر"}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def index():
    return making.news_index(making.home())


def titles(client, address: str) -> list[str]:
    feed = ElementTree.fromstring(client.get(address).content)
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


def test_the_latest_news_stands_first_in_the_language_of_the_page(client, index):
    for day in (3, 9, 5):
        making.news(index["fr"], TITLES, datetime.date(2026, 5, day), languages=ALL)

    for language in ALL:
        entries = client.get(index[language].url).context["entries"]
        assert [entry.source.date.day for entry in entries] == [9, 5, 3]
        assert {entry.title for entry in entries} == {TITLES[language]}


def test_news_are_paged(client, index):
    for day in range(1, 23):
        making.news(index["fr"], f"N{day}", datetime.date(2026, 5, day))

    second = client.get(index["fr"].url, {"page": "2"}).context["entries"]
    assert [entry.title for entry in second] == ["N2", "N1"]
    assert len(client.get(index["fr"].url, {"page": "x"}).context["entries"]) == 20


def test_without_news_the_page_says_so(client, index):
    assert 'class="empty"' in client.get(index["fr"].url).content.decode()


def test_a_date_changed_in_french_is_changed_in_arabic_at_once(client, index):
    piece = making.news(index["fr"], TITLES, datetime.date(2026, 5, 1), languages=ALL)
    making.edit(piece, date=datetime.date(2026, 5, 17))

    page = client.get(making.version(piece, "ar").url).content.decode()
    assert 'datetime="2026-05-17"' in page
    assert "<h1>خبر</h1>" in page


def test_the_feed_holds_what_anyone_may_read_in_one_language(client, index):
    making.news(index["fr"], {"fr": "Ouverte & libre", "ar": "مفتوح"}, languages=["fr", "ar"])
    closed = making.news(index["fr"], {"fr": "Fermée", "ar": "مغلق"}, languages=["fr", "ar"])
    group = Group.objects.create(name="Bureau")
    PageViewRestriction.objects.create(page=closed, restriction_type="groups").groups.add(group)
    making.news(index["fr"], "Brouillon", publish=False)
    insider = client_of(factories.account("a@example.org", [group]))

    for reader in (client, insider):  # a feed has no session: the same for everyone
        assert titles(reader, f"{index['fr'].url}atom/") == ["Ouverte & libre"]
        assert titles(reader, f"{index['ar'].url}atom/") == ["مفتوح"]
    assert "Fermée" in insider.get(index["fr"].url).content.decode()
    assert "Fermée" not in client.get(index["fr"].url).content.decode()
    assert f'href="{index["fr"].url}atom/"' in client.get(index["fr"].url).content.decode()


def test_the_news_take_as_few_queries_with_500_as_with_10(client, index):
    parent = type(index["fr"]).objects.get(pk=index["fr"].pk)

    @factories.lightly()
    def grow_to(count: int) -> None:
        for number in range(NewsPage.objects.count(), count):
            piece = NewsPage(
                title=f"N{number}", slug=f"n{number}", locale=parent.locale, date=datetime.date(2026, 5, 1)
            )
            parent.add_child(instance=piece)

    addresses = [index["fr"].url, f"{index['fr'].url}atom/"]
    grow_to(10)
    few = [len(queries_of(client, address)) for address in addresses]
    grow_to(500)
    cache.clear()
    many = [queries_of(client, address) for address in addresses]

    assert [len(each) for each in many] == few
    assert max(few) <= 15
    assert all(len(set(each)) == len(each) for each in many)
