"""The clock of versions: microseconds, so that a later version of an entry is a larger number."""

import time

SECOND = 1_000_000


def now() -> int:
    return time.time_ns() // 1000


def before(moment: int, seconds: float) -> int:
    return moment - int(seconds * SECOND)
