"""Writes a plan, through revisions as the editor does, so that nothing goes live without one (wagtail-notes 78).

What needs no lock is done first; then one transaction writes, the most of it many rows at once (`many`).
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import Translation

from library.bulk import many_changes
from library.models import Sheet
from networks.models import User

from . import many
from .faults import Fault, ImportRefusedError
from .names import Names
from .plan import Action, Change
from .rows import WORDS
from .values import apply, apply_tags, in_parts

# What a revision holds besides its content.
STATE = {
    *("pk", "id", "sheet_ptr", "work", "live", "has_unpublished_changes", "first_published_at", "last_published_at"),
    *("live_revision", "latest_revision", "expired", "locked", "locked_at", "locked_by", "source_digest"),
    *("external_id", "index_entries", "machine_made"),
}


PART = 250  # sheets written at once
Result = TypeVar("Result")


def write_all(
    changes: list[Change],
    names: Names,
    user: User | None,
    progress: Callable[[int, int], None] | None,
    written: Callable[[], Result],
) -> Result:
    """Write them all, or nothing. `written` is called in the same transaction, once they are."""
    given = [change for change in changes if change.action is not Action.UNCHANGED]
    for done, change in enumerate(changes, 1):
        if change.action is not Action.UNCHANGED:
            _prepare(change)
        if progress:
            progress(done, len(changes))
    with transaction.atomic(), many_changes():
        _refuse_what_changed(given)
        _stop_string_translations(given)
        # Sources before translations: these take the work of those.
        for sources in (True, False):
            these = [change for change in given if (change.source is None) == sources]
            for part in in_parts((change for change in these if many.is_simple(change)), PART):
                many.write(part, names, user)
            for change in these:
                if not many.is_simple(change):
                    write(change, names, user)
        return written()


def _prepare(change: Change) -> None:
    sheet = change.sheet
    if change.source is not None:
        if change.action is Action.CREATE or change.values:
            _translates(sheet, change.source)
    else:
        sheet._stamp()
    if change.row.publish:
        _clear_past_dates(sheet)
    if many.is_simple(change):
        many.prepare(change)


def _refuse_what_changed(changes: list[Change]) -> None:
    """The plan was made without a lock: whoever saved one of these sheets since then is not to lose it."""
    planned = {change.sheet.pk: change for change in changes if change.sheet.pk}
    faults = []
    for keys in in_parts(sorted(planned)):
        rows = Sheet.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
        now = {pk: state for pk, *state in rows.values_list("pk", "latest_revision", "live", "locked")}
        for pk in keys:
            if now.get(pk) != planned[pk].seen:
                message = _("someone has changed this sheet in the meantime: try again")
                faults.append(Fault(planned[pk].row.line, "external_id", message))
    if faults:
        raise ImportRefusedError(faults)


def write(change: Change, names: Names, user: User | None) -> None:
    sheet, row = change.sheet, change.row
    created = change.action is Action.CREATE
    apply_tags(sheet, change.values, names)
    if change.renames:
        sheet.save(update_fields=["external_id"])
    if not created and not change.values and (sheet.live or not row.publish):
        return  # it was only given its external identifier
    with disable_reference_index_auto_update():  # the last save, below, computes it
        if not sheet.live:
            sheet.save()  # as the editor does: lists then show what the draft says
    with disable_reference_index_auto_update() if row.publish else nullcontext():
        revision = sheet.save_revision(user=user, clean=False, log_action="wagtail.create" if created else True)
    if row.publish:
        sheet.publish(revision, user=user)
        if change.draft is not None:
            _keep_draft(change.draft, change, names, user)


def _translates(sheet: Sheet, source: Sheet) -> None:
    """Note which source words these are."""
    if not (sheet.pk and sheet.is_stale and _has_other_words(sheet)):
        sheet.source_digest = source.source_digest


def _stop_string_translations(changes: list[Change]) -> None:
    """An imported translation is edited as a whole from now on: wagtail-localize would write its strings over it."""
    given = {
        (change.sheet.translation_key, change.sheet.locale_id)
        for change in changes
        if change.source is not None and (change.action is Action.CREATE or change.values)
    }
    for keys in in_parts({key for key, _locale in given}):
        made = Translation.objects.filter(source__object_id__in=keys, enabled=True)
        stopped = [
            pk for pk, *pair in made.values_list("pk", "source__object_id", "target_locale") if tuple(pair) in given
        ]
        Translation.objects.filter(pk__in=stopped).update(enabled=False)


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
