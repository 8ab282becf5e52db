"""One question in the words of each database: FTS5 tables on SQLite, a tsvector on PostgreSQL."""

from typing import Any

from search.models import Audience

from .plan import Choice, Phrase, Plan

Sql = tuple[str, list[Any]]

TITLE, SUMMARY, LABELS, BODY, FILES = 3.0, 1.5, 1.0, 1.0, 0.5
ALL_WORDS, SYNONYM = 0.5, 0.4  # added where all words are there; what a synonym counts beside the word itself
IN_TITLE = 1.5  # added for a word of the title, where words are only counted


class Dialect:
    """How expressions are written; the subclasses say how they are matched and weighed."""

    either = both = but = ""

    def phrase(self, phrase: Phrase, columns: str = "") -> str:
        raise NotImplementedError

    def any_of(self, parts: list[str]) -> str:
        return f"({self.either.join(parts)})"

    def all_of(self, parts: list[str]) -> str:
        return f"({self.both.join(parts)})"

    def choice(self, choice: Choice, columns: str = "") -> str:
        return self.any_of([self.phrase(phrase, columns) for phrase in choice])

    def restricted(self, parts: list[str], plan: Plan) -> str:
        """All of the parts, all phrases, and nothing excluded."""
        wanted = self.all_of([*parts, *(self.choice(phrase) for phrase in plan.phrases)])
        if not plan.excluded:
            return wanted
        return f"({wanted}{self.but}{self.any_of([self.choice(excluded) for excluded in plan.excluded])})"

    def base(self, plan: Plan) -> str:
        """What must be found, synonyms aside."""
        words = [self.any_of([self.choice(word) for word in plan.words])] if plan.words else []
        return self.restricted([] if plan.phrases else words, plan)

    def count(self, audience: str, expression: str) -> Sql:
        """Rows of ``text_id`` that match."""
        raise NotImplementedError

    def found(self, audience: str, plan: Plan) -> Sql:
        """Rows of ``entry_id`` and ``score``, one for each entry."""
        raise NotImplementedError

    def fine(self, plan: Plan) -> Sql:
        """What orders the first of those found, asked of the text ``t``; empty where `found` has said it all."""
        return "", []


class SqliteDialect(Dialect):
    either, both, but = " OR ", " AND ", " NOT "

    def phrase(self, phrase: Phrase, columns: str = "") -> str:
        return f'{columns}"{" ".join(phrase)}"'

    def count(self, audience: str, expression: str) -> Sql:
        table = f"search_fts_{audience}"
        return f"SELECT rowid AS text_id FROM {table} WHERE {table} MATCH %s", [expression]

    def found(self, audience: str, plan: Plan) -> Sql:
        if audience in {Audience.GROUPS, Audience.GROUP_MEMBERS}:
            return self._found_in_groups(f"search_fts_{audience}", plan)
        parts = [(1.0, self.base(plan))]
        words = [self.choice(word) for word in plan.words]
        if words and plan.phrases:
            parts.append((1.0, self.restricted([self.any_of(words)], plan)))
        if len(words) > 1:
            parts.append((ALL_WORDS, self.restricted(words, plan)))
        if plan.synonyms:
            others = [self.phrase(phrase, "{title summary body files} : ") for phrase in plan.synonyms]
            parts.append((SYNONYM, self.restricted([self.any_of(others)], plan)))
        table = f"search_fts_{audience}"
        select = (
            f"SELECT rowid AS text_id, %s * -bm25({table}, {TITLE}, {SUMMARY}, {LABELS}, {BODY}, {FILES}) AS score "
            f"FROM {table} WHERE {table} MATCH %s"
        )
        return self._by_entry([select] * len(parts), parts)

    def _found_in_groups(self, table: str, plan: Plan) -> Sql:
        """Without bm25: its statistics would count the works of groups that are not the reader's."""
        parts = [(0.1, self.base(plan))]
        for word, weight in zip(plan.words, plan.weights, strict=True):
            parts.append((weight, self.restricted([self.choice(word)], plan)))
            parts.append((weight / 2, self.restricted([self.choice(word, "title : ")], plan)))
        if len(plan.words) > 1:
            parts.append((ALL_WORDS * sum(plan.weights), self.restricted([self.choice(w) for w in plan.words], plan)))
        if plan.synonyms:
            parts.append((SYNONYM, self.restricted([self.choice(plan.synonyms)], plan)))
        select = f"SELECT rowid AS text_id, %s AS score FROM {table} WHERE {table} MATCH %s"
        return self._by_entry([select] * len(parts), parts)

    def _by_entry(self, selects: list[str], parts: list[tuple[float, str]]) -> Sql:
        sql = (
            f"SELECT * FROM (WITH parts AS MATERIALIZED ({' UNION ALL '.join(selects)}) "
            "SELECT t.entry_id, SUM(p.score) AS score FROM parts p JOIN search_entrytext t ON t.id = p.text_id "
            "GROUP BY t.entry_id)"
        )
        return sql, [value for part in parts for value in part]


class PostgresDialect(Dialect):
    either, both, but = " | ", " & ", " & !"
    # ts_rank has no notion of rare words: each word is ranked by itself and weighed by its rarity.
    labels = f"{LABELS / TITLE:.3f}"
    rank = f"ts_rank('{{{BODY / TITLE:.2f}, {labels}, {SUMMARY / TITLE:.2f}, 1.0}}', t.vector, %s::tsquery, 1)"

    def phrase(self, phrase: Phrase, columns: str = "") -> str:
        return "(" + " <-> ".join(f"'{term}'{columns}" for term in phrase) + ")"

    def count(self, audience: str, expression: str) -> Sql:
        return (
            f"SELECT id AS text_id FROM search_entrytext WHERE audience = '{audience}' AND vector @@ %s::tsquery",
            [expression],
        )

    def found(self, audience: str, plan: Plan) -> Sql:
        """By the indexes alone, for texts are large: how many of the words are there, and how many in the title.

        All that is found comes from one condition, from which the database guesses how many rows it has to plan for.
        """
        base, always = self.base(plan), 0.0
        alone = len(plan.words) == 1 and not (plan.phrases or plan.excluded or plan.synonyms)
        wanted: list[tuple[float, str, str]] = []
        for weight, word in zip(plan.weights, map(self.choice, plan.words), strict=True):
            wanted.append((IN_TITLE * weight, "title_vector", word))
            if alone:
                always = weight
            else:
                wanted.append((weight, "vector", word))
        if plan.synonyms:
            others, most = self.choice(plan.synonyms), SYNONYM * max(plan.weights, default=1.0)
            wanted.append((most, "vector", others))
            wanted.append((IN_TITLE * most, "title_vector", others))
            base = self.any_of([base, self.restricted([others], plan)])
        select = "SELECT id, %s::float8 AS score FROM search_entrytext WHERE audience = '{}' AND {} @@ %s::tsquery"
        parts = [select.format(audience, column) for _weight, column, _expression in wanted]
        scores = " UNION ALL ".join(parts or ["SELECT 0 AS id, 0.0 AS score"])
        sql = (
            "SELECT t.entry_id, %s::float8 + COALESCE(p.score, 0.0) AS score FROM search_entrytext t "
            f"LEFT JOIN (SELECT id, SUM(score) AS score FROM ({scores}) AS one GROUP BY id) AS p ON p.id = t.id "
            f"WHERE t.audience = '{audience}' AND t.vector @@ %s::tsquery"
        )
        values = [value for weight, _column, expression in wanted for value in (weight, expression)]
        return sql, [always, *values, base]

    def fine(self, plan: Plan) -> Sql:
        words = [self.choice(word) for word in plan.words]
        scored = [(weight, word) for weight, word in zip(plan.weights, words, strict=True)]
        scored += [(1.0, self.choice(phrase)) for phrase in plan.phrases]
        score = " + ".join(f"%s::float8 * {self.rank}" for _part in scored)
        values: list[Any] = [value for part in scored for value in part]
        if len(words) > 1:
            score = f"({score}) * CASE WHEN t.vector @@ %s::tsquery THEN {1 + ALL_WORDS} ELSE 1 END"
            values.append(self.all_of(words))
        if plan.synonyms:
            score += f" + {SYNONYM} * %s::float8 * {self.rank.replace(self.labels, '0.0', 1)}"
            values += [max(plan.weights, default=1.0), self.choice(plan.synonyms)]
        return score, values


def dialect(vendor: str) -> Dialect:
    return {"sqlite": SqliteDialect, "postgresql": PostgresDialect}[vendor]()
