"""The one statement of a search: what matches and may be seen, once a work, with its page, total and facets."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from library.models import Sheet, Theme, Work
from library.models.sheets import Access
from library.vocabulary import concepts
from networks.models import Territory
from search.labels import kind_label
from search.visibility import Condition

from .base import SearchQuery
from .dialects import Sql

ELSEWHERE = 3
LAST_ROW = 10_000_000
FACETS = ("kind", "theme", "territory", "year", "language", "access")

ORDERS = {
    "relevance": "best DESC, ",
    "newest": "",
    "confirmed": "confirmed_on IS NULL, confirmed_on DESC, ",
    "title": "title, ",
}
LAST_ORDER = "published_at IS NULL, published_at DESC, number DESC, object_kind"

WORK, SHEET, THEME = Work._meta.db_table, Sheet._meta.db_table, Theme._meta.db_table
CHOSEN, TERRITORY = Sheet.themes.through._meta.db_table, Territory._meta.db_table

STATEMENT = f"""
WITH RECURSIVE parts AS MATERIALIZED (
  {{found}}
), found AS MATERIALIZED (
  SELECT text_id, SUM(score) AS score FROM parts GROUP BY text_id
), seen AS MATERIALIZED (
  SELECT e.object_kind, e.key, e.object_id, e.number, e.kind, e.language, e.access, e.title, e.published_at,
    e.confirmed_on, f.text_id, MAX(f.score) OVER (PARTITION BY e.object_kind, e.key) AS best,
    ROW_NUMBER() OVER (
      PARTITION BY e.object_kind, e.key ORDER BY CASE WHEN e.language = %s THEN 0 ELSE 1 END, f.score DESC, e.language
    ) AS version
  FROM found f JOIN search_entrytext t ON t.id = f.text_id JOIN search_searchentry e ON e.id = t.entry_id
  WHERE {{wanted}}
), hits AS MATERIALIZED (
  SELECT *, ROW_NUMBER() OVER (ORDER BY {{order}}) AS place FROM seen WHERE version = 1 AND {{in_scope}}
), others AS MATERIALIZED (
  SELECT *, ROW_NUMBER() OVER (ORDER BY {{order}}) AS place FROM seen WHERE version = 1 AND NOT {{in_scope}}
), works AS (
  SELECT h.number, s.id AS source, s.year, s.territory_id FROM hits h
  JOIN {WORK} w ON w.id = h.number JOIN {SHEET} s ON s.id = w.source_id WHERE h.object_kind = 'work'
), broader(theme, above) AS (
  SELECT id, id FROM {THEME} UNION
  SELECT b.theme, t.parent_id FROM broader b JOIN {THEME} t ON t.id = b.above WHERE t.parent_id IS NOT NULL
), shown AS (
  SELECT 'hit' AS tag, hits.* FROM hits WHERE place > %s AND place <= %s
  UNION ALL SELECT 'other', others.* FROM others WHERE place <= {ELSEWHERE}
)
SELECT s.tag, s.place, s.object_kind AS value, s.object_id, s.number, s.kind, s.language, s.best, s.access, s.title,
  e.summary, t.labels_shown, t.body_shown
FROM shown s JOIN search_entrytext t ON t.id = s.text_id JOIN search_searchentry e ON e.id = t.entry_id
UNION ALL SELECT 'total', COUNT(*), {{nothing}} FROM hits
UNION ALL SELECT 'elsewhere', COUNT(*), {{nothing}} FROM others
UNION ALL SELECT 'kind', COUNT(*), kind, {{nothing_more}} FROM hits GROUP BY kind
UNION ALL SELECT 'access', COUNT(*), access, {{nothing_more}} FROM hits GROUP BY access
UNION ALL SELECT 'language', COUNT(*), language, {{nothing_more}} FROM seen GROUP BY language
UNION ALL SELECT 'year', COUNT(*), CAST(year AS varchar(10)), {{nothing_more}} FROM works
  WHERE year IS NOT NULL GROUP BY year
UNION ALL SELECT 'theme', COUNT(DISTINCT works.number), CAST(b.above AS varchar(20)), {{nothing_more}} FROM works
  JOIN {CHOSEN} c ON c.sheet_id = works.source JOIN broader b ON b.theme = c.theme_id GROUP BY b.above
UNION ALL SELECT 'territory', COUNT(*), d.reference, NULL, NULL, NULL, NULL, NULL, NULL, d.name, NULL, NULL, NULL
  FROM works JOIN {TERRITORY} p ON p.id = works.territory_id
  JOIN {TERRITORY} d ON d.id = COALESCE(p.department_id, p.id) GROUP BY d.reference, d.name
"""


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
    condition, condition_values = wanted
    if query.kind:
        condition, condition_values = f"{condition} AND e.kind = %s", [*condition_values, query.kind]
    sql = STATEMENT.format(
        found=found[0],
        wanted=condition,
        in_scope=in_scope,
        order=ORDERS[query.sort] + LAST_ORDER,
        nothing=", ".join(["NULL"] * 11),
        nothing_more=", ".join(["NULL"] * 10),
    )
    skipped = min((page - 1) * query.page_size, LAST_ROW)
    values = [*found[1], query.language, *condition_values, *scope_values, *scope_values]
    values += [skipped, skipped + query.page_size]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return _sorted_out(cursor.fetchall())


def _sorted_out(rows: list[tuple]) -> Found:
    found = Found()
    counts: dict[str, list[tuple[str, int, str]]] = {name: [] for name in FACETS}
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
                counts[tag].append((value, number, rest[6]))
    found.facets = {name: _facet(name, counts[name]) for name in FACETS}
    return found


def _facet(name: str, counts: list[tuple[str, int, str]]) -> list[dict[str, Any]]:
    """Values with label and count, the most frequent first; years from the latest."""
    values = []
    vocabulary = concepts() if name == "theme" else {}
    for value, count, label in counts:
        if name == "theme":
            concept = vocabulary.get(int(value))
            if concept is None:
                continue
            value, label = concept.identifier, concept.label()
        values.append({"value": value, "label": label or facet_label(name, value), "count": count})
    if name == "year":
        return sorted(values, key=lambda facet: facet["value"], reverse=True)
    return sorted(values, key=lambda facet: (-facet["count"], facet["label"]))


def facet_label(name: str, value: str) -> str:
    if name == "kind":
        return kind_label(value)
    if name == "language":
        return dict(settings.LANGUAGES).get(value, value)
    if name == "access":
        return str(dict(Access.choices).get(value, value))
    return value
