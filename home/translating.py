"""Translations made by code through wagtail-localize, exactly as a translator's: sources, strings, progress."""

from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


def translate(source: Any, locale: Locale, words: Any) -> Any:
    """Make and publish the first translation of `source` into `locale`.

    `words` is an unsaved instance of the same class with the translated texts; its rows and blocks bear the keys of
    the source's. Raises ValueError where the two differ in structure.
    """
    translation_source, _created = TranslationSource.update_or_create_from_instance(source)
    translation, _created = Translation.objects.get_or_create(source=translation_source, target_locale=locale)
    segments = list(translation_source.stringsegment_set.select_related("string", "context").order_by("order"))
    values = [value for value in extract_segments(words) if isinstance(value, StringSegmentValue)]
    # Not their numbers: these count what is no string too, such as a picture that only the source has.
    ours = [segment.context.path for segment in segments]
    theirs = [value.path for value in values]
    if ours != theirs:
        different = next(
            (pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]), (len(ours), len(theirs))
        )
        raise ValueError(f"{source!r} in {locale.language_code}: another structure at {different}")
    for segment, value in zip(segments, values, strict=True):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            defaults={"data": value.string.data, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )
    translation.save_target(publish=True)
    return translation
