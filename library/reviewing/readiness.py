"""What stands against publishing one thing of several, as codes that are kept and sentences that are shown."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from library.models import Release, ReleaseItem
from library.reviewing.rules import may_publish_alone
from library.reviewing.things import may_publish
from library.translation_guard import unaccepted
from library.translations import missing_passages, translation_of


class Fault(models.TextChoices):
    GONE = "gone", _("It was deleted.")
    NO_RIGHT = "no_right", _("The person who asks for the publication may not publish it.")
    IN_REVIEW = "in_review", _("Its review is not finished.")
    LOCKED = "locked", _("It is locked.")
    ALONE = "alone", _("The person who asks wrote it last: somebody else approves it first.")
    UNTRANSLATED = "untranslated", _("Passages of it are not translated.")
    REWRITTEN = "rewritten", _("The chosen draft was rewritten since: choose the latest one.")
    OWN_DATE = "own_date", _("It has a publication date of its own.")
    EXPIRED = "expired", _("The day of its withdrawal has passed.")
    INCOMPLETE = "incomplete", _("Something that is needed is not filled in.")
    ABOVE = "above", _("The page above it is not published, and is not in this list.")
    SOURCE = "source", _("The original that it translates is not published, and is not in this list.")
    FAILED = "failed", _("It could not be published: see the server's log.")


def sentences(codes: list[str]) -> list[Any]:
    return [Fault(code).label for code in codes if code in Fault.values]


def faults_of(release: Release, user: Any) -> dict[int, list[str]]:
    """By item: what stands against it now, if this person asks."""
    items = list(release.items.select_related("revision"))
    together = {(item.content_type_id, item.object_id) for item in items}
    return {item.pk: [fault.value for fault in _faults(item, user, together)] for item in items}


def _faults(item: ReleaseItem, user: Any, together: set[tuple[int, int]]) -> list[Fault]:
    thing = item.thing
    if thing is None:
        return [Fault.GONE]
    found = []
    if user is None or not may_publish(user, thing):
        found.append(Fault.NO_RIGHT)
    if thing.current_workflow_state is not None:
        found.append(Fault.IN_REVIEW)
    elif (lock := thing.get_lock()) and (user is None or lock.for_user(user)):
        found.append(Fault.LOCKED)
    if user is not None and not item.approved and not may_publish_alone(user, thing):
        found.append(Fault.ALONE)
    translation = translation_of(thing)
    if translation is not None:
        if missing_passages(translation):
            found.append(Fault.UNTRANSLATED)
    else:
        found += _faults_of_draft(item)
    return found + _faults_of_place(item, thing, together)


def _faults_of_draft(item: ReleaseItem) -> list[Fault]:
    revision = item.revision
    if revision is None or revision.created_at != item.revision_written_at:
        return [Fault.REWRITTEN]
    draft, now, found = revision.as_object(), timezone.now(), []
    if draft.scheduled_revision is not None or (draft.go_live_at and draft.go_live_at > now):
        found.append(Fault.OWN_DATE)
    if draft.expire_at and draft.expire_at <= now:
        found.append(Fault.EXPIRED)
    if unaccepted(item.thing, draft):
        found.append(Fault.UNTRANSLATED)
    try:
        draft.full_clean()
    except ValidationError:
        found.append(Fault.INCOMPLETE)
    return found


def _faults_of_place(item: ReleaseItem, thing: Any, together: set[tuple[int, int]]) -> list[Fault]:
    """Something that nobody could reach would be published."""
    if isinstance(thing, Page):
        parent = thing.get_parent()
        shown = parent.is_root() or parent.live or (item.content_type_id, parent.pk) in together
        return [] if shown else [Fault.ABOVE]
    source = thing.work.source
    if source is None or source.live or (item.content_type_id, source.pk) in together:
        return []
    return [Fault.SOURCE]
