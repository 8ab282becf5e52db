"""The one statement of a search: what matches and may be seen, once a work, with its page, total and facets."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from search.visibility import Condition

from .base import FACETS, SearchQuery
from .dialects import Sql
from .facets import Counts, choices, described

ELSEWHERE = 3
LAST_ROW = 10_000_000

ORDERS = {
    "relevance": "best DESC, ",
    "newest": "",
    "confirmed": "confirmed_on IS NULL, confirmed_on DESC, ",
    "title": "title, ",
}
LAST_ORDER = "published_at IS NULL, published_at DESC, number DESC, object_kind"
NOTHING_MORE = ", ".join(["NULL"] * 10)


def bit_of(facet: str) -> int:
    return 1 << FACETS.index(facet)


# `failed` has a bit for each facet whose choices a row does not obey. A facet is counted over the rows that obey all
# the others, so that a reader sees what another choice in it would lead to.
STATEMENT = f"""
WITH parts AS MATERIALIZED (
  {{found}}
), found AS MATERIALIZED (
  SELECT text_id, SUM(score) AS score FROM parts GROUP BY text_id
), matched AS (
  SELECT e.id AS entry_id, e.object_kind, e.key, e.object_id, e.number, e.kind, e.language, e.access, e.title,
    e.year, e.band, e.published_at, e.confirmed_on, f.text_id, f.score, {{failed}} AS failed
  FROM found f JOIN search_entrytext t ON t.id = f.text_id JOIN search_searchentry e ON e.id = t.entry_id
  WHERE {{wanted}}
), seen AS MATERIALIZED (
  SELECT matched.*, MAX(score) OVER (PARTITION BY object_kind, key) AS best,
    ROW_NUMBER() OVER (
      PARTITION BY object_kind, key
      ORDER BY failed & {bit_of("language")}, CASE WHEN language = %s THEN 0 ELSE 1 END, score DESC, language
    ) AS version
  FROM matched WHERE failed IN ({{tolerated}})
), works AS MATERIALIZED (
  SELECT *, {{in_scope}} AS scope,
    ROW_NUMBER() OVER (PARTITION BY failed <> 0, {{in_scope}} ORDER BY {{order}}) AS place
  FROM seen WHERE version = 1
), shown AS (
  SELECT 'hit' AS tag, works.* FROM works WHERE failed = 0 AND scope AND place > %s AND place <= %s
  UNION ALL SELECT 'other', works.* FROM works WHERE failed = 0 AND NOT scope AND place <= {ELSEWHERE}
)
SELECT s.tag, s.place, s.object_kind AS value, s.object_id, s.number, s.kind, s.language, s.best, s.access, s.title,
  e.summary, t.labels_shown, t.body_shown
FROM shown s JOIN search_entrytext t ON t.id = s.text_id JOIN search_searchentry e ON e.id = t.entry_id
UNION ALL SELECT 'total', COUNT(*), {{nothing}} FROM works WHERE failed = 0 AND scope
UNION ALL SELECT 'elsewhere', COUNT(*), {{nothing}} FROM works WHERE failed = 0 AND NOT scope
UNION ALL SELECT 'language', COUNT(*), language, {{nothing_more}} FROM seen WHERE failed IN (0, {bit_of("language")})
  GROUP BY language
"""
TREES = ("theme", "territory")
COLUMNS = {"kind": "kind", "access": "access", "year": "CAST(year AS varchar(10))", "band": "band"}
COUNTS = "".join(
    f"UNION ALL SELECT '{name}', COUNT(*), {column}, {NOTHING_MORE} FROM works "
    f"WHERE failed IN (0, {bit_of(name)}) AND scope AND {name} IS NOT NULL GROUP BY {name} "
    for name, column in COLUMNS.items()
) + "".join(
    f"UNION ALL SELECT v.name, COUNT(*), v.value, {NOTHING_MORE} FROM works "
    f"JOIN search_entryfacet v ON v.entry_id = works.entry_id AND v.name = '{name}' "
    f"WHERE works.failed IN (0, {bit_of(name)}) AND scope GROUP BY v.name, v.value "
    for name in TREES
)


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


def read(query: SearchQuery, page: int, found: Sql, wanted: Condition) -> Found:
    in_scope, scope_values = "1 = 1", []
    if query.scope == "language":
        in_scope, scope_values = "language = %s", [query.language]
    failed, failed_values = _failed(query)
    sql = STATEMENT.format(
        found=found[0],
        failed=failed,
        tolerated=", ".join(str(bit) for bit in [0, *(bit_of(name) for name in choices(query))]),
        wanted=wanted[0],
        in_scope=in_scope,
        order=ORDERS[query.sort] + LAST_ORDER,
        nothing=", ".join(["NULL"] * 11),
        nothing_more=NOTHING_MORE,
    )
    skipped = min((page - 1) * query.page_size, LAST_ROW)
    values = [*found[1], *failed_values, *wanted[1], query.language, *scope_values, *scope_values]
    values += [skipped, skipped + query.page_size]
    with connection.cursor() as cursor:
        cursor.execute(sql + COUNTS, values)
        return _sorted_out(query, cursor.fetchall())


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
    counts: Counts = {name: {} for name in FACETS}
    for tag, number, value, *rest in sorted(rows, key=lambda row: row[1]):
        match tag:
            case "hit":
                found.rows.append(Row(value, *rest))
            case "other":
                found.other_rows.append(Row(value, *rest))
            case "total":
                found.total = number
            case "elsewhere":
                found.elsewhere = number
            case _:
                counts[tag][value] = number
    found.facets = described(query, counts)
    return found
