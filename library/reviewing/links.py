"""Secret addresses of drafts: made and withdrawn by staff, opened by whoever has one."""

import datetime
import hashlib
import secrets
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from library.models import PreviewLink
from library.reviewing.things import may_edit, type_of
from library.translations import translation_of

LONGEST, USUAL = datetime.timedelta(days=365), datetime.timedelta(days=14)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(thing: Any, user: Any, note: str, ends_on: datetime.date) -> tuple[PreviewLink, str]:
    """The link, and its address, which nobody can be told again."""
    token = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        content_type=type_of(thing),
        object_id=thing.pk,
        digest=digest_of(token),
        note=note,
        ends_on=ends_on,
        made_by=user,
    )
    return link, address_of(thing, token)


def address_of(thing: Any, token: str) -> str:
    with override(thing.locale.language_code):
        return reverse("preview_link", args=[token])


def links_of(thing: Any) -> "QuerySet[PreviewLink]":
    return PreviewLink.objects.filter(content_type=type_of(thing), object_id=thing.pk).select_related("made_by")


def find_link(token: str) -> PreviewLink | None:
    """The link of this token, if it leads anywhere: not ended, not withdrawn, of something that is still there, and
    made by somebody who might read the draft today."""
    link = PreviewLink.objects.open().select_related("made_by").filter(digest=digest_of(token)).first()
    if link is None or link.made_by is None or link.thing is None or not may_edit(link.made_by, link.thing):
        return None
    return link


def count_opening(link: PreviewLink) -> None:
    PreviewLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, opened_at=timezone.now())


def withdraw(link: PreviewLink) -> None:
    if link.withdrawn_at is None:
        link.withdrawn_at = timezone.now()
        link.save(update_fields=["withdrawn_at"])


def draft_of(thing: Any) -> Any:
    """What a link shows: always the latest draft, so that a reviewer who comes back reads what was corrected."""
    translation = translation_of(thing)
    if translation is not None:  # its passages are in no revision before they are published
        return translation.source.get_ephemeral_translated_instance(thing.locale, fallback=True)
    return thing.get_latest_revision_as_object()
