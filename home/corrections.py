"""Small corrections: a typo mended in the source leaves its translations as they are, and up to date.

The choice belongs to a revision, so it waits with it through review and schedule. When that revision is published,
what translated the source's words of before is said to translate those of now: digests, rows, passages, drafts too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail_localize.models import String, StringTranslation, TranslationContext, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from home.models.words import SmallCorrection


def is_offered(thing: Any) -> bool:
    """Whether a correction of it could leave translations as they are: a published source that has some."""
    return bool(thing.pk and thing.live and thing.is_source and _translations(thing).exists())


def is_chosen(thing: Any) -> bool:
    """Whether the draft that waits was said to be one."""
    revision = thing.latest_revision_id
    if not revision or revision == thing.live_revision_id:  # nothing waits
        return False
    return SmallCorrection.objects.filter(revision=revision, carried_at=None).exists()


def note_choice(thing: Any, revision: Revision, user: Any) -> None:
    """Keep with the revision what the form said of it. An autosave writes the same revision again."""
    if thing.small_correction and is_offered(thing):
        SmallCorrection.objects.update_or_create(revision=revision, defaults={"user": user, "carried_at": None})
    else:
        SmallCorrection.objects.filter(revision=revision, carried_at=None).delete()


@contextmanager
def carried(thing: Any) -> Iterator[None]:
    """Around the save that puts a revision online."""
    correction = _waiting(thing)
    before = _Words.of(_stored(thing)) if correction else None
    yield
    if correction and before:
        _carry(thing, before, correction)


def _waiting(thing: Any) -> SmallCorrection | None:
    if not (thing.pk and thing.live and thing.live_revision_id):
        return None
    waiting = SmallCorrection.objects.filter(revision=thing.live_revision_id, carried_at=None)
    found = waiting.select_related("user", "revision").first()
    return found if found and thing.is_source and _stored(thing).live else None


def _stored(thing: Any) -> Any:
    return type(thing)._default_manager.get(pk=thing.pk)


def _translations(thing: Any) -> Any:
    others = type(thing)._default_manager.filter(translation_key=thing.translation_key).exclude(pk=thing.pk)
    return others.filter(alias_of__isnull=True) if isinstance(thing, Page) else others


@dataclass
class _Words:
    """The words of a source at one moment."""

    digest: str
    rows: dict[str, dict[str, str]]  # by relation, then by key
    passages: dict[str, list[str]]  # by wagtail-localize's path

    @classmethod
    def of(cls, thing: Any) -> "_Words":
        rows = {
            relation: {str(row.translation_key): row.words() for row in getattr(thing, relation).all()}
            for relation in getattr(thing, "ROWS", ())
        }
        return cls(thing.source_digest, rows, passages_of(thing))

    def changed_rows(self, now: "_Words") -> dict[str, dict[str, tuple[str, str]]]:
        """By relation and key: the words before and now, where they differ."""
        return {
            relation: {
                key: (words, now.rows[relation][key])
                for key, words in rows.items()
                if now.rows[relation].get(key, words) != words
            }
            for relation, rows in self.rows.items()
        }

    def changed_passages(self, now: "_Words") -> Iterator[tuple[str, str, str]]:
        """Path, passage before, passage now."""
        for path, said in self.passages.items():
            says = now.passages.get(path, [])
            matcher = SequenceMatcher(None, said, says, autojunk=False)
            for change, a, b, c, d in matcher.get_opcodes():
                if change == "replace" and b - a == d - c:
                    yield from ((path, *pair) for pair in zip(said[a:b], says[c:d], strict=True))


def passages_of(thing: Any) -> dict[str, list[str]]:
    """The passages as wagtail-localize cuts them, by path; a long text has several under one path."""
    found: dict[str, list[str]] = {}
    segments = [segment for segment in extract_segments(thing) if isinstance(segment, StringSegmentValue)]
    for segment in sorted(segments, key=lambda segment: segment.order):
        found.setdefault(segment.path, []).append(segment.string.data)
    return found


def _carry(source: Any, before: _Words, correction: SmallCorrection) -> None:
    now = _Words.of(source)
    rows = before.changed_rows(now)
    for translation in _translations(source):
        _carry_to(translation, before, now, rows)
    _carry_passages(source, before, now)
    correction.carried_at = timezone.now()
    correction.save(update_fields=["carried_at"])
    log(instance=source, action="home.small_correction", user=correction.user, revision=correction.revision)


def _carry_to(translation: Any, before: _Words, now: _Words, rows: dict[str, dict[str, tuple[str, str]]]) -> None:
    """To the translation as it is shown, and to what waits behind it."""
    model = type(translation)
    model._default_manager.filter(pk=translation.pk, source_digest=before.digest).update(source_digest=now.digest)
    for relation, changes in rows.items():
        row = model._meta.get_field(relation).related_model
        for key, (said, says) in changes.items():
            own = row.objects.filter(**{row.OWNER: translation.pk}, translation_key=key, source_words=said)
            own.update(source_words=says)
    waiting = Q(pk=translation.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    waiting |= Q(task_states__status="in_progress")
    for revision in translation.revisions.filter(waiting).distinct():
        content = revision.content
        if content.get("source_digest") == before.digest:
            content["source_digest"] = now.digest
        for relation, changes in rows.items():
            for written in content.get(relation, ()):
                said, says = changes.get(str(written["translation_key"]), ("", ""))
                if said and written.get("source_words") == said:
                    written["source_words"] = says
        revision.content = content
        revision.save(update_fields=["content"])


def _carry_passages(source: Any, before: _Words, now: _Words) -> None:
    """What was said for a passage is said for the corrected one, in every language, whoever said it."""
    for path, said, says in before.changed_passages(now):
        made = StringTranslation.objects.filter(
            translation_of__locale=source.locale_id,
            translation_of__data_hash=String._get_data_hash(said),
            context__object_id=source.translation_key,
            context__path_id=TranslationContext._get_path_id(path),
        )
        for translated in made:
            corrected = String.from_value(source.locale_id, StringValue(says))
            words = {
                name: getattr(translated, name)
                for name in ("data", "translation_type", "tool_name", "last_translated_by", "has_error", "field_error")
            }
            StringTranslation.objects.get_or_create(
                translation_of=corrected,
                locale_id=translated.locale_id,
                context_id=translated.context_id,
                defaults=words,
            )
    kept = TranslationSource.objects.filter(object_id=source.translation_key, locale=source.locale_id).first()
    # Where the translators have not been given the words of before yet, they will be given all of it together.
    if kept is not None and f'"{before.digest}"' in kept.content_json:
        kept.update_from_db()
