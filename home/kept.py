"""What each process keeps of the database, and all throw away when it changes.

The cache holds a stamp only: thousands of objects, unpacked from it several times a page, would cost most of the page.
"""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from uuid import uuid4

from django.core.cache import cache

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """`read` answers it anew. `seconds`: a cache of this process alone does not hear of changes by others."""

    def __init__(self, key: str, seconds: int, read: Callable[[], Value]) -> None:
        self.key, self.seconds, self.read = key, seconds, read
        self._known: tuple[str, Value] | None = None
        self._reading = Lock()

    def get(self) -> Value:
        stamp = cache.get(self.key)
        if stamp is None:
            stamp = uuid4().hex
            cache.set(self.key, stamp, self.seconds)
        known = self._known
        if known is None or known[0] != stamp:
            with self._reading:
                known = self._known
                if known is None or known[0] != stamp:
                    self._known = known = (stamp, self.read())
        return known[1]

    def forget(self, **_kwargs: object) -> None:
        cache.delete(self.key)
