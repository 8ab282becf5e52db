"""What keeps the indices true without anyone waiting: a thread beside the timer's jobs, which a server that hangs must
not hold up."""

import logging
import random
import threading
import time
from datetime import datetime

from django.db import close_old_connections, connections
from django.utils import timezone

from . import drift, outbox, state
from .rebuild import UnderWayError, rebuild

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks at what waits
LONGEST_PAUSE = 15.0  # after failures
CHECK = 15  # seconds between two looks whether the indices are there
COMPARE = 600  # between two comparisons of indices and entries


class Worker:
    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.failures = 0
        self.checked = 0.0
        self.thread = threading.Thread(target=self.run, name="search-worker", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self, seconds: float = 5) -> None:
        """What it is at may be broken off at any moment: all that is not noted as sent is sent again."""
        self.stopped.set()
        if self.thread.is_alive():
            self.thread.join(seconds)

    def run(self) -> None:
        while not self.stopped.wait(self.pause()):
            close_old_connections()
            self.try_to_look()
        connections.close_all()

    def pause(self) -> float:
        if not self.failures:
            return LOOK
        return min(LONGEST_PAUSE, LOOK * 2**self.failures) * random.uniform(0.5, 1)

    def try_to_look(self) -> None:
        try:
            self.look()
            self.failures = 0
        except Exception as error:
            self.failures = min(self.failures + 1, 10)
            if self.failures == 1:  # once, not at every try
                logger.warning("Elasticsearch cannot be told: %s: %s", type(error).__name__, str(error)[:300])
            self.remember(error)

    def remember(self, error: Exception) -> None:
        try:
            state.note_failure(error)
        except Exception:  # the database is away too
            logger.warning("nor could this be noted")

    def look(self) -> None:
        waits = outbox.pending().exists()
        if not waits and time.monotonic() - self.checked < CHECK:
            return
        try:
            sent = outbox.send()
        except outbox.IncompleteError:
            self.rebuild()
            return
        self.checked = time.monotonic()
        if sent.failed:
            raise RuntimeError(sent.error)
        if due(state.current().drift.get("at")):
            drift.compare(repair=True)

    def rebuild(self) -> None:
        logger.warning("indices are missing, or of another shape: they are built anew")
        try:
            rebuild()
        except UnderWayError:
            self.stopped.wait(LOOK * 5)


def due(at: str | None) -> bool:
    if not at:
        return True
    return not 0 <= (timezone.now() - datetime.fromisoformat(at)).total_seconds() < COMPARE
