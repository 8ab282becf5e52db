"""Several at a time: projections of one object, and changes while it is projected."""

import threading

import pytest
from django.db import connection, transaction

from library.models import Sheet
from search import indexing
from search.models import DirtyMark, EntryText, SearchEntry
from tests.search.making import save_sheet

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works) -> list[BaseException]:
    faults: list[BaseException] = []

    def run(work) -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_one_object_projected_by_several_at_once() -> None:
    sheets = [save_sheet(f"Titre {number}", body="<p>chaufferie</p>") for number in range(3)]
    SearchEntry.objects.all().delete()

    def project() -> None:
        for sheet in sheets:
            indexing.project("work", sheet.translation_key)

    assert together(*[project] * 4) == []

    assert SearchEntry.objects.count() == 3
    assert EntryText.objects.count() == 6


def test_a_change_during_a_projection_is_projected_too(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = save_sheet("Avant")
    real, changed = indexing.documents, threading.Event()

    def slow(kind, keys):
        found = real(kind, keys)
        if not changed.is_set():
            changed.set()
            with transaction.atomic():  # what another editor commits in between leaves a mark of its own
                Sheet.objects.filter(pk=sheet.pk).update(title="Après")
                DirtyMark.objects.create(object_kind="work", key=sheet.translation_key)
        return found

    monkeypatch.setattr(indexing, "documents", slow)
    DirtyMark.objects.create(object_kind="work", key=sheet.translation_key)
    indexing.drain()
    assert DirtyMark.objects.count() == 1

    indexing.drain()

    assert SearchEntry.objects.get().title == "Après"
    assert not DirtyMark.objects.exists()


def test_many_publications_at_once_are_all_found() -> None:
    def publish(name: str) -> None:
        for number in range(5):
            save_sheet(f"{name} {number}")

    assert together(*[lambda name=name: publish(name) for name in ("Un", "Deux", "Trois")]) == []

    indexing.drain()
    assert SearchEntry.objects.count() == 15
    assert not DirtyMark.objects.exists()
