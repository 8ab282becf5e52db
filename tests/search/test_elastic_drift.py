"""What differs between the entries and a real server is seen and repaired, by hand and by the worker."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from elasticsearch import Elasticsearch

from search.elastic import drift, indices, outbox, state
from search.elastic.worker import Worker
from search.models import IndexState, SearchEntry
from tests.search.elastic import entry_of, ours, true
from tests.search.making import make_sheet

pytestmark = [pytest.mark.service, pytest.mark.django_db]
INDICES = 4  # of one language: to make them is what takes time


@pytest.fixture
def server(elasticsearch: Elasticsearch, one_language: None, site: None) -> Elasticsearch:
    return elasticsearch


@pytest.fixture
def one_language(settings) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]


# Drift


@pytest.fixture
def filled(elasticsearch_indices: Elasticsearch, site: None) -> Elasticsearch:
    for place in range(3):
        make_sheet(f"Fuite {place}")
    outbox.send()
    return elasticsearch_indices


def test_what_was_spoilt_by_hand_is_seen_and_repaired(filled: Elasticsearch) -> None:
    deleted, spoilt, _whole = [entry.pk for entry in SearchEntry.objects.filter(object_kind="work").order_by("pk")]
    public = indices.alias("public", "fr")
    filled.delete(index=public, id=str(deleted), refresh=True)
    filled.index(index=public, id=str(spoilt), document={"title": "spoilt"}, refresh=True)
    filled.index(index=public, id="987654321", document={"title": "stray"}, refresh=True)
    filled.index(index=public, id="no number", document={"title": "stray"}, refresh=True)

    seen = drift.compare(repair=False)
    assert (seen.missing, seen.stale, seen.surplus, seen.repaired) == (1, 1, 2, 0)
    assert seen.by_index == {public: {"missing": 1, "stale": 1, "surplus": 2}}

    assert drift.compare(repair=True).repaired == 4
    assert not drift.compare(repair=False)
    assert true(filled)
    assert state.current().drift["missing"] == 0


def test_what_stands_for_readers_who_lost_it_is_surplus(filled: Elasticsearch) -> None:
    entry = SearchEntry.objects.filter(object_kind="work").first()
    filled.index(index=indices.alias("groups", "fr"), id=str(entry.pk), document={"title": "x"}, refresh=True)

    assert drift.compare(repair=True).surplus == 1
    assert true(filled)


def test_what_waits_to_be_sent_is_no_drift(filled: Elasticsearch) -> None:
    make_sheet("En attente")

    assert not drift.compare(repair=False)


def test_a_comparison_reads_more_than_one_page(filled: Elasticsearch, monkeypatch) -> None:
    monkeypatch.setattr(drift, "PAGE", 2)

    assert not drift.compare(repair=False)


def test_the_command_tells_and_repairs(filled: Elasticsearch) -> None:
    entry = SearchEntry.objects.filter(object_kind="work").first()
    filled.delete(index=indices.alias("public", "fr"), id=str(entry.pk), refresh=True)

    def asked(**options) -> str:
        out = StringIO()
        call_command("search_index", stdout=out, **options)
        return out.getvalue()

    assert "drift: missing 1, stale 0, surplus 0" in asked(status=True)
    assert "1 documents repaired" in asked(repair=True)
    told = asked(status=True)
    assert "drift: missing 0, stale 0, surplus 0" in told
    assert "lag: 0 to send" in told
    assert "indices: complete" in told
    assert "elasticsearch: 8." in told


# The worker


def test_a_wiped_server_is_filled_again(server: Elasticsearch) -> None:
    make_sheet("Fuite")
    worker = Worker()
    worker.try_to_look()
    assert true(server)

    server.indices.delete(index=list(ours(server)))
    make_sheet("Eau")
    worker.try_to_look()

    assert true(server)
    assert len(ours(server)) == INDICES


def test_indices_of_another_shape_are_built_anew(server: Elasticsearch, monkeypatch) -> None:
    worker = Worker()
    worker.try_to_look()
    before = ours(server)
    monkeypatch.setattr(indices, "shape", lambda: "tomorrow's")

    worker.checked = 0
    worker.try_to_look()

    assert not ours(server) & before
    assert len(ours(server)) == INDICES


def test_what_a_dead_rebuild_left_is_taken_away(filled: Elasticsearch) -> None:
    before = ours(filled)
    filled.indices.create(
        index=f"{site_settings.ELASTICSEARCH_PREFIX}-fr-public-dead",
        mappings={"_meta": {"prefix": site_settings.ELASTICSEARCH_PREFIX, "stamp": "20200101000000-dead"}},
    )
    IndexState.objects.update(build="20200101000000-dead", build_beat=timezone.now() - timedelta(minutes=3))

    drift.compare()

    assert ours(filled) == before
    assert state.current().build == ""


def test_a_server_that_is_absent_costs_an_edit_nothing(site: None, settings) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    entry = entry_of(make_sheet("Fuite"))
    worker = Worker()

    worker.try_to_look()

    assert worker.failures == 1
    assert state.current().failures == 1
    assert "ConnectionError" in state.current().error
    assert outbox.pending().filter(pk=entry.pk).exists()
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("search_index", rebuild=True, stdout=StringIO())
    out = StringIO()
    call_command("search_index", status=True, stdout=out)
    assert "does not answer" in out.getvalue()


def test_failures_make_the_worker_look_less_often() -> None:
    worker = Worker()
    pauses = []
    for failures in (0, 1, 3, 10):
        worker.failures = failures
        pauses.append(worker.pause())

    assert pauses[0] == 1
    assert 1 <= pauses[1] <= 2
    assert 4 <= pauses[2] <= 8
    assert 7 <= pauses[3] <= 15
