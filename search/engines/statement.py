"""The one statement of a search: what matches and may be seen, once a work, with its page, total and facets."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from search.visibility import Condition

from .base import FACETS, SearchQuery
from .dialects import Sql
from .facets import Counts, choices, described

ELSEWHERE = 3
LAST_ROW = 10_000_000
MOST_RANKED = 300  # works whose words are weighed one by one, where that is dear (see Dialect.fine)

ORDERS = {
    "relevance": "best DESC, ",
    "newest": "",
    "confirmed": "confirmed_on IS NULL, confirmed_on DESC, ",
    "title": "title, ",
}
LAST_ORDER = "published_at IS NULL, published_at DESC, number DESC, object_kind"
OWN_LANGUAGE = 2.0  # what a text in the reader's language counts beside one in another


def bit_of(facet: str) -> int:
    return 1 << FACETS.index(facet)


# `failed` has a bit for each facet whose choices a row does not obey. A facet is counted over the rows that obey all
# the others, so that a reader sees what another choice in it would lead to. Rows stay narrow until the end: what is
# shown of the few on the page is joined last. Versions of one work are compared only where it has several. A condition
# that says nothing is left out: the database would guess that few rows obey it, and plan for few.
STATEMENT = f"""
WITH found AS MATERIALIZED (
  {{found}}
), allowed AS MATERIALIZED (
  {{allowed}}
), seen AS MATERIALIZED (
  SELECT allowed.*, score AS best, 1 AS version FROM allowed WHERE alone{{tolerated}}
  UNION ALL SELECT allowed.*, MAX(score) OVER (PARTITION BY key), ROW_NUMBER() OVER (
      PARTITION BY key
      ORDER BY failed & {bit_of("language")}, CASE WHEN language = %s THEN 0 ELSE 1 END, score DESC, language
    )
  FROM allowed WHERE NOT alone{{tolerated}}
), works AS NOT MATERIALIZED (
  SELECT *, {{in_scope}} AS scope FROM seen WHERE version < 2
), first AS MATERIALIZED (
  SELECT * FROM works WHERE version < 2{{obeying}} ORDER BY {{order}} LIMIT %s
), ranked AS (
  SELECT c.*, {{fine}} AS rank FROM (SELECT first.*, ROW_NUMBER() OVER (ORDER BY {{order}}) AS near FROM first) c
  JOIN search_entrytext t ON t.entry_id = c.entry_id AND t.audience IN ({{audiences}})
), shown AS (
  SELECT * FROM (
    SELECT 'hit' AS tag, ROW_NUMBER() OVER (ORDER BY {{ranked}}) AS place, entry_id, rank FROM ranked
  ) AS hits WHERE place > %s AND place <= %s{{others}}
)
SELECT s.tag, s.place, e.object_kind AS value, e.object_id, e.number, e.kind, e.language, s.rank, e.access, e.title,
  e.summary, t.labels_shown, t.body_shown
FROM shown s JOIN search_searchentry e ON e.id = s.entry_id
  JOIN search_entrytext t ON t.entry_id = e.id AND t.audience IN ({{audiences}})
UNION ALL SELECT 'facts', COUNT(*), band, failed, CASE WHEN scope THEN 1 ELSE 0 END, kind, NULL, NULL, access,
  CAST(year AS varchar(10)), NULL, NULL, NULL FROM works GROUP BY kind, access, year, band, failed, scope
UNION ALL SELECT 'language', COUNT(*), language, {{nothing}} FROM seen WHERE version > 0{{obeying_but_language}}
  GROUP BY language
UNION ALL SELECT 'theme', COUNT(*), theme_set, {{nothing}} FROM works
  WHERE theme_set <> ''{{obeying_but_theme}} GROUP BY theme_set
UNION ALL SELECT 'territory', COUNT(*), territory_set, {{nothing}} FROM works
  WHERE territory_set <> ''{{obeying_but_territory}} GROUP BY territory_set
"""
OTHERS = f"""
  UNION ALL SELECT * FROM (
    SELECT 'other' AS tag, ROW_NUMBER() OVER (ORDER BY {{order}}) AS place, entry_id, best FROM works
    WHERE failed = 0 AND NOT scope
  ) AS others WHERE place <= {ELSEWHERE}"""
# What one condition on rows ``e`` lets through; the database knows how many rows of each kind there are.
ALLOWED = f"""
  SELECT e.id AS entry_id, e.object_kind, e.key, e.number, e.kind, e.language, e.access, e.year, e.band, e.theme_set,
    e.territory_set, e.published_at, e.confirmed_on, e.alone, {{title}} AS title, {{failed}} AS failed,
    f.score * CASE WHEN e.language = %s THEN {OWN_LANGUAGE} ELSE 1.0 END AS score
  FROM found f JOIN search_searchentry e ON e.id = f.entry_id WHERE {{condition}}
"""
TREES = ("theme", "territory")


@dataclass
class Row:
    object_kind: str
    object_id: int
    number: int
    kind: str
    language: str
    score: float
    access: str
    title: str
    summary: str
    labels: str
    body: str


@dataclass
class Found:
    rows: list[Row] = field(default_factory=list)
    other_rows: list[Row] = field(default_factory=list)
    total: int = 0
    elsewhere: int = 0
    facets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def read(
    query: SearchQuery, page: int, found: Sql, fine: Sql, allowed: list[Condition], audiences: list[str]
) -> Found:
    """`found`: rows of ``entry_id`` and ``score``. `fine` weighs the text ``t`` of the first ones more closely."""
    in_scope, scoped, scope_values = "1 = 1", "", list[Any]()
    if query.scope == "language":
        in_scope, scoped, scope_values = "language = %s", " AND scope", [query.language]
    order = ORDERS[query.sort] + LAST_ORDER
    ranked, weighed, weighed_values = order, "best", list[Any]()
    if query.sort == "relevance" and fine[0]:
        ranked = f"rank DESC, {order}"
        own_language = f"CASE WHEN c.language = %s THEN {OWN_LANGUAGE} ELSE 1.0 END"
        weighed = f"CASE WHEN near <= {MOST_RANKED} THEN ({fine[0]}) * {own_language} ELSE 0.0 END"
        weighed_values = [*fine[1], query.language]
    kinds, kinds_values = _allowed(query, allowed)
    sql = STATEMENT.format(
        found=found[0],
        allowed=kinds,
        tolerated=_failing(query, *choices(query)),
        obeying=_failing(query) + scoped,
        obeying_but_language=_failing(query, "language"),
        obeying_but_theme=_failing(query, "theme") + scoped,
        obeying_but_territory=_failing(query, "territory") + scoped,
        in_scope=in_scope,
        others=OTHERS.format(order=order) if scoped else "",
        order=order,
        ranked=ranked,
        fine=weighed,
        audiences=", ".join(f"'{audience}'" for audience in audiences),
        nothing=", ".join(["NULL"] * 10),
    )
    skipped = min((page - 1) * query.page_size, LAST_ROW)
    values = [*found[1], *kinds_values, query.language, *scope_values]
    values += [max(skipped + query.page_size, MOST_RANKED), *weighed_values, skipped, skipped + query.page_size]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return _sorted_out(query, cursor.fetchall())


def _allowed(query: SearchQuery, allowed: list[Condition]) -> Sql:
    failed, failed_values = _failed(query)
    title = "e.title" if query.sort == "title" else "NULL"
    parts = [ALLOWED.format(title=title, failed=failed, condition=condition) for condition, _values in allowed]
    values = [value for _sql, own in allowed for value in (*failed_values, query.language, *own)]
    return " UNION ALL ".join(parts), values


def _failing(query: SearchQuery, *names: str) -> str:
    """The condition on rows that fail in one of these facets at most."""
    if not choices(query):
        return ""
    return f" AND failed IN ({', '.join(str(bit) for bit in [0, *map(bit_of, names)])})"


def _failed(query: SearchQuery) -> Sql:
    """The bits of the facets whose choices a row ``e`` does not obey."""
    bits, values = ["0"], list[Any]()
    for name, chosen in choices(query).items():
        condition = f"e.{name} IN ({_marks(chosen)})"
        if name in TREES:
            rows = f"SELECT 1 FROM search_entryfacet v WHERE v.entry_id = e.id AND v.name = '{name}'"
            condition = f"EXISTS ({rows} AND v.value IN ({_marks(chosen)}))"
        bits.append(f"CASE WHEN {condition} THEN 0 ELSE {bit_of(name)} END")
        values += chosen
    return " + ".join(bits), values


def _marks(values: tuple) -> str:
    return ", ".join(["%s"] * len(values))


def _sorted_out(query: SearchQuery, rows: list[tuple]) -> Found:
    found = Found()
    counts: Counts = {name: Counter() for name in FACETS}
    for tag, number, value, *rest in sorted(rows, key=lambda row: row[1]):
        match tag:
            case "hit":
                found.rows.append(Row(value, *rest))
            case "other":
                found.other_rows.append(Row(value, *rest))
            case "facts":
                _count_facts(found, counts, number, value, rest)
            case _:
                for one in value.split():
                    counts[tag][one] += number
    found.facets = described(query, counts)
    return found


def _count_facts(found: Found, counts: Counts, number: int, band: str, rest: list[Any]) -> None:
    """So many works of one kind, access, year and band that failed in the same."""
    failed, in_scope, kind, _language, _score, access, year, *_nothing = rest
    if not failed:
        found.total += number if in_scope else 0
        found.elsewhere += 0 if in_scope else number
    if in_scope:
        for name, value in (("kind", kind), ("access", access), ("year", year), ("band", band)):
            if value and failed in (0, bit_of(name)):
                counts[name][value] += number
