"""Numbers noted while a request is answered, written later by a thread of the process: a page costs no query for them.

At worst some are not counted: those that a process that is killed had not written yet.
"""

import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Hashable
from threading import Lock, Thread
from typing import Any

from django.db import connection
from django.http import HttpRequest

logger = logging.getLogger(__name__)
EVERY = 10  # seconds between two writings
MOST_PENDING = 2000
ROBOT = re.compile(
    r"bot\b|crawl|spider|slurp|preview|monitor|curl|wget|python|java/|go-http|headless|^$", re.IGNORECASE
)


def is_a_person(request: HttpRequest) -> bool:
    """As far as can be told: a page asked for with GET, not ahead of time, and not by a program that says so."""
    fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    robot = not request.user.is_authenticated and ROBOT.search(request.headers.get("User-Agent", ""))
    return request.method == "GET" and not fetched_ahead and not robot


class Aside:
    """Counts by key; `write` gets them all at once, in the thread."""

    def __init__(self, name: str, write: Callable[[Counter[Any]], None]) -> None:
        self.name, self.write = name, write
        self._pending: Counter[Any] = Counter()
        self._lock = Lock()
        self._thread: tuple[int, Thread] | None = None

    def add(self, key: Hashable) -> None:
        with self._lock:
            if key in self._pending or len(self._pending) < MOST_PENDING:
                self._pending[key] += 1

    def start(self) -> None:
        """The thread, once in each process (it does not follow into a fork)."""
        with self._lock:
            if self._thread is None or self._thread[0] != os.getpid() or not self._thread[1].is_alive():
                self._thread = (os.getpid(), Thread(target=self._now_and_then, name=self.name, daemon=True))
                self._thread[1].start()

    def flush(self) -> int:
        """Write what was noted; answers how many keys that was."""
        with self._lock:
            noted, self._pending = self._pending, Counter()
        if noted:
            self.write(noted)
        return len(noted)

    def _now_and_then(self) -> None:
        while True:
            time.sleep(EVERY)
            try:
                self.flush()
            except Exception:  # the database is away or busy: those are not counted
                logger.warning("%s could not be written", self.name, exc_info=True)
            finally:
                connection.close()  # this thread's own
