"""How many words there are to translate: counted when a source is published, and when its translations are sent."""

import json
from typing import Any

from django.db.models import F, IntegerField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Length, Replace
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.signals import published
from wagtail_localize.models import String, StringSegment, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from library.models import KINDS, Sheet, SourceWords, TranslationTask
from library.translations import is_translation_source

SHEETS = tuple(KINDS.values())


def words_in(text: str) -> int:
    return len(strip_tags(text).split())


def words_of(column: str) -> Combinable:
    """The same in the database, well enough: what stands between spaces."""
    spaces = Length(column) - Length(Replace(F(column), Value(" "), Value("")))
    return Value(1, output_field=IntegerField()) + spaces


def passages_of(thing: Any) -> list[tuple[str, str]]:
    """The path and the words of each passage of a sheet or page, as wagtail-localize cuts them."""
    values = [value for value in extract_segments(thing) if isinstance(value, StringSegmentValue)]
    return [(value.path, value.string.data) for value in values]


def count(thing: Any) -> None:
    """Count a source that was published. A translation has no words of its own to translate."""
    if not is_translation_source(thing.translation_key, thing.locale_id):
        return
    source = TranslationSource.objects.filter(object_id=thing.translation_key, locale=thing.locale_id).first()
    if source is None and isinstance(thing, Sheet):  # most of them, and an import publishes thousands
        words, changed = sum(map(words_in, json.loads(thing.all_words()))), 0
    else:
        passages = passages_of(thing)
        words = sum(words_in(said) for _path, said in passages)
        changed = _not_sent(passages, source) if source else 0
    SourceWords.objects.update_or_create(key=thing.translation_key, defaults={"words": words, "changed": changed})


def _not_sent(passages: list[tuple[str, str]], source: TranslationSource) -> int:
    sent = set(StringSegment.objects.filter(source=source).values_list("context__path", "string__data_hash"))
    return sum(words_in(said) for path, said in passages if (path, String._get_data_hash(said)) not in sent)


@receiver(published, dispatch_uid="words_of_a_source")
def on_publication(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Of a source: its words are counted. Of a translation: nobody waits for it any more."""
    if not issubclass(type(instance), (Page, *SHEETS)) or not instance.live:
        return
    count(instance)
    TranslationTask.objects.filter(key=instance.translation_key, locale=instance.locale_id).update(
        review=TranslationTask.Review.NONE, due_on=None, comment=""
    )


@receiver(post_save, sender=TranslationSource, dispatch_uid="words_sent_to_translations")
def on_sending(instance: TranslationSource, **kwargs: Any) -> None:
    SourceWords.objects.filter(key=instance.object_id).update(changed=0)


def forget(instance: Any, **kwargs: Any) -> None:
    """Nobody counts the words, or waits for the translations, of what is gone."""
    if not type(instance)._base_manager.filter(translation_key=instance.translation_key).exists():
        SourceWords.objects.filter(key=instance.translation_key).delete()
        TranslationTask.objects.filter(key=instance.translation_key).delete()


for _model in (Page, Sheet):
    post_delete.connect(forget, sender=_model, dispatch_uid=f"words_forgotten_{_model.__name__}")
