"""The words of a page or sheet: which source words they translate, and whether a machine wrote them."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Revision
from wagtail_localize.fields import TranslatableField, get_translatable_fields
from wagtail_localize.models import StringSegment, StringTranslation, Translation

_Model: Any = models.Model  # sheets have no other typed base, and its lookups would be checked by halves


class TranslatedWords(_Model):
    """What pages and sheets share. `is_source` says whether the others of their translation key translate this one."""

    # The source words that these words translate; on the source, its own words. Carried by wagtail-localize.
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    machine_made = models.BooleanField(default=False, editable=False)  # in part, and nobody has confirmed it
    # Passages of what is published that are the source's own words: accepted by someone, and told to readers.
    untranslated = models.PositiveSmallIntegerField(default=0, editable=False)

    # What the form says of the revision that is saved next (home.corrections).
    small_correction = False

    class Meta:
        abstract = True

    def all_words(self) -> str:
        """All that is translated, as one text. The order of rows is no word: it is the source's in every language."""
        return json.dumps(list(_said(self)), ensure_ascii=False)

    def stamp_words(self) -> None:
        """Note what is true of the words that are about to be saved."""
        if self.is_source:  # type: ignore[attr-defined]
            self.source_digest = hashlib.sha256(self.all_words().encode()).hexdigest()
        else:
            made = machine_made(self)
            self.machine_made = self.machine_made if made is None else made


def _said(thing: Any) -> Iterator[str]:
    for translatable in get_translatable_fields(type(thing)):
        if not isinstance(translatable, TranslatableField) or translatable.field_name == "slug":
            continue
        field = translatable.get_field(type(thing))
        if field.one_to_many:
            rows = getattr(thing, field.name).all()
            yield from (row.words() for row in sorted(rows, key=lambda row: str(row.translation_key)))
        elif isinstance(field, StreamField):
            yield from _strings(getattr(thing, field.name).get_prep_value())
        elif isinstance(field, models.CharField | models.TextField):
            yield str(getattr(thing, field.name) or "")


def _strings(raw: Any) -> Iterator[str]:
    """The texts in the blocks of a stream, in order."""
    match raw:
        case str():
            yield raw
        case list():
            for item in raw:
                yield from _strings(item)
        case dict():
            for name, value in raw.items():
                if name not in {"id", "type"} or not isinstance(value, str):
                    yield from _strings(value)


def machine_made(thing: Any) -> bool | None:
    """Whether a passage in force is a machine's that nobody has confirmed. None: no translation passage by passage."""
    translation = Translation.objects.filter(
        source__object_id=thing.translation_key, target_locale=thing.locale_id, enabled=True
    ).first()
    return None if translation is None else unconfirmed(translation).exists()


def unconfirmed(translation: Translation) -> Any:
    """The passages of a machine that nobody has confirmed yet."""
    segments = StringSegment.objects.filter(source=translation.source_id)
    return StringTranslation.objects.filter(
        models.Exists(segments.filter(string=models.OuterRef("translation_of"), context=models.OuterRef("context"))),
        locale=translation.target_locale_id,
        has_error=False,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    )


class SmallCorrection(models.Model):
    """A revision of a source of which its editor says that translations stay as they are (home.corrections)."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="small_correction")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    carried_at = models.DateTimeField(null=True)  # when it was published, and translations followed

    class Meta:
        verbose_name = _("small correction")

    def __str__(self) -> str:
        return str(self.revision)
