"""Remembers that Elasticsearch does not answer, so that nobody else waits for it. Shared by all processes through the
cache; where the cache is in memory, or away, each process remembers for itself.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db import connections

logger = logging.getLogger(__name__)

KEY, TRYING = "search.breaker", "search.breaker.trying"
REMEMBERED = 3600
LONGEST_PAUSE = 5  # seconds between two tries
LONGEST_TRY = 10  # after so long another process may try


@dataclass(frozen=True)
class State:
    """The latest word counts, whichever process it is from."""

    open: bool = False
    at: float = 0.0  # when this was said
    since: float = 0.0  # when it opened, or closed
    tries: int = 0  # in vain, since it opened
    error: str = ""

    @property
    def next_try(self) -> float:
        return self.at + min(2**self.tries, LONGEST_PAUSE)


_own = State()
_lock = threading.Lock()
_trying = threading.Lock()


def state() -> State:
    try:
        shared = State(**(cache.get(KEY) or {}))
    except TypeError:  # said by another release
        return _own
    return shared if shared.at > _own.at else _own


def trip(error: BaseException) -> None:
    """It failed: nobody asks it before it is seen to answer again."""
    known, now = state(), time.time()
    told = f"{type(error).__name__}: {error}"[:300]
    if known.open:
        _say(replace(known, at=now, tries=known.tries + 1, error=told))
        return
    logger.warning("Elasticsearch is left alone, the search of the database answers: %s", told)
    _say(State(open=True, at=now, since=now, error=told))


def close() -> None:
    if state().open:
        logger.info("Elasticsearch answers again")
        _say(State(at=time.time(), since=time.time()))


def forget() -> None:
    """As if nothing had ever happened."""
    global _own
    with _lock:
        _own = State()
    cache.delete_many([KEY, TRYING])


def try_again(works: Callable[[], Any]) -> bool:
    """Close it if this does not raise; answers whether it is closed. One process at a time tries."""
    known = state()
    if not known.open:
        return True
    if not _trying.acquire(blocking=False):
        return False
    try:
        if not cache.add(TRYING, 1, LONGEST_TRY):
            return False
        try:
            works()
        except Exception as error:
            trip(error)
            return False
        finally:
            cache.delete(TRYING)
        close()
        return True
    finally:
        _trying.release()


def try_again_behind(works: Callable[[], Any]) -> None:
    """The same in a thread, once it is time: no reader waits for it."""
    if time.time() < state().next_try or _trying.locked():
        return

    def work() -> None:
        try:
            try_again(works)
        finally:
            connections.close_all()

    threading.Thread(target=work, name="search-breaker", daemon=True).start()


def _say(new: State) -> None:
    global _own
    with _lock:
        _own = new
    cache.set(KEY, asdict(new), REMEMBERED)
