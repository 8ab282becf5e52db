"""The one statement of a search: what matches and may be seen, once a work, with its page, total and facets."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from library.models.sheets import Access
from library.vocabulary import concepts
from networks.models import Territory
from search.bands import band_label
from search.labels import kind_label
from search.visibility import Condition

from .base import FACETS, SearchQuery
from .dialects import Sql

ELSEWHERE = 3
LAST_ROW = 10_000_000

ORDERS = {
    "relevance": "best DESC, ",
    "newest": "",
    "confirmed": "confirmed_on IS NULL, confirmed_on DESC, ",
    "title": "title, ",
}
LAST_ORDER = "published_at IS NULL, published_at DESC, number DESC, object_kind"

STATEMENT = f"""
WITH parts AS MATERIALIZED (
  {{found}}
), found AS MATERIALIZED (
  SELECT text_id, SUM(score) AS score FROM parts GROUP BY text_id
), seen AS MATERIALIZED (
  SELECT e.id AS entry_id, e.object_kind, e.key, e.object_id, e.number, e.kind, e.language, e.access, e.title,
    e.year, e.band, e.published_at, e.confirmed_on, f.text_id,
    MAX(f.score) OVER (PARTITION BY e.object_kind, e.key) AS best,
    ROW_NUMBER() OVER (
      PARTITION BY e.object_kind, e.key ORDER BY CASE WHEN e.language = %s THEN 0 ELSE 1 END, f.score DESC, e.language
    ) AS version
  FROM found f JOIN search_entrytext t ON t.id = f.text_id JOIN search_searchentry e ON e.id = t.entry_id
  WHERE {{wanted}}
), hits AS MATERIALIZED (
  SELECT *, ROW_NUMBER() OVER (ORDER BY {{order}}) AS place FROM seen WHERE version = 1 AND {{in_scope}}
), others AS MATERIALIZED (
  SELECT *, ROW_NUMBER() OVER (ORDER BY {{order}}) AS place FROM seen WHERE version = 1 AND NOT {{in_scope}}
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
UNION ALL SELECT 'year', COUNT(*), CAST(year AS varchar(10)), {{nothing_more}} FROM hits
  WHERE year IS NOT NULL GROUP BY year
UNION ALL SELECT 'band', COUNT(*), band, {{nothing_more}} FROM hits WHERE band <> '' GROUP BY band
UNION ALL SELECT v.name, COUNT(*), v.value, {{nothing_more}} FROM hits
  JOIN search_entryfacet v ON v.entry_id = hits.entry_id WHERE v.name <> 'tag' GROUP BY v.name, v.value
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
    chosen, chosen_values = choices(query)
    condition, condition_values = f"{condition}{chosen}", [*condition_values, *chosen_values]
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


def choices(query: SearchQuery) -> Sql:
    """What is chosen of the facets, as further conditions on ``e``."""
    sql, values = "", list[Any]()
    columns: dict[str, tuple] = {
        "kind": query.kinds,
        "band": query.bands,
        "year": query.years,
        "language": query.languages,
        "access": query.access,
    }
    for column, chosen in columns.items():
        if chosen:
            sql += f" AND e.{column} IN ({_marks(chosen)})"
            values += chosen
    for name, chosen in (("theme", query.themes), ("territory", query.territories)):
        if chosen:
            rows = f"SELECT 1 FROM search_entryfacet v WHERE v.entry_id = e.id AND v.name = '{name}'"
            sql += f" AND EXISTS ({rows} AND v.value IN ({_marks(chosen)}))"
            values += chosen
    return sql, values


def _marks(values: tuple) -> str:
    return ", ".join(["%s"] * len(values))


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
    described = labels(name, [value for value, _count, _label in counts])
    values = [{"value": v, "count": n, **described[v]} for v, n, _label in counts if v in described]
    if name == "year":
        return sorted(values, key=lambda facet: facet["value"], reverse=True)
    return sorted(values, key=lambda facet: (-facet["count"], facet["label"]))


def labels(name: str, values: list[str]) -> dict[str, dict[str, Any]]:
    """What each value of a facet is called, and in a tree what stands above it. Unknown ones are left out."""
    if name == "theme":
        known = concepts()
        return {
            concept.identifier: {
                "label": concept.label(),
                "parent": known[concept.parent].identifier if concept.parent in known else None,
            }
            for concept in known.values()
            if concept.identifier in values
        }
    if name == "territory":
        places = Territory.objects.filter(reference__in=values).select_related("department", "region")
        return {
            place.reference: {
                "label": place.name,
                "parent": getattr(place.department or place.region, "reference", None),
            }
            for place in places
        }
    return {value: {"label": facet_label(name, value)} for value in values}


def facet_label(name: str, value: str) -> str:
    match name:
        case "kind":
            return kind_label(value)
        case "band":
            return band_label(value)
        case "language":
            return dict(settings.LANGUAGES).get(value, value)
        case "access":
            return str(dict(Access.choices).get(value, value))
    return value
