"""Two people on one passage of a translation: the second one is shown what the first wrote, and keeps their own words.

The editor of passages saves each by itself and does not say which words it had shown: the session remembers when it
was opened.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import TranslatableMixin
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views.edit_translation import StringTranslationSerializer, edit_string_translation

from library.translations import translation_of

SEEN = "passages_seen"
MOST = 200  # notes of a session; the oldest go


def note_opening(request: HttpRequest, thing: Any) -> None:
    """Before the editor of a translation is shown."""
    if request.method == "GET" and isinstance(thing, TranslatableMixin):
        translation = translation_of(thing)
        if translation is not None:
            _note(request, f"{translation.pk}")


def edit_passage(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """In front of wagtail-localize's own, which checks the rights before it answers anything."""
    meanwhile = _meanwhile(request, translation_id, string_segment_id) if request.method == "PUT" else None
    if meanwhile is None:
        return edit_string_translation(request, translation_id=translation_id, string_segment_id=string_segment_id)
    _note(request, f"{translation_id}-{string_segment_id}")
    source = Translation.objects.get(pk=translation_id).source
    said = StringTranslationSerializer(meanwhile, context={"translation_source": source}).data
    text = _("Not saved: %(who)s changed this passage since you opened it. What you wrote: “%(words)s”")
    who = get_user_display_name(meanwhile.last_translated_by)
    return JsonResponse({**said, "error": text % {"who": who, "words": _words(request)}})


def _words(request: HttpRequest) -> str:
    return QueryDict(request.body, encoding=request.encoding or "utf-8").get("value", "")


def _meanwhile(request: HttpRequest, translation_id: int, segment_id: int) -> StringTranslation | None:
    """What somebody else wrote since this person last saw the passage, if it is not the same."""
    translation = Translation.objects.filter(pk=translation_id).select_related("source").first()
    segment = StringSegment.objects.filter(pk=segment_id).first()
    seen = _seen(request, translation_id, segment_id)
    if translation is None or segment is None or seen is None or segment.source_id != translation.source_id:
        return None
    from wagtail_localize.views.edit_translation import user_can_edit_instance

    if not user_can_edit_instance(request.user, translation.get_target_instance()):
        return None
    passages = StringTranslation.objects.select_for_update().filter(
        translation_of=segment.string_id, context=segment.context_id, locale=translation.target_locale_id
    )
    passage = passages.filter(updated_at__gt=seen, last_translated_by__isnull=False).first()
    if passage is None or passage.last_translated_by_id == request.user.pk or passage.data == _words(request):
        return None
    return passage


def _seen(request: HttpRequest, translation_id: int, segment_id: int) -> datetime | None:
    known = request.session.get(SEEN, {})
    times = [known[key] for key in (f"{translation_id}", f"{translation_id}-{segment_id}") if key in known]
    return datetime.fromisoformat(max(times)) if times else None


def _note(request: HttpRequest, key: str) -> None:
    known = {**request.session.get(SEEN, {}), key: timezone.now().isoformat()}
    latest = sorted(known.items(), key=lambda one: one[1])[-MOST:]
    request.session[SEEN] = dict(latest)
