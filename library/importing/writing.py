"""Writes a plan, through revisions as the editor does, so that nothing goes live without one (wagtail-notes 78)."""

from contextlib import nullcontext
from typing import Any

from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import Translation

from library.models import Sheet
from networks.models import User

from .names import Names
from .plan import Action, Change
from .rows import WORDS
from .values import apply, apply_tags

# What a revision holds besides its content.
STATE = {
    *("pk", "id", "sheet_ptr", "work", "live", "has_unpublished_changes", "first_published_at", "last_published_at"),
    *("live_revision", "latest_revision", "expired", "locked", "locked_at", "locked_by", "source_digest"),
    *("external_id", "index_entries"),
}


def write(change: Change, names: Names, user: User | None) -> None:
    sheet, row = change.sheet, change.row
    created = change.action is Action.CREATE
    apply_tags(sheet, change.values, names)
    if change.source is not None and (created or change.values):
        _translates(sheet, change.source)
    if change.renames:
        sheet.save(update_fields=["external_id"])
    if not created and not change.values and (sheet.live or not row.publish):
        return  # it was only given its external identifier
    with disable_reference_index_auto_update():  # the last save, below, computes it
        if not sheet.live:
            sheet.save()  # as the editor does: lists then show what the draft says
    if row.publish:
        _clear_past_dates(sheet)
    with disable_reference_index_auto_update() if row.publish else nullcontext():
        revision = sheet.save_revision(user=user, clean=False, log_action="wagtail.create" if created else True)
    if row.publish:
        sheet.publish(revision, user=user)
        if change.draft is not None:
            _keep_draft(change.draft, change, names, user)


def _translates(sheet: Sheet, source: Sheet) -> None:
    """Note which source words these are; and that this translation is edited as a whole from now on."""
    if not (sheet.pk and sheet.is_stale and _has_other_words(sheet)):
        sheet.source_digest = source.source_digest
    # Where wagtail-localize made it from strings, it would write them over the imported text.
    Translation.objects.filter(
        source__object_id=sheet.translation_key, target_locale=sheet.locale_id, enabled=True
    ).update(enabled=False)


def _has_other_words(sheet: Sheet) -> bool:
    """Words that no table holds: if they were stale before, they still are."""
    return any(getattr(sheet, name) for name in sheet.WORDS if name not in WORDS) or any(
        getattr(sheet, relation).exists() for relation in sheet.ROWS
    )


def _clear_past_dates(sheet: Sheet) -> None:
    """Published means now: not at the date that a draft was planned for, nor expired at once."""
    sheet.go_live_at = None
    if sheet.expire_at and sheet.expire_at <= timezone.now():
        sheet.expire_at = None


def _keep_draft(draft: Sheet, change: Change, names: Names, user: User | None) -> None:
    """What waits behind the live sheet, in fields that no table has, goes on waiting with the row's values on it."""
    values = change.row.words | (change.row.facts if change.source is None else {})
    apply(draft, values)
    apply_tags(draft, values, names)
    draft.source_digest = change.sheet.source_digest
    if _content(draft) != _content(change.sheet):
        draft.save_revision(user=user, clean=False)


def _content(sheet: Sheet) -> dict[str, Any]:
    return {name: value for name, value in sheet.serializable_data().items() if name not in STATE}
