"""Where the search is asked. One engine today; Elasticsearch will be a second one behind the same door."""

from functools import cache

from .base import SearchEngine, SearchPage, SearchQuery

__all__ = ["SearchEngine", "SearchPage", "SearchQuery", "get_engine"]


@cache
def get_engine() -> SearchEngine:
    from .database import DatabaseEngine

    return DatabaseEngine()
