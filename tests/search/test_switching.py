"""Whatever becomes of Elasticsearch, the reader has results, and soon."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client

from search.elastic import connection
from search.engines import SearchPage, SearchQuery, breaker, elasticsearch, get_engine
from search.engines.switching import SwitchingEngine
from search.models import SearchEntry
from tests.search import outside
from tests.search.impostors import IMPOSTORS, impostor, silent
from tests.search.making import make_sheet
from tests.services import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elasticsearch, "BUDGET", 0.5)
    monkeypatch.setattr(elasticsearch, "TRY", 0.5)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing tries again by itself."""
    monkeypatch.setattr(breaker, "try_again_behind", lambda works: None)


def find(q: str = "chaufferie", **options: Any) -> SearchPage:
    return get_engine().search(SearchQuery(q=q, language="fr", **options), AnonymousUser())


@pytest.mark.parametrize("name", IMPOSTORS)
def test_what_is_no_elasticsearch_is_seen_through(name: str, settings: Any, patient: None) -> None:
    sheet = make_sheet("La chaufferie")
    with impostor(IMPOSTORS[name]) as server:
        settings.ELASTICSEARCH_URL = server.url

        page = find()

        assert ([hit.number for hit in page.hits], page.engine, page.degraded) == ([sheet.work_id], "database", True)
        assert breaker.state().open
        # And from then on it is not even asked.
        asked = server.asked
        assert find().degraded
        assert server.asked == asked > 0
        with pytest.raises(Exception):  # noqa: B017
            SwitchingEngine().first.probe()


def test_nobody_listens(settings: Any, client: Client, site: None, patient: None) -> None:
    sheet = make_sheet("La chaufferie")
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"

    answer = client.get("/api/v1/search", {"q": "chaufferie", "lang": "fr"}).json()

    assert (answer["engine"], answer["degraded"]) == ("database", True)
    assert [result["id"] for result in answer["results"]] == [sheet.work_id]
    assert client.get("/fr/search/", {"q": "chaufferie"}).context["degraded"]


def test_of_several_nodes_one_that_answers_is_enough(
    on_elasticsearch: None, elasticsearch_url: str, settings: Any
) -> None:
    sheet = make_sheet("La chaufferie")
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()},{elasticsearch_url}"

    for _time in range(4):
        page = find()
        assert ([hit.number for hit in page.hits], page.degraded) == ([sheet.work_id], False)


def test_several_nodes_take_no_longer_than_one(settings: Any, patient: None) -> None:
    make_sheet("La chaufferie")
    with impostor(silent) as one, impostor(silent) as two, impostor(IMPOSTORS["hangs up"]) as three:
        settings.ELASTICSEARCH_URL = ",".join(server.url for server in (three, one, two))
        assert find().degraded
        assert one.asked + two.asked <= 1


def test_an_index_that_is_missing(
    settings: Any, elasticsearch_url: str, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sheet("La chaufferie")
    outside.without_hurry(monkeypatch)
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = elasticsearch_url, "tests-none"

    assert find().degraded
    assert "index_not_found" in breaker.state().error


def test_what_answers_again_is_asked_again(on_elasticsearch: None, settings: Any, monkeypatch: Any) -> None:
    make_sheet("La chaufferie")
    monkeypatch.undo()  # the reserve may answer
    monkeypatch.setattr(elasticsearch, "TRY", 60)
    url = settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    assert find().degraded

    settings.ELASTICSEARCH_URL = url
    end = time.monotonic() + 60
    while find().degraded and time.monotonic() < end:
        time.sleep(0.2)

    assert not find().degraded
    assert not breaker.state().open


def test_all_processes_know_through_the_cache(monkeypatch: Any) -> None:
    breaker.trip(OSError("away"))
    monkeypatch.setattr(breaker, "_own", breaker.State())  # as another process
    assert (breaker.state().open, breaker.state().error) == (True, "OSError: away")

    breaker.close()
    assert not breaker.state().open


def test_a_process_remembers_where_the_cache_forgets() -> None:
    breaker.trip(OSError("away"))
    cache.clear()
    assert breaker.state().open

    breaker.close()
    cache.clear()
    assert not breaker.state().open


def test_words_of_another_release_in_the_cache_are_passed_over() -> None:
    cache.set(breaker.KEY, {"since": 1, "until": 2})

    assert not breaker.state().open


def test_one_question_that_is_refused_stops_no_other(on_elasticsearch: None, monkeypatch: Any) -> None:
    make_sheet("La chaufferie")
    find()
    monkeypatch.undo()
    monkeypatch.setattr(elasticsearch, "MOST_WITHHELD", 0)
    SearchEntry.objects.update(withheld=True)

    page = find()

    assert (page.total, page.degraded, breaker.state().open) == (1, True, False)


def test_a_connection_is_kept(on_elasticsearch: None) -> None:
    make_sheet("La chaufferie")
    find()
    node: Any = connection.client().transport.node_pool.get()
    before = node.pool.num_connections

    for _time in range(5):
        find()

    assert node.pool.num_connections == before
