"""The search inside the site's own database, SQLite or PostgreSQL. Nothing else has to run."""

from typing import Any

from django.db import connection

from library.querysets import Reader
from search import visibility
from search.models import Audience
from search.parsing import ParsedQuery

from .base import SearchPage, SearchQuery
from .dialects import Sql, dialect
from .plan import Choice
from .question import Question, answer
from .statement import Found, read

OF_GROUPS = {Audience.GROUPS, Audience.GROUP_MEMBERS}


class DatabaseEngine:
    name = "database"

    def search(self, query: SearchQuery, reader: Reader) -> SearchPage:
        return answer(self.name, DatabaseQuestion, query, reader)


def rebuild() -> None:
    """Make the full-text tables anew from the rows (PostgreSQL keeps them by itself)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for audience in Audience.values:
                table = f"search_fts_{audience}"
                cursor.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")


class DatabaseQuestion(Question):
    def __init__(self, query: SearchQuery, reader: Reader, parsed: ParsedQuery) -> None:
        super().__init__(query, reader, parsed)
        self.dialect = dialect(connection.vendor)

    def counts(self, choices: list[Choice]) -> list[int]:
        """How many texts of the reader there are, and how many hold each choice."""
        statements, values = ["(SELECT COUNT(*) FROM search_entrytext WHERE audience = %s)"], [self.audiences[0]]
        for choice in choices:
            counted = []
            for audience in self.audiences:
                sql, params = self.dialect.count(audience, self.dialect.choice(choice))
                if audience in OF_GROUPS:
                    sql, params = self._seen_only(sql, params)
                counted.append(f"(SELECT COUNT(*) FROM ({sql}) AS matched)")
                values += params
            statements.append(" + ".join(counted))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(statements)}", values)
            return list(cursor.fetchone())

    def _seen_only(self, sql: str, params: list[Any]) -> Sql:
        condition, values = self.visible
        return (
            f"SELECT f.text_id FROM ({sql}) AS f JOIN search_entrytext t ON t.id = f.text_id "
            f"JOIN search_searchentry e ON e.id = t.entry_id WHERE {condition}",
            [*params, *values],
        )

    def found_sql(self) -> Sql:
        if not self.parsed:
            marks = ", ".join(["%s"] * len(self.audiences))
            sql = f"SELECT entry_id, 0.0 AS score FROM search_entrytext WHERE audience IN ({marks})"
            return sql, list(self.audiences)
        parts = [self.dialect.found(audience, self.plan) for audience in self.audiences]
        return " UNION ALL ".join(sql for sql, _params in parts), [value for _sql, params in parts for value in params]

    def ask(self, page: int) -> Found:
        fine = self.dialect.fine(self.plan) if self.parsed else ("", [])
        return read(self.query, page, self.found_sql(), fine, visibility.by_kind(self.reader), self.audiences)
