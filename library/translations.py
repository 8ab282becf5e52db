"""What wagtail-localize would store, and this site does not: a translation's translation, or unfit strings."""

from functools import partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Model
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField
from wagtail.models import Locale, Page
from wagtail_localize import models as localize_models
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationSource,
    post_save_string_translation,
)
from wagtail_localize.strings import StringValue

from library.models import Work


def translation_of(instance: Any) -> Translation | None:
    """The synchronised translation whose target the page or sheet is."""
    return Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale=instance.locale_id, enabled=True
    ).first()


def missing_passages(translation: Translation) -> int:
    """How many passages would be shown in the source's language: not translated, or translated with a fault."""
    total, translated = translation.get_progress()
    return total - translated


def may_translate(instance: Any) -> bool:
    """Whether it is the source of its translations, and one of the languages is still missing."""
    if not is_translation_source(instance.translation_key, instance.locale_id):
        return False
    existing = instance.get_translations(inclusive=True)
    if isinstance(instance, Page):
        existing = existing.filter(alias_of__isnull=True)
    return Locale.objects.exclude(pk__in=existing.values("locale")).exists()


def is_translation_source(key: Any, locale_id: int) -> bool:
    """Whether the page or sheet of this key in this language may be translated: translations are not."""
    work = Work.objects.filter(translation_key=key).select_related("source").first()
    if work is not None:
        return work.source is not None and work.source.locale_id == locale_id
    others = TranslationSource.objects.filter(object_id=key).exclude(locale_id=locale_id)
    first = others.values_list("locale_id", flat=True)
    return not Page.objects.filter(translation_key=key, locale__in=first).exists()


@receiver(pre_save, sender=TranslationSource, dispatch_uid="only_sources_are_translated")
def refuse_translating_a_translation(instance: TranslationSource, **kwargs: Any) -> None:
    if not is_translation_source(instance.object_id, instance.locale_id):
        raise PermissionDenied("Only the source of a work is translated, not its translations")


@receiver(pre_save, sender=StringTranslation, dispatch_uid="strings_fit_their_field")
def mark_unfit_string(instance: StringTranslation, update_fields: Any = None, **kwargs: Any) -> None:
    """A string that its field cannot hold is kept with its error, and not used: PostgreSQL would refuse the row."""
    if update_fields is not None and "data" not in update_fields:
        return
    instance.data = instance.data.replace("\0", "")
    problem = problem_of(instance)
    if problem:
        instance.has_error, instance.field_error = True, problem


# wagtail-localize would write every title, however long, into the pages of the same key: PostgreSQL refuses the value
# even where there is no such page.
post_save.disconnect(post_save_string_translation, sender=StringTranslation)


# It would also write addresses in ASCII: of an Arabic one nothing is left, and Wagtail makes another of the title.
localize_models.slugify = partial(slugify, allow_unicode=True)


@receiver(post_save, sender=StringTranslation, dispatch_uid="draft_title_of_page")
def show_title_of_draft(instance: StringTranslation, **kwargs: Any) -> None:
    if not instance.has_error and instance.context is not None and instance.context.path == "title":
        post_save_string_translation(instance)


def problem_of(translation: StringTranslation) -> str:
    """Why its field cannot hold it; empty where it can."""
    if not strip_tags(translation.data).strip():
        return _("This is empty: readers would see the source's words.")
    if translation.context is None:
        return ""
    source = TranslationSource.objects.filter(object_id=translation.context.object_id).first()
    model = source.specific_content_type.model_class() if source else None
    field = _field(model, translation.context.path) if model else None
    most = getattr(field, "max_length", None)
    if most is None or isinstance(field, RichTextField):
        return ""
    try:
        length = len(StringValue.from_translated_html(translation.data).render_text())
    except ValueError:  # wagtail-localize says what is wrong with the markup
        return ""
    if length <= most:
        return ""
    return _("This is too long: %(length)s characters, and %(most)s at most.") % {"length": length, "most": most}


def _field(model: type[Model], path: str) -> Any:
    """The field that a path of wagtail-localize names: ``title``, or ``steps.<key>.label``."""
    first, *rest = path.split(".")
    try:
        field = model._meta.get_field(first)
        if field.one_to_many and field.related_model and len(rest) == 2:
            return field.related_model._meta.get_field(rest[1])
    except FieldDoesNotExist:
        return None
    return None if rest else field
