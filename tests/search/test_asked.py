"""What is searched for is counted: words without persons, shown from five people on."""

import datetime
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from search import asked
from search.models import AskedWords, Asker
from tests import factories
from tests.access.asking import client_of
from tests.search.making import make_sheet

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0"}


@pytest.fixture(autouse=True)
def counting(settings: Any, monkeypatch: Any) -> Iterator[None]:
    """As in production, but that the test writes by itself."""
    settings.COUNT_SEARCHES = True
    monkeypatch.setattr(asked, "_start", lambda: None)
    asked._pending.clear()
    yield
    asked._pending.clear()


@pytest.fixture
def sheet(site: None) -> None:
    make_sheet("Une fuite d’eau")


def search(q: str, address: int = 1, client: Client | None = None, **more: str) -> None:
    client = client or Client(REMOTE_ADDR=f"192.0.2.{address}", headers=BROWSER)
    assert client.get("/fr/search/", {"q": q, **more}).status_code == 200


def counted() -> list[tuple[str, int, int, int]]:
    asked.write()
    rows = AskedWords.objects.order_by("words")
    return [(row.words, row.times, row.askers, row.without_result) for row in rows]


def test_words_are_counted_with_those_who_asked(sheet: None) -> None:
    for address in (1, 2, 2, 3):
        search("  Fuite  d’EAU ", address)
    search("licorne")

    assert counted() == [("fuite d’eau", 4, 3, 0), ("licorne", 1, 1, 1)]
    search("fuite d’eau", 3)
    search("fuite d’eau", 4)
    assert counted()[0] == ("fuite d’eau", 6, 4, 0)
    assert AskedWords.objects.first().week == asked.monday()


def test_an_account_is_one_person_from_wherever(sheet: None) -> None:
    client = client_of(factories.account("a@example.org"))
    for address in ("192.0.2.1", "192.0.2.2"):
        client.get("/fr/search/", {"q": "fuite"}, REMOTE_ADDR=address)

    assert counted() == [("fuite", 2, 1, 0)]


def test_what_is_not_counted(sheet: None) -> None:
    search("fuite", page="2")
    search("fuite", kind="experience")
    search("fuite", scope="language")
    search("")
    search("jean@example.org")
    search("06 12 34 56 78")
    for agent in ("Googlebot/2.1", "", "curl/8"):
        search("fuite", client=Client(headers={"User-Agent": agent}))
    search("fuite", client=Client(headers=BROWSER | {"Sec-Purpose": "prefetch"}))
    Client(headers=BROWSER).head("/fr/search/", {"q": "fuite"})

    assert counted() == []


def test_nothing_stored_leads_to_a_person(sheet: None) -> None:
    search("fuite", 7)
    search("eau", 7)
    asked.write()

    first, second = Asker.objects.values_list("digest", flat=True)
    assert first != second  # two searches of one person are not joined
    assert "192.0.2" not in str(list(Asker.objects.values())) + str(list(AskedWords.objects.values()))
    cache.clear()  # the key is gone, as after its week: the same person gives another digest
    search("fuite", 7)
    asked.write()
    assert Asker.objects.count() == 3


def test_a_search_never_fails_for_its_count(sheet: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(asked, "_digest", lambda *_: 1 / 0)

    search("fuite")

    assert counted() == []


def test_memory_is_bounded(sheet: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(asked, "MOST_PENDING", 2)
    for words in ("fuite", "eau", "haie", "eau"):
        search(words)

    assert counted() == [("eau", 2, 1, 0), ("fuite", 1, 1, 0)]


def test_a_week_later_askers_are_erased_and_a_month_later_what_few_asked(db: None) -> None:
    monday = asked.monday()
    for weeks, askers in ((0, 1), (1, 1), (5, 1), (5, 6), (60, 9)):
        row = AskedWords.objects.create(
            week=monday - datetime.timedelta(weeks=weeks), language="fr", words=f"{weeks} {askers}", askers=askers
        )
        Asker.objects.create(asked=row, digest="x")

    asked.purge()

    assert sorted(AskedWords.objects.values_list("words", flat=True)) == ["0 1", "1 1", "5 6"]
    assert list(Asker.objects.values_list("asked__words", flat=True)) == ["0 1"]


def test_words_are_shown_from_five_people_on(sheet: None) -> None:
    for address in range(5):
        search("fuite", address)
    for address in range(4):
        search("eau", address)
        search("eau", address)
    asked.write()

    assert [row["words"] for row in asked.asked(AskedWords.objects.all())] == ["fuite"]
    # One person who comes back each week is one person.
    for weeks in range(1, 8):
        AskedWords.objects.create(
            week=asked.monday() - datetime.timedelta(weeks=weeks), language="fr", words="moi", askers=1, times=1
        )
    assert [row["words"] for row in asked.asked(AskedWords.objects.all())] == ["fuite"]


@pytest.mark.django_db(transaction=True)
def test_the_thread_writes_beside_the_requests_and_survives_a_busy_database(monkeypatch: Any) -> None:
    def busy(*_args: object) -> None:
        raise OperationalError("database is locked")

    def turn() -> None:
        asked._add((asked.monday(), "fr", "fuite"), "digest", without_result=False)
        thread = Thread(target=asked._write_aside)
        thread.start()
        thread.join(30)
        assert not thread.is_alive()

    with monkeypatch.context() as patched:
        patched.setattr(asked, "_write_one", busy)
        turn()
    turn()

    assert AskedWords.objects.get().times == 1
