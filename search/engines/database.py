"""The search inside the site's own database, SQLite or PostgreSQL. Nothing else has to run."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import connection

from library.models import Sheet
from library.querysets import Reader, SheetQuerySet
from library.vocabulary import narrower_ids
from search import corrections, highlight, visibility
from search.models import SearchEntry
from search.parsing import ParsedQuery, parse_query
from search.terms import indexed_word
from search.text import fold
from search.thesaurus import synonyms

from .base import Hit, SearchPage, SearchQuery
from .dialects import Choice, Plan, Sql, dialect, rarity
from .statement import Found, read

LEAST = 4  # letters of a word that is corrected
MOST_CORRECTED = 3
WORD = re.compile(r"[^\W_]+")


class DatabaseEngine:
    name = "database"

    def search(self, query: SearchQuery, reader: Reader) -> SearchPage:
        parsed = parse_query(query.q, query.language)
        page = SearchPage(engine=self.name, text=parsed.text)
        if parsed.text and not parsed:
            return page
        question = Question(query, reader, parsed)
        if parsed:
            question.prepare()
        found = question.ask(query.page)
        page.total, page.elsewhere, page.facets = found.total, found.elsewhere, found.facets
        page.hits = [question.hit(row) for row in found.rows]
        page.elsewhere_hits = [question.hit(row) for row in found.other_rows]
        page.did_you_mean = question.did_you_mean(found)
        return page

    def index(self, entries: Iterable[SearchEntry]) -> None:
        """Nothing to do: the rows of EntryText are the index."""

    def rebuild(self) -> None:
        """Make the full-text tables anew from the rows (PostgreSQL keeps them by itself)."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                for audience in ("public", "members", "groups"):
                    table = f"search_fts_{audience}"
                    cursor.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")


class Question:
    """One search of one reader."""

    def __init__(self, query: SearchQuery, reader: Reader, parsed: ParsedQuery) -> None:
        self.query, self.reader, self.parsed = query, reader, parsed
        self.dialect = dialect(connection.vendor)
        self.audiences = visibility.audiences(reader)
        self.visible_to_reader = visibility.visible(reader)
        self.wanted = visibility.visible(reader, self._sheets(), pages=not self._only_works())
        self.languages = list(dict.fromkeys([query.language, *dict(settings.LANGUAGES)]))
        self.plan = Plan()
        self.corrected: dict[str, str] = {}  # a folded word, and the term that was looked for instead

    def _only_works(self) -> bool:
        return bool(self.query.theme or self.query.territory or self.query.year)

    def _sheets(self) -> SheetQuerySet:
        sheets = Sheet.objects.all()
        if self.query.theme:
            sheets = sheets.on_themes(narrower_ids(self.query.theme))
        if self.query.territory:
            sheets = sheets.in_territory(self.query.territory)
        if self.query.year:
            sheets = sheets.of_year(self.query.year)
        return sheets

    # What is looked for

    def prepare(self) -> None:
        words = list(self.parsed.words)
        phrases, recognised = synonyms(words, self.languages)
        self.plan.synonyms = sorted(phrases)
        self.plan.words = [self._choice((word,)) for word in words]
        self.plan.phrases = [self._choice(phrase) for phrase in self.parsed.phrases]
        self.plan.excluded = [self._choice(phrase) for phrase in self.parsed.excluded]
        total, *counts = self._counts(self.plan.words)
        unknown = [
            place
            for place, (word, count) in enumerate(zip(words, counts, strict=True))
            if not count and word not in recognised and len(word) >= LEAST and not any(c.isdigit() for c in word)
        ]
        for place in unknown[:MOST_CORRECTED]:
            term, count = self._correction(words[place])
            if term:
                self.corrected[words[place]] = term
                self.plan.words[place], counts[place] = [(term,)], count
        self.plan.weights = [rarity(count, total) for count in counts]

    def _choice(self, phrase: tuple[str, ...]) -> Choice:
        return [tuple(indexed_word(word, language) for word in phrase) for language in self.languages]

    def _counts(self, choices: list[Choice]) -> list[int]:
        """How many texts of the reader there are, and how many hold each choice."""
        statements, values = ["(SELECT COUNT(*) FROM search_entrytext WHERE audience = %s)"], [self.audiences[0]]
        for choice in choices:
            counted = []
            for audience in self.audiences:
                sql, params = self.dialect.count(audience, self.dialect.choice(choice))
                if audience == "groups":
                    sql, params = self._seen_only(sql, params)
                counted.append(f"(SELECT COUNT(*) FROM ({sql}) AS matched)")
                values += params
            statements.append(" + ".join(counted))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(statements)}", values)
            return list(cursor.fetchone())

    def _seen_only(self, sql: str, params: list[Any]) -> Sql:
        condition, values = self.visible_to_reader
        return (
            f"SELECT f.text_id FROM ({sql}) AS f JOIN search_entrytext t ON t.id = f.text_id "
            f"JOIN search_searchentry e ON e.id = t.entry_id WHERE {condition}",
            [*params, *values],
        )

    def _correction(self, word: str) -> tuple[str, int]:
        """The nearest term that this reader's texts hold, and how often; an empty one if none is near."""
        near = corrections.near(word, self.languages)
        for terms in near:
            _total, *counts = self._counts([[(term,)] for term in terms])
            known = [(-count, term) for term, count in zip(terms, counts, strict=True) if count]
            if known:
                count, term = min(known)
                return term, -count
        return "", 0

    # What is found

    def found_sql(self) -> Sql:
        if not self.parsed:
            marks = ", ".join(["%s"] * len(self.audiences))
            sql = f"SELECT id AS text_id, 0.0 AS score FROM search_entrytext WHERE audience IN ({marks})"
            return sql, list(self.audiences)
        parts = [self.dialect.found(audience, self.plan) for audience in self.audiences]
        return " UNION ALL ".join(sql for sql, _params in parts), [value for _sql, params in parts for value in params]

    def ask(self, page: int) -> Found:
        query = self.query
        if not query.sort:
            query = replace(query, sort="relevance" if self.parsed else "newest")
        return read(query, page, self.found_sql(), self.wanted)

    def hit(self, row: Any) -> Hit:
        asked, others = self.plan.asked(), set(self.plan.synonyms)
        return Hit(
            object_kind=row.object_kind,
            object_id=row.object_id,
            number=row.number,
            kind=row.kind,
            language=row.language,
            access=row.access,
            summary=row.summary,
            score=round(float(row.score), 6),
            title=highlight.marked(row.title, row.language, asked | others),
            fragments=highlight.fragments(row, asked, others),
        )

    def did_you_mean(self, found: Found) -> str | None:
        """The question with each corrected word as the texts that were found write it."""
        if not self.corrected or not found.rows:
            return None
        written = {}
        for word, term in self.corrected.items():
            shown = highlight.first_written(found.rows, term)
            if shown is None:
                alone = Question(replace(self.query, page_size=1), self.reader, self.parsed)
                alone.plan = Plan(words=[[(term,)]], weights=[1.0])
                shown = highlight.first_written(alone.ask(1).rows, term)
            if shown:
                written[word] = shown
        text = WORD.sub(lambda match: written.get(fold(match[0]), match[0]), self.parsed.text)
        return text if written else None
