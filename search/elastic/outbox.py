"""Sends what changed: entries whose `version` is above their `indexed_version`, in the order of their changes.

An edit never waits for this. One process sends at a time; should two do it all the same, versions keep it right.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet

from home.locks import only_one
from search import versions
from search.models import Audience, SearchEntry

from . import bulk, documents, indices, state
from .connection import patient
from .indices import alias

logger = logging.getLogger(__name__)

BATCH = 1_000
ENOUGH_IN_VAIN = 3  # batches of which nothing was taken: the rest can wait too
TOMBSTONES_STAY = timedelta(days=1)


class IncompleteError(Exception):
    """Indices are missing, or of another shape: only a rebuild helps."""

    def __init__(self) -> None:
        super().__init__("indices are missing, or of another shape: they are to be rebuilt")


@dataclass
class Sent:
    sent: int = 0
    rejected: int = 0
    failed: int = 0
    busy: bool = False  # another process is at it
    error: str = ""


def pending() -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(version__gt=F("indexed_version"))


def send() -> Sent:
    """Send all that waits. Raises where the server does not answer; what was not sent then waits on."""
    with only_one("search-outbox") as ours:
        if not ours:
            return Sent(busy=True)
        if not indices.complete(indices.standing(patient())):
            raise IncompleteError
        done = _send_all()
        if done.sent or done.rejected:
            _purge()
        if done.failed:
            state.note_failure(done.error)
        elif done.sent or done.rejected:
            state.note_sent()
        return done


def _send_all() -> Sent:
    done, in_vain = Sent(), 0
    version, pk = 0, 0
    left = pending().count()  # and not what is edited meanwhile, without end
    # Past what fails: an index that takes nothing does not keep back what is for the others.
    while left > 0 and in_vain < ENOUGH_IN_VAIN and (entries := list(_after(version, pk)[:BATCH])):
        left -= len(entries)
        version, pk = entries[-1].version, entries[-1].pk
        sent = _send_some(entries, done)
        in_vain = 0 if sent else in_vain + 1
    return done


def _after(version: int, pk: int) -> QuerySet[SearchEntry]:
    later = Q(version__gt=version) | Q(version=version, pk__gt=pk)
    return pending().filter(later).defer("summary", "digest").order_by("version", "pk")


def _send_some(entries: list[SearchEntry], done: Sent) -> int:
    standing = documents.audiences(entries)
    _announce(entries, standing)
    outcome = bulk.send(patient(), documents.operations(entries, standing, _target))
    rejected = [entry for entry in entries if entry.pk in outcome.rejected]
    if rejected:
        standing = _leave_out(rejected, standing, outcome)
    well = [entry for entry in entries if entry.pk not in outcome.failed]
    if any(entry.withheld for entry in well):  # readers are spared it until searches no longer see it
        patient().indices.refresh(index=",".join(alias(audience) for audience in Audience.values))
    _note(well, standing)
    done.sent += len(well) - len(rejected)
    done.rejected += len(rejected)
    done.failed += len(outcome.failed)
    done.error = done.error or next(iter(outcome.failed.values()), "")
    return len(well)


def _target(language: str, audience: str) -> str:
    return alias(audience, language)


def _announce(entries: list[SearchEntry], standing: dict[int, set[str]]) -> None:
    """Before it is sent: where an entry may stand from now on, however this ends."""
    for entry in entries:
        entry.indexed_in = sorted({*entry.indexed_in, *standing.get(entry.pk, ())})
    for audiences, keys in _by_audiences((entry.pk, entry.indexed_in) for entry in entries).items():
        SearchEntry.objects.filter(pk__in=keys).exclude(indexed_in=list(audiences)).update(indexed_in=list(audiences))


def _leave_out(
    rejected: list[SearchEntry], standing: dict[int, set[str]], outcome: bulk.Outcome
) -> dict[int, set[str]]:
    """What the index refuses does not block the rest; what it had of it before goes: it may say too much by now."""
    for entry in rejected:
        error = outcome.rejected[entry.pk]
        logger.error("Elasticsearch refuses entry %s (%s %s): %s", entry.pk, entry.object_kind, entry.key, error)
        state.note_failure(f"entry {entry.pk}: {error}")
    gone = [operation for entry in rejected for operation in documents.removals(entry, _target)]
    removed = bulk.send(patient(), gone)
    outcome.failed |= removed.failed
    return {pk: audiences for pk, audiences in standing.items() if pk not in outcome.rejected}


def _note(sent: list[SearchEntry], standing: dict[int, set[str]]) -> None:
    """Only where the entry is still the one that was sent: what was edited meanwhile is to be sent again."""
    if not sent:
        return
    keys = ", ".join(["%s"] * len(sent))
    pairs = ", ".join(["(%s, %s)"] * len(sent))
    values = [entry.pk for entry in sent] + [value for entry in sent for value in (entry.pk, entry.version)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_searchentry SET indexed_version = version, withheld = %s "
            f"WHERE id IN ({keys}) AND (id, version) IN (VALUES {pairs})",
            [False, *values],
        )
    less = [
        (entry.pk, sorted(now)) for entry in sent if set(entry.indexed_in) != (now := standing.get(entry.pk, set()))
    ]
    for audiences, some in _by_audiences(less).items():
        noted = SearchEntry.objects.filter(pk__in=some, indexed_version=F("version"))
        noted.update(indexed_in=list(audiences))


def _by_audiences(pairs: Iterable[tuple[int, list[str]]]) -> dict[tuple[str, ...], list[int]]:
    grouped: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, audiences in pairs:
        grouped[tuple(audiences)].append(pk)
    return grouped


def send_again(entries: QuerySet[SearchEntry]) -> int:
    """As if nothing were known of where these stand outside."""
    return entries.update(indexed_version=0, indexed_in=sorted(Audience.values))


def _purge() -> None:
    """Tombstones that are sent and old: a rebuild under way needs the young ones."""
    old = versions.before(versions.now(), TOMBSTONES_STAY.total_seconds())
    SearchEntry.objects.filter(gone=True, version__lt=old, indexed_version__gte=F("version")).delete()
