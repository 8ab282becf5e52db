"""Makes all indices anew beside the old ones, which are asked and kept true until the new ones take their place.

What is edited meanwhile is not lost: passes over what changed since the pass before, until little is left; after the
swap, what changed since the last pass is sent again; and at the end index and entries are compared. It may be killed
at any moment: the aliases lead to the old indices then, and the next rebuild takes away what was left.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils import timezone
from elasticsearch import Elasticsearch

from home.locks import only_one
from search import versions
from search.models import Audience, IndexState, SearchEntry

from . import bulk, documents, drift, indices, outbox, state
from .connection import patient

logger = logging.getLogger(__name__)

BATCH = 1_000
MARGIN = 120  # seconds that clocks may differ, and that a transaction may take from its version to its end
FEW = 200  # changes that are left to the time after the swap
MOST_PASSES = 10
BEAT = 2  # seconds between two signs of life


class UnderWayError(Exception):
    """Another process is rebuilding."""

    def __init__(self, since: datetime | None) -> None:
        super().__init__("a rebuild is under way already")
        self.since = since


class SupersededError(Exception):
    """Another process took us for dead and rebuilds."""


@dataclass
class Build:
    client: Elasticsearch
    stamp: str
    made: dict[tuple[str, str], str] = field(default_factory=dict)
    sends_on: bool = False  # to the indices that are asked meanwhile
    beaten: float = 0.0

    def target(self, language: str, audience: str) -> str:
        return indices.building(self.made[language, audience])

    def beat(self) -> None:
        if time.monotonic() - self.beaten < BEAT:
            return
        self.beaten = time.monotonic()
        if not IndexState.objects.filter(pk=1, build=self.stamp).update(build_beat=timezone.now()):
            raise SupersededError


def rebuild() -> int:
    """Returns how many entries there are."""
    with only_one("search-rebuild") as ours:
        if not ours:
            raise UnderWayError(state.current().build_beat)
        build = Build(patient(), indices.new_stamp())
        state.current()
        IndexState.objects.filter(pk=1).update(build=build.stamp, build_beat=timezone.now())
        try:
            number = _rebuild(build)
        except BaseException:
            _give_up(build)
            raise
        IndexState.objects.filter(pk=1, build=build.stamp).update(
            build="", build_beat=None, rebuilt_at=timezone.now(), failures=0, error=""
        )
    outbox.send()
    drift.compare(repair=True)
    return number


def _give_up(build: Build) -> None:
    try:
        indices.remove(build.client, list(build.made.values()))
    except Exception:  # then the next rebuild, or the next comparison, takes them away
        logger.warning("the indices of an unfinished rebuild could not be removed")
    IndexState.objects.filter(pk=1, build=build.stamp).update(build="", build_beat=None)


def _rebuild(build: Build) -> int:
    found = indices.standing(build.client)
    build.sends_on = indices.complete(found)
    indices.remove_left(build.client, living=build.stamp)
    build.made = indices.names(build.stamp)
    indices.create(build.client, build.stamp)
    begun = versions.now()
    number = _pass(build, SearchEntry.objects.filter(gone=False), set())
    for _turn in range(MOST_PASSES):
        since, begun = begun, versions.now()
        _pass(build, _changed(since), set(Audience.values))
        if SearchEntry.objects.filter(version__gt=begun).count() <= FEW:
            break
    build.beaten = 0.0
    build.beat()
    indices.put_to_work(build.client, build.made)
    old = indices.swap(build.client, build.made)
    outbox.send_again(_changed(begun))
    indices.remove(build.client, old)
    return number


def _changed(since: int) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(version__gt=versions.before(since, MARGIN))


def _pass(build: Build, entries: QuerySet[SearchEntry], elsewhere: set[str]) -> int:
    """Send these to the new indices. `elsewhere`: where they may stand there already."""
    last = number = 0
    end = entries.aggregate(end=Max("pk"))["end"] or 0  # what is published meanwhile is for the next pass
    ordered = entries.filter(pk__lte=end).defer("summary", "digest").order_by("pk")
    while some := list(ordered.filter(pk__gt=last)[:BATCH]):
        last = some[-1].pk
        number += len(some)
        if build.sends_on:
            outbox.send()  # the old indices are asked meanwhile
        for entry in some:
            entry.indexed_in = sorted(elsewhere)
        standing = documents.audiences(some)
        found = documents.operations(some, standing, build.target, versioned=False)
        outcome = bulk.send(build.client, found, build.beat)
        for pk, error in outcome.rejected.items():
            logger.error("Elasticsearch refuses entry %s: %s", pk, error)
        if outcome.failed:
            raise RuntimeError(f"the new index takes no more: {next(iter(outcome.failed.values()))}")
    return number
