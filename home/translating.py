"""Translations made by code through wagtail-localize, exactly as a translator's: sources, strings, progress."""

from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


def translate(source: Any, *translated: Any) -> None:
    """Make and publish the first translation of `source` into the locale of each of `translated`.

    These are unsaved instances of the same class with the translated texts; their rows and blocks bear the keys of the
    source's. Raises ValueError where one differs in structure.
    """
    if not translated:
        return
    translation_source, _created = TranslationSource.update_or_create_from_instance(source)
    segments = list(translation_source.stringsegment_set.select_related("string", "context").order_by("order"))
    for words in translated:
        _translate(translation_source, segments, words)


def _translate(source: TranslationSource, segments: list[Any], words: Any) -> None:
    locale: Locale = words.locale
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    values = [value for value in extract_segments(words) if isinstance(value, StringSegmentValue)]
    # Not their numbers: these count what is no string too, such as a picture that only the source has.
    ours = [segment.context.path for segment in segments]
    theirs = [value.path for value in values]
    if ours != theirs:
        different = next(
            (pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]), (len(ours), len(theirs))
        )
        raise ValueError(f"{words!r} in {locale.language_code}: another structure at {different}")
    # All at once: nothing follows these rows before the translation is saved from them.
    said = {(segment.string_id, segment.context_id): value for segment, value in zip(segments, values, strict=True)}
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                translation_of_id=string,
                context_id=context,
                locale=locale,
                data=value.string.data,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            )
            for (string, context), value in said.items()
        ],
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=["data", "translation_type"],
    )
    # wagtail-localize itself would publish only when the transaction ends, each by itself.
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()
