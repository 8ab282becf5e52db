"""A real server that is killed or hangs: edits do not notice, and what was missed is there after its return."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from elasticsearch import Elasticsearch

from search.elastic import connection as elastic_connection
from search.elastic import outbox, rebuild, state
from search.elastic.worker import Worker
from tests.elasticsearch_server import Elasticsearch as Server
from tests.search.elastic import entry_of, held, true
from tests.search.making import make_sheet, make_site

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
SOON = 60  # seconds after its return


@pytest.fixture
def server(own_elasticsearch: Server, transactional_db: None, settings, monkeypatch) -> Server:
    settings.ELASTICSEARCH_URL = own_elasticsearch.url
    settings.ELASTICSEARCH_PREFIX = f"faults-{time.time_ns()}"
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
    monkeypatch.setattr(elastic_connection, "WORK", 5)
    make_site()
    rebuild.rebuild()
    return own_elasticsearch


@pytest.fixture
def worker(server: Server) -> Iterator[Worker]:
    """As it runs beside the timer."""
    made = Worker()
    made.start()
    yield made
    made.stop(30)


def patient(url: str) -> Elasticsearch:
    return Elasticsearch(url, request_timeout=30)


def sent_within(seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not outbox.pending().exists():
            return True
        time.sleep(0.2)
    return False


def test_edits_made_while_it_is_dead_are_there_after_its_return(server: Server, worker: Worker) -> None:
    server.kill()
    entries = [entry_of(make_sheet(f"Fuite {place}")) for place in range(3)]
    while not state.current().failures:
        time.sleep(0.1)
    assert outbox.pending().count() == 3

    server.start()

    assert sent_within(SOON)
    assert {entry.pk for entry in entries} <= set(held(patient(server.url)))
    assert true(patient(server.url))
    assert state.current().failures == 0


def test_edits_made_while_it_hangs_are_there_after_its_return(server: Server, worker: Worker) -> None:
    server.pause()
    try:
        entry = entry_of(make_sheet("Fuite"))
        while not state.current().failures:
            time.sleep(0.1)
        assert not connection.in_atomic_block
        assert outbox.pending().filter(pk=entry.pk).exists()
    finally:
        server.resume()

    assert sent_within(SOON)
    assert entry.pk in held(patient(server.url))
    assert true(patient(server.url))
