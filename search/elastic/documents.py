"""From entries to what is sent of them: a document in the index of each audience that finds it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from search.models import EntryFacet, EntryText, SearchEntry
from search.text import fold

COPIED = ("object_kind", "kind", "language", "access", "group_ids", "alone", "number", "year", "band")
DATES = ("published_at", "confirmed_on", "expires_at")
FACETS = (EntryFacet.Name.THEME, EntryFacet.Name.TERRITORY, EntryFacet.Name.TAG)
TEXTS_AT_ONCE = 100  # of entries: bounds what is in memory

Target = Callable[[str, str], str]  # language and audience, to the name that is written to


@dataclass(frozen=True)
class Operation:
    """One line or two of a bulk request."""

    entry: int
    lines: bytes


def audiences(entries: Iterable[SearchEntry]) -> dict[int, set[str]]:
    """In whose indices each of these is to stand."""
    known = {code for code, _name in settings.LANGUAGES}
    written = {entry.pk for entry in entries if entry.language in known and not entry.gone}
    found: dict[int, set[str]] = defaultdict(set)
    for pk, audience in EntryText.objects.filter(entry__in=written).values_list("entry_id", "audience"):
        found[pk].add(audience)
    return found


def operations(
    entries: list[SearchEntry], standing: dict[int, set[str]], target: Target, versioned: bool = True
) -> Iterator[Operation]:
    """What makes the index true for these entries: they stand for these audiences and for no other of `indexed_in`."""
    by_pk = {entry.pk: entry for entry in entries}
    known = {code for code, _name in settings.LANGUAGES}
    for entry in entries:
        if entry.language in known:
            for audience in sorted(set(entry.indexed_in) - standing.get(entry.pk, set())):
                yield _delete(entry, target(entry.language, audience), versioned)
    written = [pk for pk in by_pk if pk in standing]
    for start in range(0, len(written), TEXTS_AT_ONCE):
        # No cursor stays open meanwhile: SQLite could not write under it once another process has written.
        some = written[start : start + TEXTS_AT_ONCE]
        common = _common([by_pk[pk] for pk in some])
        texts = EntryText.objects.filter(entry__in=some).order_by("entry_id", "audience")
        for pk, audience, *columns in list(texts.values_list("entry_id", "audience", *EntryText.COLUMNS)):
            if audience in standing[pk]:
                words = {name: text for name, text in zip(EntryText.COLUMNS, columns, strict=True) if text}
                yield _index(by_pk[pk], target(by_pk[pk].language, audience), common[pk] | words)


def removals(entry: SearchEntry, target: Target) -> list[Operation]:
    """What takes an entry out of everything."""
    return [_delete(entry, target(entry.language, audience), versioned=True) for audience in sorted(entry.indexed_in)]


def _index(entry: SearchEntry, name: str, document: dict[str, Any]) -> Operation:
    # The same version again is welcome: whatever is sent twice is the same. An earlier one never wins.
    action = {"_index": name, "_id": str(entry.pk), "version": entry.version, "version_type": "external_gte"}
    return Operation(entry.pk, _line({"index": action}) + b"\n" + _line(document) + b"\n")


def _delete(entry: SearchEntry, name: str, versioned: bool) -> Operation:
    action: dict[str, Any] = {"_index": name, "_id": str(entry.pk)}
    if versioned:
        action |= {"version": entry.version, "version_type": "external_gte"}
    return Operation(entry.pk, _line({"delete": action}) + b"\n")


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _common(entries: list[SearchEntry]) -> dict[int, dict[str, Any]]:
    """What is the same for all audiences."""
    facets: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    chosen = EntryFacet.objects.filter(entry__in=entries, name__in=FACETS).order_by("entry_id", "name", "value")
    for pk, name, value in chosen.values_list("entry_id", "name", "value"):
        facets[pk][name].append(value)
    found = {}
    for entry in entries:
        document = {name: value for name in COPIED if (value := getattr(entry, name)) not in (None, "", [])}
        document |= {name: value.isoformat() for name in DATES if (value := getattr(entry, name))}
        document |= facets[entry.pk]
        document["key"] = f"{entry.object_kind}:{entry.key}"
        document["title_sort"] = fold(entry.title)
        found[entry.pk] = document
    return found
