"""Sheets and pages that are published together: all of them, or none and the reason for each."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from library.bulk import many_changes
from library.models import Release, ReleaseItem
from library.reviewing.readiness import Fault, faults_of
from library.reviewing.things import draft_title, type_of
from library.translations import translation_of

logger = logging.getLogger(__name__)
LATE = timedelta(minutes=3)
OPEN = (Release.State.PREPARED, Release.State.SCHEDULED, Release.State.REFUSED)


class RefusedError(Exception):
    def __init__(self, faults: dict[int, list[str]]) -> None:
        self.faults = faults


def add(release: Release, things: Iterable[Any]) -> int:
    """Put these at the end, with their drafts of now; answers how many were not there yet."""
    last, added = release.items.aggregate(last=Max("position"))["last"] or 0, 0
    for thing in things:
        item, created = ReleaseItem.objects.get_or_create(
            release=release,
            content_type=type_of(thing),
            object_id=thing.pk,
            defaults={"position": last + 1, "title": draft_title(thing)[:255]},
        )
        if created:
            last, added = last + 1, added + 1
            choose_latest(item)
    return added


def choose_latest(item: ReleaseItem, approved: bool = False) -> None:
    """From now on the draft of this moment is the one to be published."""
    thing = item.thing
    revision: Revision | None = thing.get_latest_revision() if thing is not None else None
    if thing is not None and revision is None:
        revision = thing.save_revision()
    item.revision, item.revision_written_at = revision, revision.created_at if revision else None
    item.approved, item.faults = approved, []
    if thing is not None:
        item.title = draft_title(thing)[:255]
    item.save()


def keep_approved(thing: Any) -> bool:
    """Whether the end of its review leaves it to a publication together, which then takes what was approved."""
    items = list(_waiting(thing))
    for item in items:
        choose_latest(item, approved=True)
    return bool(items)


def release_of(thing: Any) -> Release | None:
    """The next publication together in which this stands."""
    item = _waiting(thing).select_related("release").order_by("release__go_live_at", "release").first()
    return item.release if item else None


def _waiting(thing: Any) -> "QuerySet[ReleaseItem]":
    return ReleaseItem.objects.filter(content_type=type_of(thing), object_id=thing.pk, release__state__in=OPEN)


def schedule(release: Release, user: Any) -> dict[int, list[str]]:
    """To be published at its date under this person's rights, unless something stands against it already."""
    found = {pk: codes for pk, codes in faults_of(release, user).items() if codes}
    _note(release, found)
    if not found:
        release.state, release.asked_by = Release.State.SCHEDULED, user
        release.save()
        log(release, "library.release_schedule", user=user)
    return found


def publish(release: Release, user: Any) -> bool:
    """All in one transaction. Done twice at once, it is done once."""
    try:
        with transaction.atomic():
            release = Release.objects.select_for_update().get(pk=release.pk)
            if release.state not in OPEN:
                return release.state == Release.State.DONE
            found = {pk: codes for pk, codes in faults_of(release, user).items() if codes}
            if found or not release.items.exists():
                raise RefusedError(found)
            with many_changes():
                for item in release.items.select_related("revision"):
                    _publish(item, user)
            release.state, release.asked_by, release.done_at = Release.State.DONE, user, timezone.now()
            release.save()
            log(release, "library.release_publish", user=user)
    except RefusedError as refused:
        _refuse(release, refused.faults, user)
        return False
    return True


def _publish(item: ReleaseItem, user: Any) -> None:
    try:
        with transaction.atomic():
            translation = translation_of(item.thing)
            if translation is not None:  # its passages of this moment: they are in no revision
                made, _created = translation.source.create_or_update_translation(
                    translation.target_locale, user=user, publish=False, fallback=False
                )
                revision = made.latest_revision
            else:
                revision = item.revision
            revision.publish(user=user, skip_permission_checks=True)
    except Exception as error:
        logger.exception("%s could not be published with %s", item, item.release)
        raise RefusedError({item.pk: [Fault.FAILED.value]}) from error


def _refuse(release: Release, faults: dict[int, list[str]], user: Any) -> None:
    _note(release, faults)
    release.refresh_from_db()
    release.state, release.asked_by = Release.State.REFUSED, user
    release.save()
    log(release, "library.release_refuse", user=user, data={"faults": {str(pk): faults[pk] for pk in faults}})


def _note(release: Release, faults: dict[int, list[str]]) -> None:
    for item in release.items.all():
        item.faults = faults.get(item.pk, [])
        item.save(update_fields=["faults"])


def cancel(release: Release, user: Any) -> None:
    release.state = Release.State.CANCELLED
    release.save()
    log(release, "library.release_cancel", user=user)


def reopen(release: Release, user: Any) -> None:
    """Back to its preparation, so that it may be changed."""
    release.state = Release.State.PREPARED
    release.save()
    log(release, "library.release_reopen", user=user)


def publish_due() -> None:
    """For the timer: what should be public by now, also what became due while no timer ran."""
    due = Release.objects.filter(state=Release.State.SCHEDULED, go_live_at__lte=timezone.now())
    for release in due.select_related("asked_by").order_by("go_live_at", "pk"):
        if not publish(release, release.asked_by):
            from library.reviewing.news import tell_refused

            tell_refused.enqueue(release.pk)


def health() -> dict[str, Any]:
    """For `home.health`: what should be public for some minutes and is not, and what was refused at its date."""
    limit = timezone.now() - LATE
    late = Release.objects.filter(state=Release.State.SCHEDULED, go_live_at__lt=limit).count()
    revisions = Revision.objects.filter(approved_go_live_at__lt=limit).count()
    refused = Release.objects.filter(state=Release.State.REFUSED, go_live_at__isnull=False).count()
    return {"ok": not late and not revisions, "late": late, "late_drafts": revisions, "refused": refused}
