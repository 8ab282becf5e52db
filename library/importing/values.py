"""Sheets found by what a table calls them, and what they hold in the form in which a row is read."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Q

from library.models import KINDS, Sheet
from library.tag_names import tag_key

from .names import Names
from .text import clean, normal, one_line

# A sheet without an external identifier is called by its number and language.
NUMBERED = re.compile(r"#([0-9]{1,15})-([A-Za-z-]{2,10})")


def name_of(sheet: Sheet) -> str:
    return sheet.external_id or f"#{sheet.work_id}-{sheet.locale.language_code}"


def find_sheets(external_ids: Iterable[str]) -> dict[str, Sheet]:
    """The sheets of these identifiers, of their kinds, with what a comparison reads."""
    wanted = set(external_ids)
    numbers = {name: (int(match[1]), match[2].lower()) for name in wanted if (match := NUMBERED.fullmatch(name))}
    found: dict[str, Sheet] = {}
    for chunk in in_parts(wanted):
        condition = Q(external_id__in=chunk) | Q(work__in=[numbers[name][0] for name in chunk if name in numbers])
        for sheet in with_values(Sheet.objects.filter(condition)):
            if sheet.external_id in wanted:
                found[sheet.external_id] = sheet
            by_number = sheet.work_id, sheet.locale.language_code
            found.update({name: sheet for name in chunk if numbers.get(name) == by_number})
    return found


def in_parts(things: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    """Databases limit how many values one query may hold."""
    things = iter(things)
    while part := list(islice(things, size)):
        yield part


def with_values(sheets: Any) -> Iterator[Sheet]:
    """The given sheets as objects of their kinds, each kind read at once."""
    by_kind: dict[str, list[int]] = {}
    for pk, kind in sheets.values_list("pk", "work__kind"):
        by_kind.setdefault(kind, []).append(pk)
    for kind, pks in by_kind.items():
        rows = KINDS[kind].objects.filter(pk__in=pks)
        yield from rows.select_related("locale", "work__source__locale", "latest_revision").prefetch_related(
            "groups", "themes", "tags"
        )


def latest(sheet: Sheet) -> Sheet:
    """The sheet with its draft, where it has one."""
    if sheet.has_unpublished_changes and sheet.latest_revision:
        return sheet.with_content_json(sheet.latest_revision.content)
    return sheet


def words(sheet: Sheet) -> dict[str, str]:
    return {"title": one_line(sheet.title), "summary": normal(sheet.summary), "body": clean(sheet.body)}


def facts(sheet: Sheet) -> dict[str, Any]:
    return {
        "access": sheet.access,
        "groups": frozenset(sheet.groups.all()),
        "year": sheet.year,
        "territory": sheet.territory_id,
        "themes": frozenset(sheet.themes.all()),
        "tags": tuple(tag.name for tag in sheet.tags.all()),
    }


def differences(wanted: dict[str, Any], held: dict[str, Any]) -> set[str]:
    """The fields in which they differ."""
    return {name for name, value in wanted.items() if _comparable(name, value) != _comparable(name, held[name])}


def _comparable(name: str, value: Any) -> Any:
    return {tag_key(tag) for tag in value} if name == "tags" else value


def apply(sheet: Sheet, values: dict[str, Any]) -> None:
    """Set the fields, but the tags, which would make new tags in the database at once (`apply_tags`)."""
    for name, value in values.items():
        if name in ("groups", "themes"):
            getattr(sheet, name).set(value)
        elif name == "territory":
            sheet.territory_id = value
        elif name != "tags":
            setattr(sheet, name, value)


def apply_tags(sheet: Sheet, values: dict[str, Any], names: Names) -> None:
    if "tags" in values:
        sheet.tags.set([names.tag(tag) for tag in values["tags"]])
