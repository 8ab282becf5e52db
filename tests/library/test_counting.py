"""What is read and downloaded is counted by day, without a word about who reads, and without a query for the page."""

import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from library.models import DailyCount, Work
from library.reports import counting
from library.roles import EDITORS
from tests import factories
from tests.library.desk import desk_of

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture(autouse=True)
def counted(settings, monkeypatch):
    cache.clear()
    settings.COUNT_READING = True
    monkeypatch.setattr(counting.noted, "start", lambda: None)  # its thread writes beside the transaction of the test
    counting.noted.flush()
    DailyCount.objects.all().delete()


@pytest.fixture
def read() -> Work:
    factories.library_tree()
    return factories.work(languages=("fr", "ar"), files=[(factories.document(b"words", "a.txt"), "same")])


def numbers() -> list[tuple[str, int, int]]:
    counting.noted.flush()
    return list(DailyCount.objects.order_by("language").values_list("language", "reads", "downloads"))


def test_readings_and_downloads_are_counted_in_their_language(read):
    client = Client(headers=BROWSER)
    for language, times in (("fr", 2), ("ar", 1)):
        for _time in range(times):
            assert client.get(factories.version(read, language).url).status_code == 200
    file = factories.source_of(read).files.get().document
    assert client.get(f"{file.url}?lang=fr").status_code == 200
    client.get(f"{file.url}?lang=fr", headers={"Range": "bytes=3-"})
    assert numbers() == [("ar", 1, 0), ("fr", 2, 1)]
    client.get(factories.version(read, "fr").url)
    assert numbers() == [("ar", 1, 0), ("fr", 3, 1)]
    assert DailyCount.objects.first().day == timezone.localdate()


def test_programs_staff_what_is_refused_and_what_is_fetched_ahead_are_not_counted(read):
    url = factories.version(read, "fr").url
    Client(headers={"User-Agent": "ExampleBot/1.0"}).get(url)
    Client(headers=BROWSER | {"Sec-Purpose": "prefetch"}).get(url)
    Client(headers=BROWSER).head(url)
    desk_of(factories.staff("e@example.org", EDITORS)).client.get(url, headers=BROWSER)
    closed = factories.work(access="groups")
    assert Client(headers=BROWSER).get(factories.version(closed, "fr").url).status_code == 404
    assert numbers() == []


def test_the_page_costs_no_query_for_it(read, django_assert_num_queries, django_assert_max_num_queries, settings):
    client, url = Client(headers=BROWSER), factories.version(read, "fr").url
    client.get(url)
    settings.COUNT_READING = False
    with django_assert_max_num_queries(30) as without:
        client.get(url)
    settings.COUNT_READING = True
    with django_assert_num_queries(len(without)):
        client.get(url)


def test_a_work_that_is_gone_when_it_is_written_is_left_out(read):
    Client(headers=BROWSER).get(factories.version(read, "fr").url)
    Work.objects.filter(pk=read.pk).delete()
    assert numbers() == []


def test_a_fault_of_the_count_is_none_of_the_page(read, monkeypatch):
    monkeypatch.setattr(counting.noted, "add", lambda _key: 1 / 0)
    assert Client(headers=BROWSER).get(factories.version(read, "fr").url).status_code == 200


def test_old_days_are_erased(read):
    today = timezone.localdate()
    for age in (0, 799, 801):
        DailyCount.objects.create(day=today - datetime.timedelta(days=age), work=read, language="fr", reads=1)
    counting.purge()
    assert DailyCount.objects.count() == 2
