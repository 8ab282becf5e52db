"""Two themes become one, and a theme moves: nothing that named the one that goes is lost."""

from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from library.models import FormerTheme, Theme, ThemeLabel, ThemeMatch, ThemeNote
from library.theme_uses import foreign_keys, generic_keys, generic_rows, other_end, replace_in_all_json, texts_naming
from library.vocabulary import tell


class ThemeRefusedError(Exception):
    """The change cannot be made; the message says why."""


@transaction.atomic
def move(theme: Theme, parent: Theme | None, user: Any = None) -> None:
    """Put it below another theme, or at the top."""
    locked = _locked(theme, *([parent] if parent else []))
    theme = locked[theme.pk]
    refuse_circle(theme, parent)
    if theme.parent_id == (parent.pk if parent else None):
        return
    theme.parent = parent
    theme.save(update_fields=["parent"])
    log(theme, "wagtail.edit", user=user)


def refuse_circle(theme: Theme, parent: Theme | None) -> None:
    """From the database: another process may have moved one of them meanwhile."""
    if theme.pk is None or parent is None:
        return
    path = [parent, *_above(parent)]
    if theme in path:
        names = " → ".join(str(one) for one in [*path[: path.index(theme) + 1]][::-1])
        message = _("“%(theme)s” cannot be below “%(parent)s”, which is itself below it: %(path)s.")
        raise ThemeRefusedError(message % {"theme": theme, "parent": parent, "path": names})


def _above(theme: Theme) -> list[Theme]:
    parents = dict(Theme.objects.values_list("pk", "parent"))
    found: list[int] = []
    at = parents.get(theme.pk)
    while at and at not in found:
        found.append(at)
        at = parents.get(at)
    themes = Theme.objects.prefetch_related("labels").in_bulk(found)
    return [themes[pk] for pk in found]


def merge(old: Theme, into: Theme, user: Any = None) -> Theme:
    """All that named `old` names `into`, which takes its words; the identifier of `old` leads to it from now on."""
    try:
        with transaction.atomic():
            return _merge(old, into, user)
    except DatabaseError as error:
        told = _("The database refused, try again: %(reason)s") % {"reason": str(error)[:200]}
        raise ThemeRefusedError(told) from error


def _merge(old: Theme, into: Theme, user: Any) -> Theme:
    if old.pk == into.pk:
        raise ThemeRefusedError(_("A theme cannot be merged into itself."))
    locked = _locked(old, into)
    old, into = locked[old.pk], locked[into.pk]
    if naming := texts_naming(old):
        names = ", ".join(f"“{thing}”" for thing in naming)
        raise ThemeRefusedError(_("It stands in the text of %(names)s: take it out there first.") % {"names": names})
    name = str(old)
    if old in _above(into):
        into.parent = old.parent
        into.save(update_fields=["parent"])
    _take_words(old, into)
    for key in foreign_keys():
        _repoint(key, old, into)
    for model, generic in generic_keys():
        generic_rows(model, generic, old.pk).update(**{generic.fk_field: into.pk})
    replace_in_all_json(old.pk, into.pk)
    FormerTheme.objects.filter(theme=old).update(theme=into)
    former = {"identifier": old.identifier, "uri": old.uri, "key": old.pk}
    old.delete()
    FormerTheme.objects.create(theme=into, **former)
    tell({into.pk})
    log(into, "library.merge_themes", user=user, data={"merged": name, "identifier": former["identifier"]})
    return into


def _locked(*themes: Theme) -> dict[int, Theme]:
    rows = Theme.objects.select_for_update().filter(pk__in=[theme.pk for theme in themes]).order_by("pk")
    found = {theme.pk: theme for theme in rows}
    if len(found) < len({theme.pk for theme in themes}):
        raise ThemeRefusedError(_("This theme is no longer there: someone has deleted or merged it meanwhile."))
    return found


def _take_words(old: Theme, into: Theme) -> None:
    """Its labels become alternatives, where the other has none in a language the preferred ones."""
    known = {(label.language, label.label.casefold()) for label in into.labels.all()}
    preferred = {label.language for label in into.labels.all() if label.preferred}
    for label in old.labels.all():
        first = label.preferred and label.language not in preferred
        if not first and (label.language, label.label.casefold()) in known:
            continue
        ThemeLabel.objects.create(theme=into, language=label.language, label=label.label, preferred=first)
    notes = {note.language: note for note in into.notes.all()}
    for note in old.notes.all():
        there = notes.get(note.language)
        if there is None:
            ThemeNote.objects.create(theme=into, language=note.language, text=note.text)
        elif note.text not in there.text:
            there.text = f"{there.text}\n\n{note.text}"
            there.save()
    for match in old.matches.all():
        if match.uri != into.uri:
            ThemeMatch.objects.get_or_create(theme=into, uri=match.uri)


def _repoint(key: ForeignKey, old: Theme, into: Theme) -> None:
    """The rows of one relation. What names both already keeps the one."""
    rows = key.model._base_manager.filter(**{key.name: old})
    if key.model._meta.auto_created:
        other = other_end(key)
        both = key.model._base_manager.filter(**{key.name: into}).values_list(other.attname, flat=True)
        rows.filter(**{f"{other.name}__in": list(both)}).delete()
        rows.update(**{key.name: into})
        return
    for row in rows:
        setattr(row, key.name, into)
        try:
            with transaction.atomic():
                row.save(update_fields=[key.name])
        except IntegrityError as error:
            told = {"thing": f"{row._meta.verbose_name} “{row}”"}
            raise ThemeRefusedError(_("Both themes stand in the same place of %(thing)s.") % told) from error
        ReferenceIndex.create_or_update_for_object(row)
