"""A rebuild on a real server: never empty, never stale, nothing lost, nothing left; and what repairs itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from elasticsearch import Elasticsearch

from search import indexing
from search.elastic import bulk, drift, indices, outbox, rebuild, state
from search.elastic.rebuild import SupersededError, UnderWayError
from search.elastic.worker import Worker
from search.models import IndexState, SearchEntry
from tests.search.elastic import entry_of, held, ours, true
from tests.search.making import make_many, make_sheet

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
    worker.once()
    assert true(server)

    server.indices.delete(index=list(ours(server)))
    make_sheet("Eau")
    worker.once()

    assert true(server)
    assert len(ours(server)) == INDICES


def test_indices_of_another_shape_are_built_anew(server: Elasticsearch, monkeypatch) -> None:
    worker = Worker()
    worker.once()
    before = ours(server)
    monkeypatch.setattr(indices, "shape", lambda: "tomorrow's")

    worker.checked = 0
    worker.once()

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

    worker.once()

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


# Real processes


@pytest.fixture
def many(elasticsearch: Elasticsearch, transactional_db: None, site: None, settings) -> Elasticsearch:
    from tests.search.making import make_territories, make_theme

    make_many(120, [make_theme("water", fr="Eau")], make_territories())
    settings.LANGUAGES = [("fr", "Français")]
    rebuild.rebuild()
    return elasticsearch


def process(code: str) -> subprocess.Popen:
    """On the same database and server."""
    database = connection.settings_dict
    setup = (
        "import django; from django.conf import settings; import config.settings.test as base; "
        f"base.DATABASES['default']['NAME'] = {str(database['NAME'])!r}; "
        f"base.ELASTICSEARCH_URL = {site_settings.ELASTICSEARCH_URL!r}; "
        f"base.ELASTICSEARCH_PREFIX = {site_settings.ELASTICSEARCH_PREFIX!r}; "
        "base.LANGUAGES = base.WAGTAIL_CONTENT_LANGUAGES = base.LANGUAGES[:1]; "
        f"base.VAR_DIR = __import__('pathlib').Path({str(site_settings.VAR_DIR)!r}); "
        "django.setup(); from search.elastic import rebuild; rebuild.BATCH = 10; rebuild.MARGIN = 5; "
    )
    return subprocess.Popen(
        [sys.executable, "-c", setup + code],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


SLOWLY = (
    "import time; from search.elastic import bulk; send = bulk.send; "
    "bulk.send = lambda *a: (time.sleep(.3), send(*a))[1]; rebuild.rebuild()"
)


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_that_is_killed_harms_nothing_and_the_next_one_clears_up(many: Elasticsearch) -> None:
    before = ours(many)
    killed = process(SLOWLY)
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
    rebuilding = process(SLOWLY)
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
