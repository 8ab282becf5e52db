"""A rebuild on a real server: never empty, never stale, nothing lost, nothing left."""

import signal
import threading
import time

import pytest
from django.db import connection
from elasticsearch import Elasticsearch

from search import indexing
from search.elastic import bulk, drift, indices, outbox, rebuild, state
from search.elastic.rebuild import SupersededError, UnderWayError
from search.models import IndexState, SearchEntry
from tests.search.elastic import entry_of, held, ours, true
from tests.search.making import make_many, make_sheet
from tests.search.outside import process

pytestmark = [pytest.mark.service, pytest.mark.django_db]
INDICES = 4  # of one language: to make them is what takes time


@pytest.fixture(autouse=True)
def _little_margin(monkeypatch) -> None:
    monkeypatch.setattr(rebuild, "MARGIN", 1)


@pytest.fixture
def server(elasticsearch: Elasticsearch, one_language: None, site: None) -> Elasticsearch:
    return elasticsearch


@pytest.fixture
def one_language(settings) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]


def test_a_rebuild_makes_everything_and_leaves_nothing(server: Elasticsearch) -> None:
    make_sheet("Fuite")
    rebuild.rebuild()
    first = ours(server)
    make_sheet("Eau")
    rebuild.rebuild()

    assert true(server)
    assert len(ours(server)) == INDICES
    assert not ours(server) & first
    known = state.current()
    assert (known.build, known.build_beat) == ("", None)
    assert known.rebuilt_at
    behind = server.indices.get_settings(index=indices.alias("public"))
    assert {told["settings"]["index"]["refresh_interval"] for told in behind.values()} == {"1s"}


def test_what_is_edited_during_a_rebuild_is_in_the_new_index_and_meanwhile_in_the_old(
    server: Elasticsearch, monkeypatch
) -> None:
    make_sheet("Fuite")
    rebuild.rebuild()
    made: list[SearchEntry] = []
    seen: list[bool] = []
    really = rebuild._pass

    def with_edits(build, entries, elsewhere):
        number = really(build, entries, elsewhere)
        if made:
            seen.append(made[-1].pk in held(server))
        if len(made) < 3:
            made.append(entry_of(make_sheet(f"Pendant {len(made)}")))
        return number

    really_swap = indices.swap

    def swap_with_edit(client, new):
        made.append(entry_of(make_sheet("Juste avant")))
        outbox.send()
        old = really_swap(client, new)
        made.append(entry_of(make_sheet("Juste après")))
        return old

    monkeypatch.setattr(rebuild, "FEW", 0)
    monkeypatch.setattr(rebuild, "_pass", with_edits)
    monkeypatch.setattr(indices, "swap", swap_with_edit)
    rebuild.rebuild()

    assert seen
    assert all(seen)
    assert {entry.pk for entry in made} <= set(held(server))
    assert true(server)


def test_what_loses_its_readers_during_a_rebuild_is_not_brought_back(server: Elasticsearch, monkeypatch) -> None:
    entry = entry_of(make_sheet("Fuite"))
    rebuild.rebuild()
    really = indices.swap

    def swap_after_withdrawal(client, new):
        SearchEntry.objects.get(pk=entry.pk)
        from library.models import Sheet

        Sheet.objects.filter(pk=entry.object_id).update(live=False)
        indexing.reconcile()
        outbox.send()
        return really(client, new)

    monkeypatch.setattr(indices, "swap", swap_after_withdrawal)
    rebuild.rebuild()

    assert entry.pk not in held(server)
    assert true(server)


@pytest.mark.django_db(transaction=True)
def test_two_rebuilds_are_one(server: Elasticsearch) -> None:
    with rebuild.only_one("search-rebuild"):
        raised: list[Exception] = []

        def other() -> None:
            try:
                rebuild.rebuild()
            except UnderWayError as error:
                raised.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert raised


def test_a_rebuild_that_was_taken_for_dead_stops_and_takes_its_indices_away(
    server: Elasticsearch, monkeypatch
) -> None:
    rebuild.rebuild()
    kept = ours(server)
    monkeypatch.setattr(rebuild, "BEAT", 0)
    really = indices.create

    def superseded(client, stamp):
        made = really(client, stamp)
        IndexState.objects.update(build="of another")
        return made

    monkeypatch.setattr(indices, "create", superseded)
    with pytest.raises(SupersededError):
        rebuild.rebuild()

    assert ours(server) == kept
    assert state.current().build == "of another"


def test_a_rebuild_that_fails_leaves_the_search_as_it_was(server: Elasticsearch, monkeypatch) -> None:
    make_sheet("Fuite")
    rebuild.rebuild()
    kept = ours(server)

    def fail(*args):
        raise RuntimeError("no more space")

    monkeypatch.setattr(bulk, "send", fail)
    with pytest.raises(RuntimeError):
        rebuild.rebuild()

    assert ours(server) == kept
    assert true(server)
    assert state.current().build == ""


# Real processes


@pytest.fixture
def many(elasticsearch: Elasticsearch, transactional_db: None, site: None, settings) -> Elasticsearch:
    from tests.search.making import make_territories, make_theme

    make_many(120, [make_theme("water", fr="Eau")], make_territories())
    settings.LANGUAGES = [("fr", "Français")]
    rebuild.rebuild()
    return elasticsearch


QUICKLY = "from search.elastic import rebuild; rebuild.BATCH = 10; rebuild.MARGIN = 5; "
SLOWLY = (
    "import time; from search.elastic import bulk; send = bulk.send; "
    "bulk.send = lambda *a: (time.sleep(.3), send(*a))[1]; rebuild.rebuild()"
)


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_that_is_killed_harms_nothing_and_the_next_one_clears_up(many: Elasticsearch) -> None:
    before = ours(many)
    killed = process(QUICKLY + SLOWLY)
    end = time.monotonic() + 120
    while time.monotonic() < end and killed.poll() is None and len(ours(many)) < 2 * INDICES:
        time.sleep(0.1)
    assert killed.poll() is None, killed.stdout and killed.stdout.read()
    killed.send_signal(signal.SIGKILL)
    killed.wait()

    assert len(ours(many)) == 2 * INDICES
    assert true_of_many(many)
    rebuild.rebuild()

    assert len(ours(many)) == INDICES
    assert not ours(many) & before
    assert true_of_many(many)


@pytest.mark.django_db(transaction=True)
def test_edits_of_other_processes_during_a_rebuild_are_kept(many: Elasticsearch) -> None:
    rebuilding = process(QUICKLY + SLOWLY)
    titles = []
    while rebuilding.poll() is None:
        titles.append(f"Pendant {len(titles)}")
        make_sheet(titles[-1])
        time.sleep(0.2)
    output = rebuilding.stdout.read() if rebuilding.stdout else ""
    assert rebuilding.returncode == 0, output

    outbox.send()
    assert len(titles) > 3
    assert not drift.compare(repair=False)
    assert len(ours(many)) == INDICES


def true_of_many(client: Elasticsearch) -> bool:
    return not drift.compare(repair=False) and bool(held(client))
