"""Keeping what a person says for a passage, wherever they said it: the form of outdated passages, or a PO file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext
from wagtail_localize.strings import INLINE_TAGS, StringValue, extract_ids

from library.translations import problem_of


@dataclass
class Said:
    path: str
    now: str  # the passage of the source
    words: str  # its translation


def fault(said: Said, translation: Translation) -> str:
    """Why these words cannot stand for the passage; empty where they can."""
    if any(ord(sign) < 32 and sign not in "\n\t\r" for sign in said.words):
        return _("This holds a character that cannot be kept.")
    return _fault_of_markup(said) or problem_of(_unsaved(said, translation))


def _unsaved(said: Said, translation: Translation) -> StringTranslation:
    context = TranslationContext(object_id=translation.source.object_id, path=said.path)
    return StringTranslation(translation_of=String(data=said.now), context=context, data=said.words)


def _fault_of_markup(said: Said) -> str:
    for element in BeautifulSoup(said.words, "html.parser").find_all(True):
        if element.name not in INLINE_TAGS:
            return _("The tag <%(tag)s> cannot stand in a passage.") % {"tag": element.name}
        if set(element.attrs) - ({"id"} if element.name == "a" else set()):
            return _("The tag <%(tag)s> cannot have attributes here.") % {"tag": element.name}
    for tag in INLINE_TAGS:
        if tag != "br" and said.words.count(f"<{tag}>") + said.words.count(f"<{tag} ") != said.words.count(
            f"</{tag}>"
        ):
            return _("The tag <%(tag)s> is opened and not closed, or closed and not opened.") % {"tag": tag}
    wanted, given = extract_ids(said.now), extract_ids(said.words)
    if given - wanted:
        return _("The passage has no link “%(link)s”.") % {"link": min(given - wanted)}
    if wanted - given:
        return _("The link “%(link)s” of the passage is missing.") % {"link": min(wanted - given)}
    return ""


@transaction.atomic
def keep(said: Iterable[Said], translation: Translation, user: Any, tool: str = "") -> int:
    """As a person's words. Returns how many were not there already."""
    count = 0
    for each in said:
        string = String.from_value(translation.source.locale_id, StringValue(each.now))
        context, _created = TranslationContext.objects.get_or_create(
            object_id=translation.source.object_id,
            path_id=TranslationContext._get_path_id(each.path),
            defaults={"path": each.path},
        )
        place = {"translation_of": string, "context": context, "locale_id": translation.target_locale_id}
        own = StringTranslation.objects.filter(**place).first() or StringTranslation(**place)
        manual = StringTranslation.TRANSLATION_TYPE_MANUAL
        if own.pk and own.data == each.words and own.translation_type == manual and not own.has_error:
            continue
        own.data, own.translation_type, own.tool_name = each.words, manual, tool
        own.last_translated_by, own.has_error, own.field_error = user, False, ""
        own.save()
        count += 1
    return count
