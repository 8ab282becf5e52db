"""One question in the words of Elasticsearch. It weighs as search.engines.dialects does.

How rare a word is comes from `Plan.weights`, counted over what the reader may read, and how often and in how long a
text it stands from the index (search.elastic.indices): no statistics of the index itself, which would tell of other
readers' texts, and of what was deleted.
"""

from typing import Any

from elasticsearch_dsl import A, Search
from elasticsearch_dsl.query import Bool, ConstantScore, FunctionScore, Ids, MultiMatch, Query, Range, Term, Terms

from search.models import ObjectKind

from .base import FACETS, SearchQuery
from .dialects import ALL_WORDS, BODY, FILES, LABELS, SUMMARY, SYNONYM, TITLE
from .facets import MOST, choices
from .plan import Choice, Plan
from .statement import OWN_LANGUAGE

WEIGHED = {"title": TITLE, "summary": SUMMARY, "labels": LABELS, "body": BODY, "files": FILES}
FIELDS = [f"{name}^{weight}" for name, weight in WEIGHED.items()]
OF_SYNONYMS = [field for field in FIELDS if not field.startswith("labels")]  # labels hold all names of a theme
OTHER_FIELDS = 0.6  # what a word counts in a second field

PRECISE = 3_000
LAST = [
    {"published_at": {"order": "desc", "missing": "_last"}},
    {"number": "desc"},
    {"object_kind": "asc"},
    {"language": "asc"},
]
ORDERS: dict[str, list[dict]] = {
    "relevance": [{"_score": "desc"}],
    "newest": [],
    "confirmed": [{"confirmed_on": {"order": "desc", "missing": "_last"}}],
    "title": [{"title_sort": "asc"}],
}


# What is looked for


def holds(choice: Choice, fields: list[str] = FIELDS, weight: float = 1.0) -> Query:
    """Any of these words or phrases, best in the field where it counts most."""
    single = [phrase[0] for phrase in choice if len(phrase) == 1]
    parts: list[Query] = []
    if single:
        words = " ".join(dict.fromkeys(single))
        parts.append(MultiMatch(query=words, fields=fields, tie_breaker=OTHER_FIELDS, boost=weight))
    for phrase in dict.fromkeys(phrase for phrase in choice if len(phrase) > 1):
        parts.append(MultiMatch(query=" ".join(phrase), fields=fields, type="phrase", boost=weight))
    return parts[0] if len(parts) == 1 else Bool(should=parts)


def wanted(plan: Plan) -> dict[str, list]:
    """The parts of a Bool: any of the words, all of the phrases, nothing excluded; synonyms count less."""
    words = [holds(word, weight=weight) for word, weight in zip(plan.words, plan.weights, strict=True)]
    parts: dict[str, list] = {"must": [holds(phrase) for phrase in plan.phrases], "should": words, "must_not": []}
    if len(plan.words) > 1:
        all_words = Bool(filter=[holds(word) for word in plan.words])
        parts["should"].append(ConstantScore(filter=all_words, boost=ALL_WORDS * sum(plan.weights)))
    if plan.synonyms:
        weight = SYNONYM * max(plan.weights, default=1.0)
        parts["should"].append(holds(plan.synonyms, OF_SYNONYMS, weight))
    parts["must_not"] = [holds(excluded) for excluded in plan.excluded]
    return parts


def matching(query: SearchQuery, plan: Plan | None, rights: "Rights") -> Query:
    if plan is None:
        return Bool(filter=rights.filters, must_not=rights.hidden)
    parts = wanted(plan)
    found = {"must": parts["must"], "should": parts["should"], "minimum_should_match": 0 if plan.phrases else 1}
    hidden = [*parts["must_not"], *rights.hidden]
    if query.sort != "relevance":
        return Bool(filter=[Bool(**found), *rights.filters], must_not=hidden)
    own = {"filter": Term(language=query.language), "weight": OWN_LANGUAGE}
    return FunctionScore(query=Bool(**found, filter=rights.filters, must_not=hidden), functions=[own])


class Rights:
    """What the reader may find of these indices, as far as the index knows; the database has the last word."""

    def __init__(self, reader: Any, withheld: list[int], now: str) -> None:
        self.hidden: list[Query] = [Range(expires_at={"lte": now})]
        if withheld:
            self.hidden.append(Ids(values=[str(pk) for pk in withheld]))
        self.filters: list[Query] = []
        if not reader.is_authenticated or (reader.is_active and reader.is_superuser):
            return
        closed: Query = Term(access="groups")
        if reader.reads_everything:  # every work, but only the pages that are open to them
            closed = Bool(filter=[closed, Term(object_kind=ObjectKind.PAGE)])
        elif not reader.group_ids:
            return
        own = [Terms(group_ids=reader.group_ids)] if reader.group_ids else []
        self.filters = [Bool(should=[Bool(must_not=[closed]), *own], minimum_should_match=1)]


# What is asked


def counting(plans: list[Choice], rights: Rights) -> dict[str, Any]:
    asked = Search().query(Bool(filter=rights.filters, must_not=rights.hidden)).extra(size=0, track_total_hits=True)
    filters = {str(place): holds(choice).to_dict() for place, choice in enumerate(plans)}
    if filters:
        asked.aggs.bucket("held", A("filters", filters=filters))
    return asked.to_dict()


def asking(query: SearchQuery, plan: Plan | None, rights: Rights, skipped: int) -> dict[str, Any]:
    """A page of works, with the total and all facets, each counted under all choices but its own."""
    chosen = {name: Terms(**{name: list(values)}) for name, values in choices(query).items()}
    scope = [Term(language=query.language)] if query.scope == "language" else []
    asked: Any = Search().query(matching(query, plan, rights))
    if chosen or scope:
        asked = asked.post_filter(Bool(filter=[*chosen.values(), *scope]))
    one_language = bool(scope) or len(query.languages) == 1
    rest = asked.aggs.bucket("rest", _under([*chosen.values(), *scope]))
    several = _several(rest, one_language)
    if scope:
        _several(asked.aggs.bucket("everywhere", _under(list(chosen.values()))), False)
    for name in FACETS:
        others = [part for facet, part in chosen.items() if facet != name]
        if name == "language":
            asked.aggs.bucket("language", _under(others)).bucket("values", A("terms", field=name, size=50))
        elif name in chosen:
            own = asked.aggs.bucket(name, _under([*others, *scope]))
            _facet(own, _several(own, one_language), "values", name)
        else:
            _facet(rest, several, name, name)
    return {**asked.to_dict(), **_rows(query.sort, query.page_size, skipped)}


def elsewhere(query: SearchQuery, plan: Plan | None, rights: Rights, number: int) -> dict[str, Any]:
    """The first in the languages that the scope leaves out."""
    chosen = [Terms(**{name: list(values)}) for name, values in choices(query).items()]
    found = matching(query, plan, rights)
    asked: Any = Search().query(found).post_filter(Bool(filter=chosen, must_not=[Term(language=query.language)]))
    return {**asked.to_dict(), **_rows(query.sort, number, 0)}


def _rows(sort: str, size: int, skipped: int) -> dict[str, Any]:
    """Each work once: in the version that comes first."""
    return {
        "from": skipped,
        "size": size,
        "sort": [*ORDERS[sort], *LAST],
        "collapse": {"field": "key"},
        "track_total_hits": False,
        "_source": False,
    }


def _under(filters: list[Query]) -> Any:
    return A("filter", Bool(filter=filters))


def _several(above: Any, one_language: bool) -> Any:
    """Documents are versions. Those that are not the one version of their work are counted a second time, by works,
    which costs ten times as much (search.engines.elastic_answer.tallied). None where no work is met twice."""
    if one_language:
        return None
    several = above.bucket("several", A("filter", Bool(must_not=[Term(alone=True)])))
    several.metric("works", A("cardinality", field="key", precision_threshold=40_000))
    return several


def _facet(above: Any, several: Any, called: str, name: str) -> None:
    above.bucket(called, A("terms", field=name, size=MOST))
    if several is not None:
        values = several.bucket(called, A("terms", field=name, size=2 * MOST))
        values.metric("works", A("cardinality", field="key", precision_threshold=PRECISE))
