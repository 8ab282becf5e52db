"""Elasticsearch while it answers, the search of the database otherwise: the reader always has results."""

import logging

from django.db import Error as DatabaseError
from elasticsearch import BadRequestError

from library.querysets import Reader

from . import breaker
from .base import SearchPage, SearchQuery
from .database import DatabaseEngine
from .elasticsearch import ElasticsearchEngine, UnfitError

logger = logging.getLogger(__name__)


class SwitchingEngine:
    def __init__(self) -> None:
        self.first, self.second = ElasticsearchEngine(), DatabaseEngine()

    @property
    def name(self) -> str:
        return self.second.name if breaker.state().open else self.first.name

    def search(self, query: SearchQuery, reader: Reader) -> SearchPage:
        return self._asked_first(query, reader) or self._reserve(query, reader)

    def _asked_first(self, query: SearchQuery, reader: Reader) -> SearchPage | None:
        if breaker.state().open:
            breaker.try_again_behind(self.first.probe)
            return None
        try:
            return self.first.search(query, reader)
        except DatabaseError:
            raise  # the other engine would not fare better
        except (BadRequestError, UnfitError) as refused:  # this one question, not the next
            logger.warning("Elasticsearch does not answer this question: %s", str(refused)[:300])
        except Exception as error:  # whatever a server, or what stands in its place, may come up with
            breaker.trip(error)
        return None

    def _reserve(self, query: SearchQuery, reader: Reader) -> SearchPage:
        page = self.second.search(query, reader)
        page.degraded = True
        return page
