"""Many sheets changed at once, each as its editor would change it: through revisions, and nothing else goes live.

A fact is changed on the work's source. Where a draft waits behind what is published, the published version gets the
fact, and the draft goes on waiting with the fact on it, as its author left it otherwise.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from library.bulk import many_changes
from library.importing.values import latest
from library.models import KINDS, Sheet
from library.translation_guard import unaccepted
from library.translations import missing_passages, translation_of
from networks.models import User

Apply = Callable[[Any], bool]  # changes the sheet it is given; says whether anything is different now, or Leave


class Leave(Exception):  # noqa: N818  (no error: the sheet stays as it is, and this says why)
    pass


@dataclass
class Outcome:
    done: int = 0
    drafts: int = 0  # of them, those whose change waits for someone who may publish
    left: dict[str, list[str]] = field(default_factory=dict)  # why, and which sheets

    def leave(self, sheet: Sheet, reason: str) -> None:
        self.left.setdefault(reason, []).append(sheet.title)


def reason_to_leave(sheet: Any, user: User, right: str) -> str:
    """Why this account may not change the sheet now; empty where it may."""
    policy = policy_registry.get_by_type(type(sheet))
    if not policy.user_has_permission_for_instance(user, right, sheet):
        return _("not yours to change")
    if sheet.workflow_in_progress:
        return _("in review")
    lock = sheet.get_lock()
    if lock and lock.for_user(user):
        return _("locked")
    if sheet.scheduled_revision:
        return _("to be published at its hour")
    return ""


def _each(sheets: Iterable[Sheet], user: User, right: str, outcome: Outcome) -> Iterable[Any]:
    """Those that may be changed, as their kinds, each read anew and held until the end of the transaction."""
    for known in sheets:
        model = KINDS[known.work.kind]
        Sheet.objects.select_for_update(of=("self",)).filter(pk=known.pk).first()
        sheet = model.objects.select_related("locale", "work").get(pk=known.pk)
        if reason := reason_to_leave(sheet, user, right):
            outcome.leave(sheet, reason)
        else:
            yield sheet


def sources(sheets: Iterable[Sheet], outcome: Outcome) -> list[Sheet]:
    """The sheets that hold the facts of these, once each."""
    found: dict[int, Sheet] = {}
    for sheet in sheets:
        if sheet.work.source is None:
            outcome.leave(sheet, _("without an original"))
        else:
            found[sheet.work_id] = sheet.work.source
            sheet.work.source.work = sheet.work
    return list(found.values())


@transaction.atomic
def change_facts(sheets: Iterable[Sheet], apply: Apply, user: User) -> Outcome:
    outcome = Outcome()
    with many_changes():
        for source in _each(sources(sheets, outcome), user, "change", outcome):
            try:
                _change(source, apply, user, outcome)
            except Leave as why:
                outcome.leave(source, str(why))
    return outcome


def _change(source: Any, apply: Apply, user: User, outcome: Outcome) -> None:
    waiting = source.live and source.has_unpublished_changes
    author = source.latest_revision.user if source.latest_revision else None
    draft = latest(source) if waiting or not source.live else None
    publishes = source.live and policy_registry.get_by_type(type(source)).user_has_permission(user, "publish")
    changed = apply(source) if publishes else False
    if publishes and changed:
        revision = source.save_revision(user=user, clean=False, log_action=True)
        source.publish(revision, user=user)
    if not publishes or waiting:
        target = draft or source
        try:
            again = apply(target)
        except Leave:
            if not changed:
                raise
            again = False
        if again or (waiting and changed):
            if not source.live:
                target.save()  # as the editor does: lists then show what the draft says
            # The draft stays its author's: nobody becomes the writer of words by adding a fact.
            target.save_revision(user=author if waiting and publishes else user, clean=False, log_action=not publishes)
            outcome.drafts += 0 if publishes or not source.live else 1
        changed = changed or again
    if changed:
        outcome.done += 1
    else:
        outcome.leave(source, _("already so"))


@transaction.atomic
def publish(sheets: Iterable[Sheet], user: User) -> Outcome:
    outcome = Outcome()
    with many_changes():
        for sheet in _each(sheets, user, "publish", outcome):
            if reason := _publish(sheet, user):
                outcome.leave(sheet, reason)
            else:
                outcome.done += 1
    return outcome


def _publish(sheet: Any, user: User) -> str:
    """Publish the latest draft as the button of the editor would; or say why not."""
    translation = translation_of(sheet)
    if missing_passages(translation) if translation is not None else unaccepted(sheet):
        return _("not translated in full")
    if sheet.live and not sheet.has_unpublished_changes:
        return _("published already")
    draft = sheet.get_latest_revision_as_object()
    if draft.go_live_at and draft.go_live_at > timezone.now():
        return _("to be published at its hour")
    try:
        draft.full_clean(exclude=["work", "translation_key", "locale", "latest_revision", "live_revision"])
    except ValidationError as error:
        return ", ".join(error.messages)
    if sheet.is_source and not draft.themes.all():
        return _("without a theme")
    if translation is not None and not sheet.live:
        translation.save_target(user=user, publish=True)  # right for a first publication (wagtail-notes 89)
        return ""
    revision = sheet.latest_revision or draft.save_revision(user=user, clean=False)
    sheet.publish(revision, user=user)
    return ""


@transaction.atomic
def unpublish(sheets: Iterable[Sheet], user: User) -> Outcome:
    outcome = Outcome()
    with many_changes():
        for sheet in _each(sheets, user, "publish", outcome):
            if sheet.live:
                sheet.unpublish(user=user)
                outcome.done += 1
            else:
                outcome.leave(sheet, _("not published"))
    return outcome
