"""Statements put together once: that takes Django longer than it takes the database to answer many of them."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

Sql = tuple[str, list[Any]]
MOST_KEPT = 300


class _Now:
    """Stands in a statement for the moment at which it is asked."""


_kept: dict[tuple, list[Sql]] = {}


def kept(key: tuple, make: Callable[[], list[Sql]]) -> list[Sql]:
    """What was made for this key, true at this moment: `key` names all that it was made of but the moment."""
    # The day is in it too: of memberships.
    key = (connection.vendor, timezone.localdate(timezone=timezone.get_default_timezone()), *key)
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        before = _moment()
        made = make()
        after = _moment()
        _kept[key] = [
            (sql, [_Now if type(p) is type(before) and before <= p <= after else p for p in params])
            for sql, params in made
        ]
    now = _moment()
    return [(sql, [now if param is _Now else param for param in params]) for sql, params in _kept[key]]


def _moment() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())
