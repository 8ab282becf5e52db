"""Where the search is asked: Elasticsearch with the database behind it, or the database alone."""

from functools import cache

from search.elastic import used

from .base import SearchEngine, SearchPage, SearchQuery

__all__ = ["SearchEngine", "SearchPage", "SearchQuery", "get_engine"]


def get_engine() -> SearchEngine:
    return _switching() if used() else _database()


@cache
def _database() -> SearchEngine:
    from .database import DatabaseEngine

    return DatabaseEngine()


@cache
def _switching() -> SearchEngine:
    from .switching import SwitchingEngine

    return SwitchingEngine()
