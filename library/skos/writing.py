"""Writes a plan. In bulk: a thesaurus has thousands of concepts, and signals are sent once for all of them."""

from collections.abc import Callable
from typing import Any

from library.models import Theme, ThemeLabel, ThemeMatch, ThemeNote
from library.vocabulary import tell

from .plan import Change, Plan, State

AT_ONCE = 500

Progress = Callable[[int, int], None]


def write(plan: Plan, progress: Progress | None = None) -> None:
    """To be called in the transaction in which the plan was made."""
    changes = [*plan.created, *plan.changed]
    for start in range(0, len(plan.created), AT_ONCE):
        some = [change.after for change in plan.created[start : start + AT_ONCE]]
        made = Theme.objects.bulk_create([Theme(identifier=state.identifier) for state in some])
        for state, theme in zip(some, made, strict=True):
            state.pk = theme.pk
    for start in range(0, len(changes), AT_ONCE):
        _write(changes[start : start + AT_ONCE])
        if progress:
            progress(min(start + AT_ONCE, len(changes)), len(changes))
    if changes:
        tell(change.after.pk for change in changes if change.after.pk)


def _write(changes: list[Change]) -> None:
    themes, labels, notes, matches = [], list[ThemeLabel](), list[ThemeNote](), list[ThemeMatch]()
    for change in changes:
        state = change.after
        key: Any = state.pk
        theme = Theme(pk=key, identifier=state.identifier, uri=state.uri)
        theme.parent_id = state.parent.pk if state.parent else None
        themes.append(theme)
        labels += _labels(state)
        notes += [ThemeNote(theme_id=key, language=code, text=text) for code, text in state.notes.items()]
        matches += [ThemeMatch(theme_id=key, uri=uri) for uri in sorted(state.matches)]
    Theme.objects.bulk_update(themes, ["uri", "parent"])
    old = [change.after.pk for change in changes if change.before]
    written: tuple[tuple[Any, list[Any]], ...] = ((ThemeLabel, labels), (ThemeNote, notes), (ThemeMatch, matches))
    for model, rows in written:
        if old:
            gone = model.objects.filter(theme__in=old)
            gone._raw_delete(gone.db)  # without a signal for each
        model.objects.bulk_create(rows)


def _labels(state: State) -> list[ThemeLabel]:
    key: Any = state.pk
    preferred = [(code, label, True) for code, label in state.preferred.items()]
    others = [(code, label, False) for code, labels in state.alternative.items() for label in sorted(labels)]
    return [
        ThemeLabel(theme_id=key, language=code, label=label, preferred=first)
        for code, label, first in (*preferred, *others)
    ]
