"""How many requests one address may make in a minute."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest

from home.spam import hidden_address

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds
# Beside the shared cache, so that without Redis each process still counts what it answers itself.
own = LocMemCache("search.api.limit", {"OPTIONS": {"MAX_ENTRIES": 10_000}})


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one more request of this address: zero, or the seconds until it may ask again."""
    most = settings.API_REQUESTS_PER_MINUTE
    if not most:
        return 0
    now = time.time()
    try:
        key = f"search.api.{int(now // WINDOW)}.{hidden_address(request)}"
        if max(_count(own, key), _count(cache, key)) <= most:
            return 0
    except Exception:  # a cache that has just forgotten, an address that is none: reading goes on
        logger.warning("the limit on requests could not be counted")
        return 0
    return WINDOW - int(now % WINDOW)


def _count(counters: object, key: str) -> int:
    counters.add(key, 0, WINDOW)  # type: ignore[attr-defined]
    return counters.incr(key)  # type: ignore[attr-defined]
