"""Keeps the search true: a change marks, a mark is projected from the database, a reconciler finds what was missed."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet
from wagtail.models import Page

from library.models import Sheet, Work
from networks.models import LocalAuthority

from . import members, rows
from .elastic import used
from .engines import get_engine
from .engines.database import rebuild as rebuild_texts
from .models import DirtyMark, ObjectKind, SearchEntry, SearchTerm
from .projection import documents

logger = logging.getLogger(__name__)

BATCH = 100
AT_ONCE = 500  # at most these are projected in the request that marks them: some seconds; more are left to the timer
Target = tuple[str, UUID]
_collected: ContextVar[set[Target] | None] = ContextVar("collected", default=None)


# Marking


def mark(object_kind: str, *keys: UUID) -> None:
    """Note, in the transaction of the change, that these objects are to be projected, and do it once it is committed.

    A projection that fails then leaves the mark for `drain`, and the edit as it is.
    """
    targets = {(str(object_kind), key) for key in keys}
    collected = _collected.get()
    if collected is not None:
        collected |= targets
    elif targets:
        _write_marks(targets)


def _write_marks(targets: set[Target]) -> None:
    DirtyMark.objects.bulk_create(
        [DirtyMark(object_kind=kind, key=key) for kind, key in sorted(targets)], batch_size=500
    )
    if len(targets) <= AT_ONCE:
        transaction.on_commit(lambda: _drain(targets), robust=True)


@contextmanager
def deferred() -> Iterator[None]:
    """Only collect marks, and write them at the end: for imports. To be used inside the import's transaction."""
    if _collected.get() is not None:
        yield
        return
    collected: set[Target] = set()
    token = _collected.set(collected)
    try:
        yield
    finally:
        _collected.reset(token)
        if collected and not connection.needs_rollback:
            _write_marks(collected)


# Projecting


def project(object_kind: str, key: UUID) -> int:
    """Make the entries of one object what the database says now. Returns how many rows were written or removed."""
    return _project_many(object_kind, [key])


def drain() -> int:
    """Project all that is marked. What fails stays marked and is logged, and stops nothing else."""
    return _drain(set(DirtyMark.objects.values_list("object_kind", "key")))


def _drain(targets: Iterable[Target]) -> int:
    changed = 0
    by_kind: dict[str, list[UUID]] = {}
    for kind, key in sorted(targets):
        by_kind.setdefault(kind, []).append(key)
    for kind, keys in by_kind.items():
        for some in _batches(keys):
            try:
                changed += _project_marked(kind, some)
            except Exception:
                changed += sum(_project_or_log(kind, key) for key in some)
    return changed


def _project_or_log(kind: str, key: UUID) -> int:
    try:
        return _project_marked(kind, [key])
    except Exception as error:
        logger.exception("could not project %s %s", kind, key)
        DirtyMark.objects.filter(object_kind=kind, key=key).update(error=f"{type(error).__name__}: {error}"[:200])
        return 0


@transaction.atomic
def _project_marked(kind: str, keys: list[UUID]) -> int:
    # A mark that is committed while we project stays: it is not among these.
    marks = list(DirtyMark.objects.filter(object_kind=kind, key__in=keys).values_list("pk", "key"))
    if not marks:
        return 0
    changed = _project_many(kind, {key for _pk, key in marks})
    DirtyMark.objects.filter(pk__in=[pk for pk, _key in marks]).delete()
    return changed


@transaction.atomic
def _project_many(kind: str, keys: Iterable[UUID], force: bool = False) -> int:
    keys = list(keys)
    _lock(kind, keys)
    found = documents(kind, keys)
    known = {(e.key, e.language): e for e in SearchEntry.objects.filter(object_kind=kind, key__in=keys)}
    changed = []
    for document in chain.from_iterable(found.values()):
        entry = known.pop((document.key, document.language), None)
        if entry is None or force or entry.digest != document.digest:
            changed.append((document, entry))
    rows.write(changed)
    return len(changed) + rows.remove(known.values())


def _lock(kind: str, keys: list[UUID]) -> None:
    """Two projections of one object run one after the other, so that the later has the last word (PostgreSQL)."""
    if kind == ObjectKind.AUTHORITY:
        found = LocalAuthority.objects.filter(pk__in=[key.int for key in keys])
    else:
        found = (Work if kind == ObjectKind.WORK else Page).objects.filter(translation_key__in=keys)
    list(found.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


# Comparing


@dataclass
class Drift:
    missing: int = 0
    stale: int = 0
    surplus: int = 0
    repaired: int = 0


def reconcile(repair: bool = True) -> Drift:
    """Compare all that is published with what the search has of it: what no signal told is found here."""
    drift = Drift()
    if repair and not used():
        SearchEntry.objects.filter(gone=True).delete()
    for kind in ObjectKind.values:
        for keys in _batches(_all_keys(kind)):
            digests = {
                (entry_key, language): digest
                for entry_key, language, digest in _standing()
                .filter(object_kind=kind, key__in=keys)
                .values_list("key", "language", "digest")
            }
            wrong = set()
            for document in chain.from_iterable(documents(kind, keys).values()):
                digest = digests.pop((document.key, document.language), None)
                drift.missing += digest is None
                drift.stale += digest is not None and digest != document.digest
                if digest != document.digest:
                    wrong.add(document.key)
            drift.surplus += len(digests)
            wrong |= {key for key, _language in digests}
            if repair and wrong:
                drift.repaired += _project_many(kind, wrong)
    return drift


def rebuild() -> int:
    """Project everything anew. The search is never empty meanwhile. Returns how many entries there are."""
    SearchTerm.objects.all().delete()
    for kind in ObjectKind.values:
        for keys in _batches(_all_keys(kind)):
            _project_many(kind, keys, force=True)
    rebuild_texts()
    return _standing().count()


def status() -> dict[str, Any]:
    """What is waiting and what is there."""
    marks = DirtyMark.objects.aggregate(pending=Count("pk"), oldest=Min("marked_at"), failed=Count("pk", ~Q(error="")))
    return {"engine": get_engine().name, "entries": _standing().count(), **marks}


def _standing() -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(gone=False)


def _all_keys(kind: str) -> list[UUID]:
    live: Iterable[UUID] = []
    if kind == ObjectKind.WORK:
        live = Sheet.objects.published().values_list("work__translation_key", flat=True)
    elif kind == ObjectKind.PAGE:
        live = Page.objects.live().filter(alias_of=None).values_list("translation_key", flat=True)
    else:
        live = members.keys()
    return sorted({*live, *_standing().filter(object_kind=kind).values_list("key", flat=True)})


def _batches(keys: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
