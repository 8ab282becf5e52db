"""What changed is sent to a real server: in order, once, and never against what is newer."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from elasticsearch import Elasticsearch
from elasticsearch import exceptions as answers

from library.models import Sheet
from search import indexing
from search.elastic import bulk, documents, indices, outbox, state
from search.models import SearchEntry
from tests.search.elastic import entry_of, found, held, true
from tests.search.making import make_sheet, make_territories, make_theme, translate

pytestmark = [pytest.mark.service, pytest.mark.django_db]


@pytest.fixture
def server(elasticsearch_indices: Elasticsearch, site: None) -> Elasticsearch:
    """All that waits is sent."""
    outbox.send()
    return elasticsearch_indices


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch) -> None:
    monkeypatch.setattr(bulk, "FIRST_PAUSE", 0.01)


def test_a_published_sheet_stands_where_its_readers_look(server: Elasticsearch) -> None:
    public = entry_of(make_sheet("Fuite d’eau", body="<p>Une canalisation</p>"))
    closed = entry_of(make_sheet("Réserve", access="members", body="<p>Un secret</p>"))

    done = outbox.send()

    assert (done.sent, done.rejected, done.failed) == (2, 0, 0)
    assert not outbox.pending().exists()
    assert {public.pk, closed.pk} <= set(held(server, "public", "fr"))
    stem = closed.texts.get(audience="members").body.split()[-1]
    assert found(server, "body", stem, "members") == {closed.pk}
    assert found(server, "body", stem, "public") == set()
    assert true(server)


def test_facts_are_sent_with_the_words(server: Elasticsearch) -> None:
    theme = make_theme("water", fr="Eau")
    sheet = make_sheet("Fuite", themes=[theme], tags=["Réseau"], territory=make_territories(), year=2024)
    outbox.send()

    for field, value in {"theme": "water", "tag": "Réseau", "territory": "53", "year": 2024, "access": "public",
                         "kind": "experience", "number": sheet.work.pk, "alone": True}.items():  # fmt: skip
        assert entry_of(sheet).pk in found(server, field, value), field


def test_what_is_withdrawn_leaves_every_index(server: Elasticsearch) -> None:
    sheet = make_sheet("Fuite")
    entry = entry_of(sheet)
    outbox.send()
    Sheet.objects.filter(pk=sheet.pk).update(live=False)
    indexing.reconcile()
    assert SearchEntry.objects.get(pk=entry.pk).withheld

    outbox.send()

    assert entry.pk not in held(server, "public") | held(server, "members")
    entry.refresh_from_db()
    assert (entry.gone, entry.withheld, entry.indexed_in) == (True, False, [])


def test_what_is_closed_leaves_the_index_of_those_who_lost_it(server: Elasticsearch) -> None:
    sheet = make_sheet("Fuite")
    outbox.send()
    sheet.groups.add(Group.objects.create(name="Commission"))
    Sheet.objects.filter(pk=sheet.pk).update(access="groups")
    indexing.project("work", sheet.translation_key)
    outbox.send()

    pk = entry_of(sheet).pk
    assert pk not in held(server, "public")
    assert pk not in held(server, "members")
    assert pk in held(server, "groups")
    assert true(server)


def test_what_is_edited_while_it_is_sent_is_sent_again(server: Elasticsearch, monkeypatch) -> None:
    entry = entry_of(make_sheet("Fuite"))
    really = bulk.send

    def edited_meanwhile(*args):
        SearchEntry.objects.filter(pk=entry.pk).update(version=entry.version + 5, withheld=True)
        return really(*args)

    monkeypatch.setattr(bulk, "send", edited_meanwhile)
    outbox._send_some([entry], outbox.Sent())
    monkeypatch.setattr(bulk, "send", really)

    entry.refresh_from_db()
    assert entry.indexed_version < entry.version
    assert entry.withheld
    outbox.send()
    assert held(server)[entry.pk] == entry.version


def test_a_late_message_never_wins(server: Elasticsearch) -> None:
    entry = entry_of(make_sheet("Fuite"))
    late = list(documents.operations([entry], documents.audiences([entry]), outbox._target))
    SearchEntry.objects.filter(pk=entry.pk).update(version=entry.version + 1)
    outbox.send()

    outcome = bulk.send(server, late)

    assert outcome.well(entry.pk)
    assert held(server)[entry.pk] == entry.version + 1


def test_a_late_message_does_not_bring_back_what_is_gone(server: Elasticsearch) -> None:
    sheet = make_sheet("Fuite")
    entry = entry_of(sheet)
    outbox.send()
    late = list(documents.operations([entry], documents.audiences([entry]), outbox._target))
    Sheet.objects.filter(pk=sheet.pk).update(live=False)
    indexing.reconcile()
    outbox.send()

    bulk.send(server, late)

    assert entry.pk not in held(server)


def test_another_language_is_told_in_the_documents_of_the_first(server: Elasticsearch) -> None:
    sheet = make_sheet("Fuite")
    outbox.send()
    other = translate(sheet, "en", "Leak")
    outbox.send()

    assert not found(server, "alone", True) & {entry_of(sheet).pk, entry_of(other).pk}

    Sheet.objects.filter(pk=other.pk).update(live=False)
    indexing.reconcile()
    outbox.send()

    assert entry_of(sheet).pk in found(server, "alone", True)


def test_an_entry_that_the_index_refuses_does_not_block_the_others(server: Elasticsearch, monkeypatch) -> None:
    bad, good = entry_of(make_sheet("Refusée")), entry_of(make_sheet("Fuite"))
    outbox.send()
    really = documents._common

    def faulty(entries):
        made = really(entries)
        if bad.pk in made:
            made[bad.pk]["year"] = "no number"
        return made

    monkeypatch.setattr(documents, "_common", faulty)
    outbox.send_again(SearchEntry.objects.filter(pk__in=[bad.pk, good.pk]))
    done = outbox.send()

    assert done.rejected == 1
    assert good.pk in held(server)
    assert bad.pk not in held(server)
    assert f"entry {bad.pk}: document_parsing_exception" in state.current().error
    assert not outbox.pending().exists()


def test_an_index_that_takes_nothing_does_not_keep_back_the_others(server: Elasticsearch) -> None:
    french, english = entry_of(make_sheet("Fuite")), entry_of(make_sheet("Leak", "en"))
    closed = indices.alias("public", "fr")
    server.indices.put_settings(index=closed, settings={"index.blocks.write": True})

    done = outbox.send()
    assert done.failed == 1
    assert "blocked" in done.error
    assert list(outbox.pending().values_list("pk", flat=True)) == [french.pk]
    assert english.pk in held(server)

    server.indices.put_settings(index=closed, settings={"index.blocks.write": False})
    outbox.send()
    assert french.pk in held(server)


def test_a_busy_server_is_asked_again_and_less_and_less_often(server: Elasticsearch, monkeypatch) -> None:
    entry = entry_of(make_sheet("Fuite"))
    pauses: list[float] = []
    really, busy = Elasticsearch.bulk, iter([429, 503, 429])

    def sometimes(self, **options):
        if status := next(busy, 0):
            meta = type("Meta", (), {"status": status})()
            raise answers.ApiError("busy", meta, {"error": "es_rejected_execution_exception"})
        return really(self, **options)

    monkeypatch.setattr(Elasticsearch, "bulk", sometimes)
    monkeypatch.setattr(bulk, "FIRST_PAUSE", 1)
    operations = list(documents.operations([entry], documents.audiences([entry]), outbox._target))
    outcome = bulk.send(server, operations, sleep=pauses.append)

    assert outcome.well(entry.pk)
    assert entry.pk in held(server)
    for place, pause in enumerate(pauses):
        assert 2**place / 2 <= pause <= 2**place
    assert len(pauses) == 3


def test_what_only_some_of_a_request_were_refused_is_sent_again_alone() -> None:
    some = [documents.Operation(pk, b"%d" % pk) for pk in range(3)]
    busy = {"index": {"status": 429, "error": {"type": "es_rejected_execution_exception"}}}
    outcome = bulk.Outcome()

    again = bulk._judge(some, [{"index": {"status": 200}}, busy, {"index": {"status": 201}}], outcome, last=False)

    assert again == [some[1]]
    assert outcome == bulk.Outcome()


def test_requests_are_bounded_in_number_and_size(monkeypatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 3)
    monkeypatch.setattr(bulk, "MOST_BYTES", 10)
    small = [documents.Operation(pk, b"1") for pk in range(7)]
    large = [documents.Operation(9, b"x" * 30), documents.Operation(10, b"x")]

    assert [len(some) for some in bulk._requests([*small, *large])] == [3, 3, 1, 1, 1]


def test_a_request_that_is_too_large_is_halved(server: Elasticsearch, monkeypatch) -> None:
    entries = [entry_of(make_sheet(f"Fuite {place}")) for place in range(3)]
    really = Elasticsearch.bulk

    def narrow(self, operations, **options):
        if len(operations) > 1:
            raise answers.ApiError("large", type("Meta", (), {"status": 413})(), {"error": ""})
        return really(self, operations=operations, **options)

    monkeypatch.setattr(Elasticsearch, "bulk", narrow)
    assert outbox.send().sent == 3
    assert {entry.pk for entry in entries} <= set(held(server))


def test_old_tombstones_go_once_they_are_sent(server: Elasticsearch) -> None:
    day = 86_400_000_000
    young, old, unsent = (entry_of(make_sheet(title)) for title in ("Jeune", "Ancienne", "Non dite"))
    outbox.send()
    for entry in (young, old):
        Sheet.objects.filter(pk=entry.object_id).update(live=False)
    indexing.reconcile()
    outbox.send()
    SearchEntry.objects.filter(pk=old.pk).update(version=old.version - 2 * day, indexed_version=old.version)
    SearchEntry.objects.filter(pk=unsent.pk).update(gone=True, version=old.version - 2 * day, indexed_version=0)

    outbox._purge()

    kept = set(SearchEntry.objects.values_list("pk", flat=True))
    assert {young.pk, unsent.pk} <= kept
    assert old.pk not in kept


@pytest.mark.django_db(transaction=True)
def test_two_senders_are_one(server: Elasticsearch) -> None:
    make_sheet("Fuite")
    answered: list[outbox.Sent] = []

    def other() -> None:
        answered.append(outbox.send())
        connection.close()

    with outbox.only_one("search-outbox"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert answered[0].busy
    assert outbox.pending().exists()


def test_what_is_sent_costs_the_same_queries_whatever_their_number(
    server: Elasticsearch, django_assert_max_num_queries
) -> None:
    for place in range(12):
        make_sheet(f"Fuite {place}")

    with django_assert_max_num_queries(20):
        assert outbox.send().sent == 12
