"""What each line would change, in words that staff compare: column, before, after."""

from collections.abc import Iterable
from typing import Any

from networks.models import Territory

from .plan import Action, Change
from .tables import COLUMNS
from .text import join_list
from .values import in_parts

MOST_SHOWN = 400  # letters of one text: the table is to be read by people


def told(changes: list[Change]) -> dict[int, list[list[str]]]:
    """By line of the table."""
    references = _references(changes)
    found: dict[int, list[list[str]]] = {}
    for change in changes:
        if change.action is Action.UNCHANGED:
            continue
        found[change.row.line] = lines = []
        for name in sorted(change.values, key=COLUMNS.index):
            before = _text(name, change.before.get(name), references)
            after = _text(name, change.values[name], references)
            if before != after:
                lines.append([name, *_shortened(before, after)])
        if change.renames:
            lines.append(["external_id", change.before["external_id"] or "", change.row.external_id])
        if change.before.get("live") != change.row.publish and (change.row.publish or not change.sheet.pk):
            lines.append(
                ["status", "draft" if change.sheet.pk else "", "published" if change.row.publish else "draft"]
            )
    return found


def _references(changes: Iterable[Change]) -> dict[int, str]:
    """Of territories, by primary key."""
    keys = {
        values["territory"] for change in changes for values in (change.values, change.before) if "territory" in values
    }
    return {
        pk: reference
        for part in in_parts(keys - {None})
        for pk, reference in Territory.objects.filter(pk__in=part).values_list("pk", "reference")
    }


def _text(name: str, value: Any, references: dict[int, str]) -> str:
    if value is None:
        return ""
    match name:
        case "themes":
            return join_list(sorted(theme.identifier for theme in value))
        case "groups":
            return join_list(sorted(group.name for group in value))
        case "tags":
            return join_list(sorted(value))
        case "territory":
            return references.get(value, "")
    return str(value)


def _shortened(before: str, after: str) -> tuple[str, str]:
    """Long texts from shortly before the place where they begin to differ."""
    if len(before) <= MOST_SHOWN and len(after) <= MOST_SHOWN:
        return before, after
    same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(same - 60, 0)

    def cut(text: str) -> str:
        part = text[start : start + MOST_SHOWN]
        return f"{'…' if start and part else ''}{part}{'…' if len(text) > start + MOST_SHOWN else ''}"

    return cut(before), cut(after)
