"""Faults made for real: a server that is paused, killed or locked, or whose indices are gone; and what was missed."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from elasticsearch import ApiError, TransportError

from search.elastic import indices
from search.elastic.connection import patient
from search.elastic.worker import Worker
from search.engines import SearchPage, SearchQuery, breaker, elasticsearch, get_engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import SearchEntry
from search.terms import indexed
from tests.elasticsearch_server import Elasticsearch
from tests.search.making import committed, make_sheet
from tests.search.outside import process

pytestmark = [pytest.mark.django_db, pytest.mark.service, pytest.mark.one_database]


@pytest.fixture
def server(own_elasticsearch: Elasticsearch, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Elasticsearch:
    """Up, with indices of this test."""
    settings.ELASTICSEARCH_URL = own_elasticsearch.url
    settings.ELASTICSEARCH_PREFIX = f"tests-{time.time_ns()}"
    monkeypatch.setattr(elasticsearch, "BUDGET", 6)  # this machine may be busy with other tests
    monkeypatch.setattr(elasticsearch, "TRY", 10)
    until(own_elasticsearch.ready)
    return own_elasticsearch


def find(q: str) -> SearchPage:
    return get_engine().search(SearchQuery(q=q, language="fr"), AnonymousUser())


def numbers(q: str) -> list[int]:
    page = find(q)
    assert page.degraded == breaker.state().open
    return [hit.number for hit in page.hits]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def tell() -> None:
    """What the worker does beside the timer."""
    Worker().look()
    patient().indices.refresh(index=indices.alias("*"))


def answers() -> bool:
    return breaker.try_again(ElasticsearchEngine().probe)


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [(Elasticsearch.pause, Elasticsearch.resume), (Elasticsearch.kill, Elasticsearch.start)],
    ids=["paused", "killed"],
)
def test_without_its_server_the_site_searches_on_and_what_was_missed_is_told_after(
    server: Elasticsearch, fault: Callable, remedy: Callable
) -> None:
    before = make_sheet("La chaufferie")
    gone = make_sheet("La vieille chaufferie")
    tell()
    until(answers)
    assert set(numbers("chaufferie")) == {before.work_id, gone.work_id}
    assert not breaker.state().open

    fault(server)
    assert set(numbers("chaufferie")) == {before.work_id, gone.work_id}
    assert breaker.state().open
    missed = make_sheet("Une chaufferie de plus")  # no edit waits for the server
    with committed(execute=True):
        type(gone).objects.get(pk=gone.pk).unpublish()
    assert set(numbers("chaufferie")) == {before.work_id, missed.work_id}
    assert not answers()

    remedy(server)
    until(answers)
    tell()

    page = find("chaufferie")
    assert (page.engine, page.degraded) == ("elasticsearch", False)
    assert {hit.number for hit in page.hits} == {before.work_id, missed.work_id}


@pytest.mark.django_db(transaction=True)
def test_the_timer_tells_by_itself_what_was_missed(server: Elasticsearch, site: None, settings: Any) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
    before = make_sheet("La chaufferie")
    timer = process("from django.core.management import call_command; call_command('timer')")
    try:
        until(lambda: held_of("chaufferie") == {before.pk})
        server.kill()
        missed = make_sheet("Une chaufferie de plus")
        time.sleep(3)  # it finds nobody
        server.start()
        until(lambda: held_of("chaufferie") == {before.pk, missed.pk})
    finally:
        timer.terminate()
        assert timer.wait(30) == 0, timer.stdout and timer.stdout.read()


def held_of(word: str) -> set[int]:
    """Sheets that the index finds, if there is an index."""
    try:
        patient().indices.refresh(index=indices.alias("public"))
        found = patient().search(index=indices.alias("public"), query={"match": {"title": indexed(word, "fr")}})
    except (ApiError, TransportError):
        return set()
    entries = [int(hit["_id"]) for hit in found["hits"]["hits"]]
    return set(SearchEntry.objects.filter(pk__in=entries).values_list("object_id", flat=True))


def test_indices_that_were_deleted_are_made_again(server: Elasticsearch) -> None:
    sheet = make_sheet("La chaufferie")
    tell()
    until(answers)
    client = patient()
    client.indices.delete(index=list(client.indices.get(index=indices.alias("*"))))

    assert numbers("chaufferie") == [sheet.work_id]
    assert breaker.state().open

    tell()
    until(answers)
    assert numbers("chaufferie") == [sheet.work_id]


def test_indices_that_only_let_themselves_be_read_are_asked_all_the_same(server: Elasticsearch) -> None:
    before = make_sheet("La chaufferie")
    tell()
    until(answers)
    locked: dict[str, Any] = {"index": indices.alias("*"), "settings": {"index.blocks.write": True}}
    patient().indices.put_settings(**locked)

    missed = make_sheet("Une chaufferie de plus")
    with pytest.raises(Exception, match="blocked|write"):
        tell()
    assert (numbers("chaufferie"), breaker.state().open) == ([before.work_id], False)

    patient().indices.put_settings(**locked | {"settings": {"index.blocks.write": False}})
    tell()
    assert set(numbers("chaufferie")) == {before.work_id, missed.work_id}


def test_a_wrong_password_opens_nothing_and_costs_nothing(locked_elasticsearch: Elasticsearch, settings: Any) -> None:
    sheet = make_sheet("La chaufferie")
    settings.ELASTICSEARCH_URL = locked_elasticsearch.url.replace("a-password", "another-password")

    assert numbers("chaufferie") == [sheet.work_id]
    assert "401" in breaker.state().error

    settings.ELASTICSEARCH_URL = locked_elasticsearch.url
    settings.ELASTICSEARCH_PREFIX = f"tests-{time.time_ns()}"
    tell()
    until(answers)
    assert numbers("chaufferie") == [sheet.work_id]
