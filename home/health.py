"""The state of each part, for staff. Apps register their own check; a failing one never fails the others."""

from collections.abc import Callable

from django.core.cache import cache

_checks: dict[str, Callable[[], dict]] = {}


def register(name: str, check: Callable[[], dict]) -> None:
    """Add a part; `check` answers a small dict with at least ``ok``."""
    _checks[name] = check


def parts() -> dict[str, dict]:
    states = {}
    for name, check in _checks.items():
        try:
            states[name] = check()
        except Exception as error:  # a broken part is what this page is for
            states[name] = {"ok": False, "error": type(error).__name__}
    return states


def _cache() -> dict:
    cache.set("health", "1", 10)
    return {"ok": cache.get("health") == "1"}


register("cache", _cache)
