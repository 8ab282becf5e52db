"""Compares what the indices hold with the entries, by identifiers and versions, and repairs what differs."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from elasticsearch import Elasticsearch

from search import versions
from search.models import Audience, EntryText, IndexState, SearchEntry

from . import indices, outbox, state
from .connection import patient

PAGE = 5_000
DEAD = timedelta(minutes=2)
KEPT = "1m"  # for how long the server keeps what we read between two pages


@dataclass
class Difference:
    """What one index lacks, has of an earlier or wrong version, and has too much: entries, with the version there."""

    missing: dict[str, int] = field(default_factory=dict)
    stale: dict[str, int] = field(default_factory=dict)
    surplus: dict[str, int] = field(default_factory=dict)


@dataclass
class Drift:
    missing: int = 0
    stale: int = 0
    surplus: int = 0
    repaired: int = 0
    incomplete: bool = False  # an index is not there, or of another shape: only a rebuild helps
    by_index: dict[str, dict[str, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.surplus or self.incomplete)


def compare(repair: bool = True) -> Drift:
    """What waits to be sent is no drift. The result is kept for staff."""
    client, drift = patient(), Drift()
    indices.remove_left(client, living=living_build())
    if not indices.complete(indices.standing(client)):
        drift.incomplete = True
    else:
        for language, audience in indices.pairs():
            name = indices.alias(audience, language)
            difference = _of_index(client, name, language, audience)
            counts = {kind: len(getattr(difference, kind)) for kind in ("missing", "stale", "surplus")}
            if any(counts.values()):
                drift.by_index[name] = counts
                drift.missing += counts["missing"]
                drift.stale += counts["stale"]
                drift.surplus += counts["surplus"]
                if repair:
                    drift.repaired += _repair(client, name, difference)
    if drift.repaired:
        outbox.send()
    state.current()
    told = {"at": timezone.now().isoformat(), **asdict(drift)}
    IndexState.objects.filter(pk=1).update(drift=told)
    return drift


def living_build() -> str:
    """The stamp of the rebuild under way. One that has long given no sign of life has ended badly: it is forgotten."""
    known = state.current()
    if known.build and (known.build_beat is None or timezone.now() - known.build_beat > DEAD):
        IndexState.objects.filter(pk=1, build=known.build).update(build="", build_beat=None)
        return ""
    return known.build


def _of_index(client: Elasticsearch, name: str, language: str, audience: str) -> Difference:
    expected = _expected(language, audience)
    client.indices.refresh(index=name)
    difference = Difference()
    for key, version in _held(client, name):
        wanted = expected.pop(key, None)
        if wanted is None:
            difference.surplus[key] = version
        elif wanted != version:
            difference.stale[key] = version
    difference.missing = dict.fromkeys(expected, 0)
    return _confirmed(difference, language, audience)


def _expected(language: str, audience: str, among: list[int] | None = None) -> dict[str, int]:
    texts = EntryText.objects.filter(audience=audience, entry__language=language, entry__gone=False)
    if among is not None:
        texts = texts.filter(entry__in=among)
    return {str(pk): version for pk, version in texts.values_list("entry_id", "entry__version")}


def _held(client: Elasticsearch, name: str) -> Iterator[tuple[str, int]]:
    point = client.open_point_in_time(index=name, keep_alive=KEPT)["id"]
    try:
        after: dict[str, Any] = {}
        while True:
            answer = client.search(
                pit={"id": point, "keep_alive": KEPT},
                size=PAGE,
                sort=[{"_shard_doc": "asc"}],
                version=True,
                source=False,
                track_total_hits=False,
                **after,
            )
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield hit["_id"], hit["_version"]
            if len(hits) < PAGE:
                return
            after = {"search_after": hits[-1]["sort"]}
    finally:
        client.close_point_in_time(id=point)


def _confirmed(difference: Difference, language: str, audience: str) -> Difference:
    """Without what changed while we read: that is about to be sent, or was sent after we looked."""
    suspects = [int(key) for key in {**difference.missing, **difference.stale, **difference.surplus} if _is_key(key)]
    now: dict[str, int] = {}
    waiting: set[str] = set()
    for start in range(0, len(suspects), 1_000):
        some = suspects[start : start + 1_000]
        now |= _expected(language, audience, some)
        waiting |= {str(pk) for pk in outbox.pending().filter(pk__in=some).values_list("pk", flat=True)}
    return Difference(
        {key: 0 for key in difference.missing if key in now and key not in waiting},
        {key: there for key, there in difference.stale.items() if now.get(key, there) != there and key not in waiting},
        {key: there for key, there in difference.surplus.items() if key not in now and key not in waiting},
    )


def _is_key(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 19


def _repair(client: Elasticsearch, name: str, difference: Difference) -> int:
    """Entries are sent again, under a version above whatever stands there. What no entry knows is deleted."""
    wrong = {**difference.missing, **difference.stale, **difference.surplus}
    keys = [int(key) for key in wrong if _is_key(key)]
    known: set[str] = set()
    for start in range(0, len(keys), 1_000):
        entries = SearchEntry.objects.filter(pk__in=keys[start : start + 1_000])
        known |= {str(pk) for pk in entries.values_list("pk", flat=True)}
        least = max(versions.now(), max(wrong.values()) + 1)
        entries.update(version=Greatest(F("version") + 1, Value(least)), indexed_in=sorted(Audience.values))
    unknown = [key for key in difference.surplus if key not in known]
    for start in range(0, len(unknown), 1_000):
        lines = [{"delete": {"_index": name, "_id": key}} for key in unknown[start : start + 1_000]]
        client.bulk(operations=lines)
    return len(wrong)
