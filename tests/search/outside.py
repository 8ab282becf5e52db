"""The tests of the search on Elasticsearch: what was projected is there at once."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import override_settings
from elasticsearch import Elasticsearch as Client
from elasticsearch.helpers import bulk

from search.elastic import connection, indices
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.switching import SwitchingEngine
from search.models import EntryText, SearchEntry
from tests.elastic import remove_indices

NAMES = ("object_kind", "kind", "language", "access", "group_ids", "alone", "year", "published_at", "confirmed_on")


@contextmanager
def indices_for_all(url: str) -> Iterator[str]:
    prefix = f"tests-{uuid.uuid4().hex[:12]}"
    with override_settings(ELASTICSEARCH_URL=url, ELASTICSEARCH_PREFIX=prefix):
        client = connection.patient()
        made = indices.create(client, indices.new_stamp())
        indices.put_to_work(client, made)
        indices.swap(client, made)
    yield prefix
    remove_indices(client, prefix)


def always_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, delivered = ElasticsearchEngine.search, []

    def search(self: ElasticsearchEngine, *args: Any) -> Any:
        known = list(SearchEntry.objects.order_by("pk").values_list("pk", "version", "gone"))
        if known not in delivered:
            deliver(connection.patient())
            delivered[:] = [known]
        return asked(self, *args)

    def refuse(self: SwitchingEngine, *args: Any) -> None:
        raise AssertionError("Elasticsearch did not answer, see the log")

    monkeypatch.setattr(ElasticsearchEngine, "search", search)
    monkeypatch.setattr(SwitchingEngine, "_reserve", refuse)


def deliver(client: Client) -> None:
    """Everything, as it is now, and nothing else."""
    every = indices.alias("*")
    client.delete_by_query(index=every, query={"match_all": {}}, refresh=True, conflicts="proceed")
    entries = {e.pk: e for e in SearchEntry.objects.filter(gone=False).prefetch_related("facets")}
    bulk(client, [_action(entries[text.entry_id], text) for text in EntryText.objects.all()], refresh=True)
    SearchEntry.objects.update(withheld=False)


def _action(entry: SearchEntry, text: EntryText) -> dict[str, Any]:
    facets: dict[str, list[str]] = {}
    for facet in entry.facets.exclude(name="word"):
        facets.setdefault(facet.name, []).append(facet.value)
    return {
        "_index": indices.alias(text.audience, entry.language),
        "_id": str(entry.pk),
        **{name: getattr(text, name) for name in EntryText.COLUMNS},
        **{name: getattr(entry, name) for name in (*NAMES, "expires_at", "number")},
        "key": str(entry.key),
        "band": entry.band or None,
        "title_sort": entry.title,
        **facets,
    }
