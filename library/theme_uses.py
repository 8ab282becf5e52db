"""What refers to a theme, found from the models themselves: a relation that is made later is found too.

Besides rows there are objects kept as JSON: drafts, old revisions, and the sources of translations.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import DraftStateMixin, ReferenceIndex, Revision
from wagtail_localize.models import TranslationSource

from library.models import FormerTheme, Theme

# Of what happened, not of what is: these keep naming what they named.
HISTORIES = {
    *("wagtailcore.referenceindex", "wagtailcore.modellogentry", "admin.logentry"),
    *("wagtailsearch.indexentry", "modelsearch.indexentry"),
}
MANY = 200  # rows at once

Change = Callable[[int], int]


@dataclass(frozen=True)
class Use:
    """Something that names a theme. `draft`: only what is not published yet does."""

    thing: Model
    draft: bool = False


def foreign_keys() -> list[ForeignKey]:
    """Every one to a theme, those of the hidden tables of many-to-many relations too; not the theme's own parts."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
        and field.related_model is Theme
        and not isinstance(field, ParentalKey)
        and model is not FormerTheme
        and model._meta.managed
        and not model._meta.proxy
    ]


def generic_keys() -> list[tuple[type[Model], GenericForeignKey]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey) and model._meta.label_lower not in HISTORIES
    ]


def generic_rows(model: type[Model], key: GenericForeignKey, theme: int) -> Any:
    kind = ContentType.objects.get_for_model(Theme)
    column: Any = model._meta.get_field(key.fk_field)
    return model._base_manager.filter(**{key.ct_field: kind, key.fk_field: column.to_python(theme)})


def texts_naming(theme: Theme) -> list[Model]:
    """What names it inside a text: no other rows can be put in its place there."""
    found = []
    for reference in ReferenceIndex.get_references_to(theme):
        field = reference.source_field
        if not isinstance(field, ForeignKey) and (thing := _specific(reference)):
            found.append(thing)
    return found


def _specific(reference: ReferenceIndex) -> Model | None:
    model = reference.content_type.model_class()
    return model._default_manager.filter(pk=reference.object_id).first() if model else None


# Who uses it


def uses(theme: Theme) -> list[Use]:
    """Each once, what is published first. Narrower themes are no use: they stand below."""
    found: dict[tuple[str, Any], Use] = {}

    def note(thing: Model | None, draft: bool = False) -> None:
        if thing is not None and thing != theme:
            first = [*thing._meta.get_parent_list(), type(thing)][0]  # a bare sheet is its kind's
            found.setdefault((first._meta.label, thing.pk), Use(thing, draft))

    for key in foreign_keys():
        if key.model is Theme:
            continue
        for thing in _owners(key, theme):
            note(thing)
    for model, generic in generic_keys():
        for row in generic_rows(model, generic, theme.pk)[:MANY]:
            note(row)
    for thing in texts_naming(theme):
        note(thing)
    for thing in _drafts(theme.pk):
        note(thing, draft=True)
    return sorted(found.values(), key=lambda use: use.draft)


def _owners(key: ForeignKey, theme: Theme) -> Iterable[Model]:
    model = key.model
    if not model._meta.auto_created:
        for row in model._base_manager.filter(**{key.name: theme}):
            yield _cluster_of(row)
        return
    other = other_end(key)
    keys = model._base_manager.filter(**{key.name: theme}).values(other.attname)
    things = other.related_model._default_manager.filter(pk__in=keys)
    related = [f.name for f in other.related_model._meta.fields if f.name in {"locale", "work"}]
    yield from things.select_related(*related) if related else things


def other_end(key: ForeignKey) -> ForeignKey:
    """In the table of a many-to-many relation."""
    (other,) = [field for field in key.model._meta.local_fields if isinstance(field, ForeignKey) and field is not key]
    return other


def _cluster_of(row: Any) -> Model:
    for field in row._meta.fields:
        if isinstance(field, ParentalKey):
            return getattr(row, field.name)
    return row


def _drafts(theme: int) -> Iterator[Model]:
    """What is written and not published, or is to be published at a date."""
    for model in naming_models():
        if not issubclass(model, DraftStateMixin):
            continue
        kind = ContentType.objects.get_for_model(model)
        waiting = model._default_manager.filter(Q(has_unpublished_changes=True) | Q(live=False))
        latest = waiting.order_by().exclude(latest_revision=None).values("latest_revision")
        revisions = Revision.objects.filter(Q(pk__in=latest) | Q(approved_go_live_at__isnull=False), content_type=kind)
        keys = set()
        for object_id, content in revisions.values_list("object_id", "content").iterator(MANY):
            if theme in set(named_in(content, model)):
                keys.add(object_id)
        yield from model._default_manager.filter(pk__in=keys)


# Objects kept as JSON


@lru_cache(maxsize=1)
def naming_models() -> list[type[Model]]:
    """The kinds of object that may name a theme in their JSON, by themselves or in their rows."""
    return [model for model in apps.get_models() if _places(model)]


@lru_cache
def _places(model: type[Model]) -> tuple[tuple[str, ...], tuple[tuple[str, type[Model]], ...]]:
    """The fields that name themes, and the rows that have such fields. Empty where there are none."""
    if model is Theme:
        return ()  # type: ignore[return-value]
    own = [field.name for field in (*model._meta.fields, *model._meta.many_to_many) if field.related_model is Theme]
    rows = [
        (relation.get_accessor_name(), relation.related_model)
        for relation in get_all_child_relations(model)
        if relation.related_model is not model and _places(relation.related_model)
    ]
    return (tuple(own), tuple(rows)) if own or rows else ()  # type: ignore[return-value]


def named_in(content: Any, model: type[Model]) -> Iterator[int]:
    """The keys of the themes that serialised content of this kind names."""
    noted: list[int] = []

    def note(key: int) -> int:
        noted.append(key)
        return key

    replace_in(content, model, note)
    yield from noted


def replace_in(content: Any, model: type[Model], change: Change) -> bool:
    """Change the keys of themes in serialised content. Returns whether that changed anything."""
    places, changed = _places(model), False
    if not places or not isinstance(content, dict):
        return False
    own, rows = places
    for name in own:
        value = content.get(name)
        new = list(dict.fromkeys(map(change, value))) if isinstance(value, list) else value and change(value)
        if new != value:
            content[name], changed = new, True
    for name, row_model in rows:
        for row in content.get(name) or ():
            changed |= replace_in(row, row_model, change)
    return changed


def replace_in_all_json(old: int, new: int) -> int:
    """In every revision and every source of translations. Returns how many were changed."""
    count = 0

    def change(key: int) -> int:
        return new if key == old else key

    for model in naming_models():
        kind = ContentType.objects.get_for_model(model)
        revisions = Revision.objects.filter(content_type=kind)
        for pk, content in revisions.values_list("pk", "content").iterator(MANY):
            if replace_in(content, model, change):
                count += Revision.objects.filter(pk=pk).update(content=content)
        sources = TranslationSource.objects.filter(specific_content_type=kind)
        for pk, text in sources.values_list("pk", "content_json").iterator(MANY):
            content = json.loads(text)
            if replace_in(content, model, change):
                count += TranslationSource.objects.filter(pk=pk).update(content_json=json.dumps(content))
    return count
