"""How the search in Elasticsearch is doing, for the command, the staff's report and /readyz."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from config.settings.urls import elasticsearch_from_urls
from search import versions
from search.engines import breaker

from . import indices, outbox, state
from .connection import client

LATE = timedelta(minutes=2)  # what waits for longer says that something is wrong


@dataclass
class Status:
    nodes: list[str]
    version: str  # of the server; empty where it does not answer
    error: str  # why it does not, or what failed last
    complete: bool  # all indices are there, behind their aliases
    pending: int
    oldest: datetime | None  # of what waits to be sent
    withheld: int
    drift: dict[str, Any]
    rebuilt_at: datetime | None
    rebuilding: datetime | None  # the last sign of life of a rebuild under way
    sent_at: datetime | None
    failures: int
    breaker: breaker.State  # whether readers are answered by the database for now

    @property
    def lag(self) -> timedelta:
        return timezone.now() - self.oldest if self.oldest else timedelta(0)

    @property
    def compared_at(self) -> datetime | None:
        return datetime.fromisoformat(self.drift["at"]) if self.drift.get("at") else None

    @property
    def drifted(self) -> int:
        return sum(self.drift.get(kind, 0) for kind in ("missing", "stale", "surplus"))

    def lines(self) -> list[str]:
        """For the command."""
        waiting = f"{self.pending} to send, for {int(self.lag.total_seconds())} s, {self.withheld} of them withheld"
        found = ", ".join(f"{kind} {self.drift.get(kind, 0)}" for kind in ("missing", "stale", "surplus"))
        return [
            f"elasticsearch: {self.version or 'does not answer'} ({', '.join(self.nodes)})",
            f"indices: {'complete' if self.complete else 'not all there, or of another shape'}",
            f"lag: {waiting}; last empty {self.sent_at}",
            f"drift: {found}; compared {self.drift.get('at')}",
            *(f"drift of {name}: {counts}" for name, counts in self.drift.get("by_index", {}).items()),
            f"breaker: {'open' if self.breaker.open else 'closed'} {self.breaker.error}".rstrip(),
            f"last rebuild: {self.rebuilt_at}" + (f"; under way, seen {self.rebuilding}" if self.rebuilding else ""),
            f"failures in a row: {self.failures} {self.error}".rstrip(),
        ]

    @property
    def ok(self) -> bool:
        return bool(self.version and self.complete and self.lag < LATE and not self.drifted)


def status() -> Status:
    """Asks the server, shortly."""
    known, version, complete, error = state.current(), "", False, ""
    try:
        version = str(client().info()["version"]["number"])
        complete = indices.complete(indices.standing(client()))
    except Exception as failure:  # whatever it is, it is what staff want to know
        error = f"{type(failure).__name__}: {failure}"[:300]
    waiting = outbox.pending().aggregate(oldest=Min("version"))
    return Status(
        nodes=elasticsearch_from_urls(settings.ELASTICSEARCH_URL)["hosts"],
        version=version,
        error=error or (known.error if known.failures else ""),
        complete=complete,
        pending=outbox.pending().count(),
        oldest=_moment(waiting["oldest"]),
        withheld=outbox.pending().filter(withheld=True).count(),
        drift=known.drift,
        rebuilt_at=known.rebuilt_at,
        rebuilding=known.build_beat if known.build else None,
        sent_at=known.sent_at,
        failures=known.failures,
        breaker=breaker.state(),
    )


def _moment(version: int | None) -> datetime | None:
    if version is None:
        return None
    return datetime.fromtimestamp(min(version / versions.SECOND, time.time()), tz=timezone.get_current_timezone())


def health() -> dict[str, Any]:
    """A part of /readyz, for staff."""
    known = status()
    return {
        "ok": known.ok,
        "used": True,
        "version": known.version,
        "pending": known.pending,
        "lag_seconds": int(known.lag.total_seconds()),
        "drift": known.drifted,
        "complete": known.complete,
        "rebuilt_at": known.rebuilt_at and known.rebuilt_at.isoformat(),
        "error": known.error,
    }
