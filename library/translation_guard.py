"""Nothing that is still in the source's words goes live in silence.

Whoever may publish reads the list of those passages and accepts them; the log keeps who did, and which. Publication is
refused while there is another one: by the editors, the review, the schedule, or with many others at once. An import
gives every word of a translation, and is not asked.
"""

import hashlib
import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.log_actions import registry as logs
from wagtail.models import Page, TaskState
from wagtail.signals import published
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import TranslatedWords
from library.models import Sheet
from library.translation_actions import edit_address, target
from library.translation_board import PAGE
from library.translation_review import may_review
from library.translation_words import passages_of

ACCEPTED = "library.untranslated_accepted"
LETTER = re.compile(r"[^\W\d_]")
Passage = tuple[str, str]  # its path, its words


def untranslated(thing: Any, latest: Any = None) -> list[Passage]:
    """The passages of a translation, as its latest version says them, that are the source's own words.

    A translator who gives the same words for a passage, such as a name, has translated it.
    """
    latest = latest or thing.get_latest_revision_as_object()
    translation = Translation.objects.filter(
        source__object_id=thing.translation_key, target_locale=thing.locale_id
    ).first()
    if translation is None:
        return []
    said = [(path, words) for path, words in passages_of(latest) if LETTER.search(strip_tags(words))]
    same = set(StringSegment.objects.filter(source=translation.source_id).values_list("context__path", "string__data"))
    versions = type(latest)._base_manager.filter(translation_key=thing.translation_key)
    source = versions.filter(locale=translation.source.locale_id).first()
    if source is not None:  # it may have been deleted
        same |= set(passages_of(source))
    meant = set(
        StringTranslation.objects.filter(
            locale=thing.locale_id, context__object=thing.translation_key, has_error=False
        ).values_list("context__path", "data")
    )
    return [passage for passage in said if passage in same and passage not in meant and not _is_address(passage)]


def _is_address(passage: Passage) -> bool:
    return passage[0] == "slug"


def unaccepted(thing: Any, version: Any = None) -> list[Passage]:
    """Those of them, in the latest version or in this one, that nobody has accepted."""
    found = untranslated(thing, version)
    accepted = _accepted(thing) if found else set()
    return [passage for passage in found if _mark(passage) not in accepted]


def accept(thing: Any, user: Any, passages: list[Passage]) -> None:
    log(thing, ACCEPTED, user=user, data={"count": len(passages), "passages": [_mark(one) for one in passages]})


def accept_missing(thing: Any, user: Any, translation: Translation) -> None:
    """The same in wagtail-localize's editor, where passages are known before there is a version that says them."""
    done = StringTranslation.objects.filter(locale=translation.target_locale_id, has_error=False)
    done_pairs = set(
        done.filter(context__object=translation.source.object_id).values_list("context_id", "translation_of_id")
    )
    segments = StringSegment.objects.filter(source=translation.source_id).values_list(
        "context_id", "string_id", "context__path", "string__data"
    )
    accept(thing, user, [(path, data) for context, pk, path, data in segments if (context, pk) not in done_pairs])


def _mark(passage: Passage) -> str:
    return hashlib.sha256("\n".join(passage).encode()).hexdigest()[:16]


def _accepted(thing: Any) -> set[str]:
    entries = logs.get_logs_for_instance(thing).filter(action=ACCEPTED)
    return {mark for entry in entries for mark in entry.data.get("passages", [])}


def accept_address(thing: Any) -> str:
    kind = PAGE if isinstance(thing, Page) else thing.KIND.value
    return reverse("translation_accept", args=[kind, thing.pk])


def refusal(thing: Any) -> str | None:
    """Why this is not published as it is, with the way to accept it; None where it may be."""
    if not isinstance(thing, Page | Sheet):
        return None
    thing = thing.specific if isinstance(thing, Page) else thing
    found = unaccepted(thing)
    if not found:
        return None
    text = ngettext(
        "“%(title)s” was not published: %(count)s passage is still in the source's language.",
        "“%(title)s” was not published: %(count)s passages are still in the source's language.",
        len(found),
    ) % {"title": thing, "count": len(found)}
    return format_html('{} <a href="{}">{}</a>', text, accept_address(thing), _("See them"))


def before_publication(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """In the ordinary editors, once the draft is saved; scheduling comes this way too."""
    said = refusal(thing)
    if said is None:
        return None
    messages.error(request, said)
    messages.info(request, _("Your draft is saved."))
    return redirect(edit_address(thing.specific if isinstance(thing, Page) else thing))


def before_many(request: HttpRequest, action_type: str, things: Any, action: Any) -> HttpResponse | None:
    """All these pages are published, or none. Of sheets, library.bulk_actions leaves those that may not be."""
    if action_type != "publish" or request.method != "POST":
        return None
    said = [text for text in map(refusal, (thing for thing in things if isinstance(thing, Page))) if text]
    for text in said[:20]:
        messages.error(request, text)
    return redirect(request.get_full_path()) if said else None


@receiver(pre_save, dispatch_uid="nothing_untranslated_is_approved")
def before_approval(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Whatever the task and the way in."""
    if not isinstance(instance, TaskState) or instance.status != TaskState.STATUS_APPROVED or not instance.pk:
        return
    before = TaskState.objects.filter(pk=instance.pk).values_list("status", flat=True).first()
    if before == TaskState.STATUS_IN_PROGRESS and refusal(instance.revision.content_object):
        raise PermissionDenied("Passages are still in the source's language, and nobody has accepted it")


@receiver(published, dispatch_uid="readers_are_told_what_is_untranslated")
def tell_readers(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, TranslatedWords) and not instance.is_source:
        count = len(untranslated(instance, instance))
        if count != instance.untranslated:
            type(instance)._base_manager.filter(pk=instance.pk).update(untranslated=count)


def accept_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The passages that would be shown in the source's language, and the choice to publish them so."""
    thing = target(kind, pk)
    if not may_review(request.user, thing):
        raise PermissionDenied
    passages = untranslated(thing)
    if request.method == "POST":
        if passages:
            accept(thing, request.user, passages)
            messages.success(request, _("Noted in your name. You can publish now."))
        return redirect(edit_address(thing))
    shown = {"thing": thing, "passages": [strip_tags(words) for _path, words in passages]}
    shown |= {"edit_url": edit_address(thing), "page_title": _("Passages in the source's language")}
    return render(request, "library/admin/translations/accept.html", shown)


def register_log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action(ACCEPTED)
    class Accepted(LogFormatter):
        label = gettext_lazy("Publication of passages in the source's language accepted")

        def format_message(self, entry: Any) -> str:
            count = entry.data.get("count", 0)
            text = ngettext(
                "Publication accepted although %(count)s passage is in the source's language",
                "Publication accepted although %(count)s passages are in the source's language",
                count,
            )
            return text % {"count": count}
