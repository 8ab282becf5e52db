"""Reads what Elasticsearch answered, and believes nothing: what is not as it should be raises."""

import math
from typing import Any

from .base import FACETS
from .facets import Counts

LARGEST_ID = 2**63


class NonsenseError(Exception):
    """What answered is no Elasticsearch of ours, or answered by halves."""


def whole(answers: Any, number: int) -> list[dict[str, Any]]:
    """The answers to so many questions, none of them in part."""
    responses = answers["responses"]
    if len(responses) != number:
        raise NonsenseError("not an answer to each question")
    for found in responses:
        if "error" in found:
            raise NonsenseError(str(found["error"])[:200])
        if found["timed_out"] or found["_shards"]["failed"] or not found["_shards"]["total"]:
            raise NonsenseError("half an answer")
    return responses


def held(found: dict[str, Any], number: int) -> list[int]:
    """How many texts there are, and how many hold each of so many choices."""
    buckets = found["aggregations"]["held"]["buckets"] if number else {}
    counts = [buckets[str(place)]["doc_count"] for place in range(number)]
    return [_number(count) for count in (found["hits"]["total"]["value"], *counts)]


def places(found: dict[str, Any]) -> list[tuple[int, float]]:
    """Entries with their scores, in their order."""
    read = []
    for hit in found["hits"]["hits"]:
        entry, score = int(hit["_id"]), float(hit["_score"] or 0)
        if not (0 < entry < LARGEST_ID and math.isfinite(score)):
            raise NonsenseError("no entry of ours")
        read.append((entry, score))
    return read


def tallied(found: dict[str, Any]) -> tuple[int, int, Counts]:
    """How many works are found, how many more in other languages, and all facets."""
    told, counts = found["aggregations"], Counts()
    for name in FACETS:
        above, called = (told[name], "values") if name in told else (told["rest"], name)
        twice = (
            {b["key"]: b for b in above["several"][called]["buckets"]} if called in above.get("several", ()) else {}
        )
        counts[name] = {
            str(b["key"]).replace("\0", ""): _works(b, twice.get(b["key"]))
            for b in above[called]["buckets"]
            if b["key"] != ""
        }
    total = _distinct(told["rest"])
    elsewhere = _distinct(told["everywhere"]) - total if "everywhere" in told else 0
    return total, max(elsewhere, 0), counts


def _distinct(bucket: dict[str, Any]) -> int:
    return _works(bucket, bucket.get("several"))


def _works(bucket: dict[str, Any], several: dict[str, Any] | None) -> int:
    """How many works the documents of a bucket are (see search.engines.elastic_query)."""
    documents = _number(bucket["doc_count"])
    if several is None:
        return documents
    return documents - _number(several["doc_count"]) + _number(several["works"]["value"])


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise NonsenseError(f"no number: {value!r}"[:200])
    return value
