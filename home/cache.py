import logging
from time import monotonic
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
PAUSE = 10  # seconds without asking a Redis that failed: a page asks it many times, and each could wait for its limit
_away_until: dict[tuple[str, ...], float] = {}


class ForgivingRedisCache(RedisCache):
    """Redis, but without it the site is slower, never down: a failed call is a miss, and so are the next ones."""

    _servers: list[str]

    def _forgive(self, name: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        servers = tuple(self._servers)
        if monotonic() < _away_until.get(servers, 0):
            return default
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError as error:
            _away_until[servers] = monotonic() + PAUSE
            logger.warning("cache unavailable, not asked for %s seconds: %s", PAUSE, error)
            return default

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._forgive("add", True, *args, **kwargs)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._forgive("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        return self._forgive("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._forgive("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._forgive("delete", False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict:
        return self._forgive("get_many", {}, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list:
        return self._forgive("set_many", [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        return self._forgive("delete_many", None, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._forgive("has_key", False, *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._forgive("incr", delta, key, delta, version)

    def clear(self) -> bool:
        return self._forgive("clear", False)
