"""What the tests of the index ask of a real server."""

from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch

from search.elastic import indices
from search.models import SearchEntry


def build(client: Elasticsearch) -> dict[tuple[str, str], str]:
    """Empty indices, at work."""
    made = indices.create(client, indices.new_stamp())
    indices.put_to_work(client, made)
    indices.swap(client, made)
    return made


def held(client: Elasticsearch, audience: str = "public", language: str = "") -> dict[int, int]:
    """Entries that stand in an index, with the version there."""
    name = indices.alias(audience, language)
    client.indices.refresh(index=name)
    hits = client.search(index=name, size=1_000, version=True)["hits"]["hits"]
    return {int(hit["_id"]): hit["_version"] for hit in hits}


def found(client: Elasticsearch, field: str, word: str, audience: str = "public") -> set[int]:
    client.indices.refresh(index=indices.alias(audience))
    hits = client.search(index=indices.alias(audience), query={"match": {field: word}}, size=1_000)["hits"]["hits"]
    return {int(hit["_id"]) for hit in hits}


def entry_of(thing: Any) -> SearchEntry:
    """Of a sheet, in its own language."""
    return SearchEntry.objects.get(object_kind="work", object_id=thing.pk, language=thing.locale.language_code)


def ours(client: Elasticsearch) -> set[str]:
    """Every index under our prefix, hidden ones too."""
    return set(client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*", expand_wildcards="all"))


def true(client: Elasticsearch) -> bool:
    """Whether each index holds what the entries say, at their versions, and nothing else."""
    for language, audience in indices.pairs():
        entries = SearchEntry.objects.filter(language=language, gone=False, texts__audience=audience)
        if held(client, audience, language) != dict(entries.values_list("pk", "version")):
            return False
    return True
