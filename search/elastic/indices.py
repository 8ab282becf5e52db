"""The indices: one for each language and audience, behind aliases that a rebuild moves all at once.

``<prefix>-<language>-<audience>`` leads to one, ``<prefix>-<audience>`` to those of all languages. Words arrive as
stems (search.terms), so that every language has the same mapping and a new one needs nothing here.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from elasticsearch import Elasticsearch
from elasticsearch_dsl import Boolean, Date, Integer, Keyword, Long, Mapping, Text

from search.models import Audience, EntryText

# BM25 without the statistics of the index: these would count the texts of others, and texts that were deleted. How
# rare a word is comes with the question (search.engines.elastic_query), and how long a text mostly is from here.
WORDS = {"title": 8, "summary": 25, "labels": 20, "body": 250, "files": 1_000}
LENGTH_COUNTS = {"title": 0.3, "labels": 0.3}  # where it says little about what a text is about; else .75
SCORE = "return query.boost * 2.2 * doc.freq / (doc.freq + 1.2 * ({} + {} * doc.length / {}));"


def _similarity(name: str) -> dict[str, Any]:
    counts = LENGTH_COUNTS.get(name, 0.75)
    return {"type": "scripted", "script": {"source": SCORE.format(1 - counts, counts, WORDS[name])}}


SETTINGS = {"number_of_shards": 1, "similarity": {name: _similarity(name) for name in WORDS}}
AT_WORK = {"refresh_interval": "1s", "auto_expand_replicas": "0-1"}
WHILE_BUILT = {"refresh_interval": "-1", "auto_expand_replicas": "false", "number_of_replicas": 0}


def mapping() -> Mapping:
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_source", enabled=False)  # what is shown is read from the database
    for name in EntryText.COLUMNS:
        made.field(name, Text(analyzer="whitespace", similarity=name))
    for name in ("key", "object_kind", "kind", "language", "access", "theme", "territory", "tag", "band"):
        made.field(name, Keyword())
    made.field("group_ids", Long())
    made.field("alone", Boolean())
    made.field("number", Long())
    made.field("year", Integer())
    for name in ("published_at", "confirmed_on", "expires_at"):
        made.field(name, Date())
    made.field("title_sort", Keyword(index=False))
    return made


def shape() -> str:
    """Changes with the definition: indices of another shape are to be built anew."""
    definition = [mapping().to_dict(), SETTINGS]
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:16]


# Names


def pairs() -> Iterator[tuple[str, str]]:
    """Every language with every audience."""
    return ((language, audience) for language, _name in settings.LANGUAGES for audience in Audience.values)


def alias(audience: str, language: str = "") -> str:
    """What is asked and written to; without a language, all of them together (to ask only)."""
    return "-".join(filter(None, (settings.ELASTICSEARCH_PREFIX, language.lower(), audience)))


def aliases() -> set[str]:
    return {alias(audience) for audience in Audience.values} | {alias(audience, code) for code, audience in pairs()}


def building(index: str) -> str:
    """The alias by which a new index is filled: writing to one that is gone fails, its own name would make it anew."""
    return f"{index}-building"


def new_stamp() -> str:
    return f"{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(3)}"


# What the server has


@dataclass
class Standing:
    """One of our indices as it stands there."""

    name: str
    meta: dict[str, str]
    aliases: set[str] = field(default_factory=set)

    @property
    def stamp(self) -> str:
        return self.meta.get("stamp", "")


def standing(client: Elasticsearch) -> list[Standing]:
    """All that is ours, and what stands under a name that our aliases need. Never what another site has."""
    answer = client.indices.get(
        index=f"{settings.ELASTICSEARCH_PREFIX}-*", expand_wildcards="all", filter_path="*.aliases,*.mappings._meta"
    )
    found = []
    for name, told in answer.items():
        meta = told.get("mappings", {}).get("_meta", {})
        if name in aliases() or meta.get("prefix") == settings.ELASTICSEARCH_PREFIX:
            found.append(Standing(name, meta, set(told.get("aliases", ()))))
    return found


def complete(found: list[Standing]) -> bool:
    """Whether every alias leads where it should, to indices of today's shape."""
    behind: dict[str, list[Standing]] = {}
    for index in found:
        for name in index.aliases:
            behind.setdefault(name, []).append(index)
    for language, audience in pairs():
        holders = behind.get(alias(audience, language), [])
        if len(holders) != 1 or holders[0].meta.get("shape") != shape():
            return False
        if holders[0] not in behind.get(alias(audience), []):
            return False
    return True


# Making and moving


def names(stamp: str) -> dict[tuple[str, str], str]:
    """Of the indices of one build, by language and audience."""
    return {(language, audience): f"{alias(audience, language)}-{stamp}" for language, audience in pairs()}


def create(client: Elasticsearch, stamp: str) -> dict[tuple[str, str], str]:
    """Empty indices, quick to fill and not yet asked."""
    definition: dict[str, Any] = mapping().to_dict()

    def one(pair: tuple[str, str], name: str) -> None:
        language, audience = pair
        meta = {
            "prefix": settings.ELASTICSEARCH_PREFIX,
            "language": language,
            "audience": audience,
            "stamp": stamp,
            "shape": shape(),
        }
        client.indices.create(
            index=name,
            mappings={**definition, "_meta": meta},
            settings={"index": {**SETTINGS, **WHILE_BUILT}},
            aliases={building(name): {}},
        )

    made = names(stamp)
    with ThreadPoolExecutor(12) as pool:  # the server makes those that it is asked for at once in one step
        list(pool.map(one, made.keys(), made.values()))
    return made


def put_to_work(client: Elasticsearch, made: dict[tuple[str, str], str]) -> None:
    """Make what was filled visible, safe and fresh, before it is asked."""
    names = list(made.values())
    client.indices.put_settings(index=names, settings={"index": AT_WORK})
    client.indices.refresh(index=names)


def swap(client: Elasticsearch, made: dict[tuple[str, str], str]) -> list[str]:
    """Let every alias lead to the new indices, in one step. Answers the names of the old ones."""
    old = [index for index in standing(client) if index.name not in made.values()]
    actions: list[dict[str, Any]] = []
    for index in old:
        if index.meta.get("prefix") != settings.ELASTICSEARCH_PREFIX:
            actions.append({"remove_index": {"index": index.name}})  # it bears the name of an alias
        actions += [{"remove": {"index": index.name, "alias": name}} for name in sorted(index.aliases)]
    for (language, audience), name in made.items():
        actions += [{"add": {"index": name, "alias": alias(audience, language)}}]
        actions += [{"add": {"index": name, "alias": alias(audience)}}]
        actions += [{"remove": {"index": name, "alias": building(name)}}]
    client.indices.update_aliases(actions=actions)
    return [index.name for index in old if index.meta.get("prefix") == settings.ELASTICSEARCH_PREFIX]


def remove(client: Elasticsearch, names: list[str]) -> None:
    for name in names:
        client.options(ignore_status=404).indices.delete(index=name)


def remove_left(client: Elasticsearch, living: str = "") -> list[str]:
    """Delete what rebuilds that ended badly left behind: ours, behind no alias, of no build that lives."""
    ours = [index for index in standing(client) if index.stamp and index.stamp != living]
    left = [index.name for index in ours if not index.aliases & aliases()]
    remove(client, left)
    return left
