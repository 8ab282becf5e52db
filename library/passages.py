"""What a translation still has to follow: passages that are new, changed, or a machine's; and what changed in them.

wagtail-localize keeps the passages that were translated before, with the source's words of then: the last of them in
the same place is what the translator translated. A translation that is edited as a whole has none: there the revision
of the source that it translates says what the words were.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from wagtail.models import Revision
from wagtail_localize.models import String, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from home.corrections import passages_of
from home.facts_forms import label_of
from library.differences import Difference, difference, likeness
from library.models import Sheet
from library.rows import specific_source
from library.translations import translation_of

ALIKE = 0.4  # of a long text: from here on, a passage is an older one changed, below it is a new one


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    MACHINE = "machine"
    FAULT = "fault"


@dataclass
class Passage:
    path: str
    label: str
    now: str  # as wagtail-localize writes it: text with a few inline tags
    state: State
    before: str = ""
    translation: str = ""
    error: str = ""
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = str(String._get_data_hash(f"{self.path}\n{self.now}"))

    @property
    def difference(self) -> Difference:
        return difference(plain(self.before), plain(self.now))

    @property
    def text(self) -> str:
        return plain(self.now)

    @property
    def translated_text(self) -> str:
        return plain(self.translation)

    @property
    def is_only_marked_up_otherwise(self) -> bool:
        return self.state is State.CHANGED and plain(self.before) == plain(self.now)


def plain(words: str) -> str:
    return StringValue(words).render_text()


def source_of(thing: Any) -> Any | None:
    """The page or sheet that this one translates, as readers see it."""
    if isinstance(thing, Sheet):
        return specific_source(thing) if thing.work.source_id and not thing.is_source else None
    source = getattr(thing, "source", None)
    return None if source is None or source.pk == thing.pk else source


def outdated_passages(thing: Any) -> list[Passage]:
    """The passages of a translation that somebody should look at, in the order of the source."""
    source = source_of(thing)
    if source is None:
        return []
    translation = translation_of(thing)
    found = _of_strings(translation, source) if translation else _of_revisions(thing, source)
    return list(found)


def _of_strings(translation: Translation, source: Any) -> Iterator[Passage]:
    known: dict[str, dict[str, StringTranslation]] = {}
    made = StringTranslation.objects.filter(
        context__object_id=source.translation_key, locale=translation.target_locale_id
    ).select_related("translation_of", "context")
    for each in made.order_by("-updated_at"):
        if each.context is not None:
            known.setdefault(each.context.path, {})[each.translation_of.data] = each
    for path, passages in passages_of(source).items():
        here = known.get(path, {})
        older = {said: each for said, each in here.items() if said not in passages and not each.has_error}
        for now in passages:
            yield from _of_string(path, _label(source, path), now, here.get(now), older, alone=len(passages) == 1)


def _of_string(
    path: str,
    label: str,
    now: str,
    own: StringTranslation | None,
    older: dict[str, StringTranslation],
    alone: bool,
) -> Iterator[Passage]:
    if own is None:
        before = _nearest(now, list(older), alone)
        if before is None:
            yield Passage(path, label, now, State.NEW)
        else:
            yield Passage(path, label, now, State.CHANGED, before, older.pop(before).data)
    elif own.has_error:
        yield Passage(path, label, now, State.FAULT, translation=own.data, error=own.get_error() or "")
    elif own.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        yield Passage(path, label, now, State.MACHINE, translation=own.data)


def _nearest(now: str, older: list[str], alone: bool) -> str | None:
    """Of what stood here, the newest first: the newest where a place holds one passage, else the most alike."""
    if alone and older:
        return older[0]
    alike = {said: likeness(plain(said), plain(now)) for said in older}
    best = max(alike, key=lambda said: alike[said], default=None)
    return best if best is not None and alike[best] >= ALIKE else None


def _of_revisions(thing: Any, source: Any) -> Iterator[Passage]:
    if not thing.source_digest or thing.source_digest == source.source_digest:
        return
    kept = Revision.objects.for_instance(source).filter(content__source_digest=thing.source_digest)
    revision = kept.order_by("-pk").first()
    said = passages_of(revision.as_object()) if revision else {}
    own = passages_of(thing)
    for path, passages in passages_of(source).items():
        older = [passage for passage in said.get(path, []) if passage not in passages]
        for now in passages:
            if now in said.get(path, []):
                continue
            before = _nearest(now, older, len(passages) == 1)
            if before is None:
                yield Passage(path, _label(source, path), now, State.NEW)
                continue
            older.remove(before)
            translated = own.get(path, [])
            place = said[path].index(before)
            same = len(translated) == len(said[path])
            yield Passage(path, _label(source, path), now, State.CHANGED, before, translated[place] if same else "")


def _label(source: Any, path: str) -> str:
    """What the place is called in the form: “title”, or “step: what was done”."""
    first, *rest = path.split(".")
    try:
        of_row = source._meta.get_field(first)
        if of_row.one_to_many and len(rest) == 2:
            row = of_row.related_model
            return f"{capfirst(str(row._meta.verbose_name))} · {label_of(row, rest[1])}"
        return label_of(source, first)
    except FieldDoesNotExist:
        return first
