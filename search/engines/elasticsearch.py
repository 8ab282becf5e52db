"""The search in Elasticsearch. It is asked for identifiers, order and counts; what is shown is read from the database,
through the rights of the reader, in the statement that reads it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch

from library.querysets import Reader
from search.elastic.bounded import at_most
from search.elastic.connection import client
from search.elastic.indices import alias
from search.models import Audience, SearchEntry
from search.parsing import ParsedQuery

from . import elastic_query
from .base import SearchPage, SearchQuery
from .elastic_answer import NonsenseError, held, places, tallied, whole
from .elastic_query import Rights
from .elastic_rows import Version, read
from .facets import described
from .plan import Choice
from .question import Question, answer
from .statement import ELSEWHERE, Found, Row

BUDGET = 2.0  # seconds that a question may take in all, whatever goes wrong
TRY = 2.0  # of a look whether it answers again
SERVER_TIME = "1500ms"  # after which the server itself gives up
LAST_ROW = 10_000  # as far as an index lets one turn pages (index.max_result_window)
MOST_WITHHELD = 1_000
VERSIONS = {8, 9}


class UnfitError(Exception):
    """This question is better asked of the database."""


class ElasticsearchEngine:
    name = "elasticsearch"

    def __init__(self) -> None:
        self._known: Elasticsearch | None = None  # a server whose version was right

    def search(self, query: SearchQuery, reader: Reader) -> SearchPage:
        server = client()
        with at_most(BUDGET):
            if self._known is not server:
                self._look_at_version(server)
            return answer(self.name, ElasticsearchQuestion, query, reader)

    def probe(self) -> None:
        """Raises unless it can answer questions."""
        self._known = None
        rights, query = Rights(AnonymousUser(), [], _now()), SearchQuery(page_size=1, sort="newest")
        bodies = [elastic_query.counting([[("fr",)]], rights), elastic_query.asking(query, None, rights, 0)]
        with at_most(TRY):
            self._look_at_version(client())
            for audience in Audience.values:
                counted, found = ask(alias(audience), bodies)
                held(counted, 1), tallied(found), places(found)

    def _look_at_version(self, server: Elasticsearch) -> None:
        try:
            number = server.info()["version"]["number"]
        except ApiError as refused:
            if refused.status_code != 403:
                raise
            number = "8"  # a key for our indices alone may not look
        major = str(number).partition(".")[0]
        if not major.isdecimal() or int(major) not in VERSIONS:
            raise NonsenseError(f"version {str(number)[:20]}")
        self._known = server


class ElasticsearchQuestion(Question):
    def __init__(self, query: SearchQuery, reader: Reader, parsed: ParsedQuery) -> None:
        super().__init__(query, reader, parsed)
        self.indices = ",".join(alias(audience) for audience in self.audiences)
        hidden = list(SearchEntry.objects.filter(withheld=True).values_list("pk", flat=True)[: MOST_WITHHELD + 1])
        if len(hidden) > MOST_WITHHELD:
            raise UnfitError("too many entries are withheld")
        self.rights = Rights(reader, hidden, _now())

    def counts(self, choices: list[Choice]) -> list[int]:
        (found,) = ask(self.indices, [elastic_query.counting(choices, self.rights)])
        return held(found, len(choices))

    def ask(self, page: int) -> Found:
        size, plan = self.query.page_size, self.plan if self.parsed else None
        skipped = (page - 1) * size
        bodies = [elastic_query.asking(self.query, plan, self.rights, min(skipped, LAST_ROW - size))]
        if self.query.scope == "language":
            # Some of them may stand in the reader's language too.
            bodies.append(elastic_query.elsewhere(self.query, plan, self.rights, 4 * ELSEWHERE))
        answers = ask(self.indices, bodies)
        hits, others = places(answers[0]), [place for found in answers[1:] for place in places(found)]
        total, elsewhere, counts = tallied(answers[0])
        found = Found(total=total, elsewhere=elsewhere, facets=described(self.query, counts))
        if skipped >= found.total:
            hits = []
        versions = read([*hits, *others], self.audiences, self.query.language, self.visible)
        found.rows = self._rows(hits, versions)
        if others:
            rows = [row for row in self._rows(others, versions) if row.language != self.query.language]
            found.other_rows = rows[:ELSEWHERE]
        found.total -= len(hits) - len(found.rows)
        return found

    def _rows(self, found: list[tuple[int, float]], versions: dict[int, list[Version]]) -> list[Row]:
        """Each work in the reader's language where that version is found too. Not by title: the titles would not
        follow one another."""
        rows = []
        for entry, score in found:
            known = versions.get(entry, [])
            own = next((version.row for version in known if version.entry == entry), None)
            if self.query.sort != "title":
                own = next((v.row for v in known if v.entry != entry and self._also(v)), own)
            if own:
                own.score = score
                rows.append(own)
        return rows

    def _also(self, version: Version) -> bool:
        if self.query.languages and version.row.language not in self.query.languages:
            return False
        return not self.parsed or version.matches(self.plan)


def ask(indices: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers to several questions in one request: whole ones, or an exception."""
    searches: list[dict[str, Any]] = []
    for body in bodies:
        searches += [{"allow_partial_search_results": False}, {**body, "timeout": SERVER_TIME}]
    return whole(client().msearch(index=indices, searches=searches), len(bodies))


def _now() -> str:
    return timezone.now().isoformat()
