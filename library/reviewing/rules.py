"""Nobody approves alone what they wrote last: the rule, and the guard below every way of approving."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail_localize.models import StringTranslation, Translation

from library.models import ReviewSettings
from library.models.reviewing import Rule
from library.reviewing.writers import last_writers, writers_in_review


def rule() -> str:
    return ReviewSettings.load().rule


def may_approve(user: Any, thing: Any) -> bool:
    """Whether somebody else wrote it. Administrators too approve the words of others only: they may publish theirs."""
    return rule() == Rule.NONE or user.pk not in writers_in_review(thing)


def may_publish_alone(user: Any, thing: Any) -> bool:
    """Whether this person may put these words online without anybody else: always, unless the site asks for two."""
    if user.is_superuser or rule() != Rule.PUBLICATION:
        return True
    return user.pk not in last_writers(thing)


def may_publish_translation(user: Any, translation: Translation) -> bool:
    """The same for passages, which have no revisions: who wrote the last one leaves publishing to somebody else."""
    if user.is_superuser or rule() != Rule.PUBLICATION:
        return True
    passages = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id,
        locale_id=translation.target_locale_id,
        translation_of__segments__source=translation.source,
    )
    return passages.order_by("-updated_at").values_list("last_translated_by", flat=True).first() != user.pk


@receiver(pre_save, dispatch_uid="nobody_approves_alone")
def nobody_approves_alone(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Whatever the task and the way in: a review made by hand in the admin may use Wagtail's own task."""
    if not isinstance(instance, TaskState) or instance.status != TaskState.STATUS_APPROVED:
        return
    before = TaskState.objects.filter(pk=instance.pk).values_list("status", flat=True).first()
    approves = before == TaskState.STATUS_IN_PROGRESS and instance.finished_by is not None
    if approves and not may_approve(instance.finished_by, instance.revision.content_object):
        raise PermissionDenied("Who wrote this last does not approve it")


def submit(thing: Any, user: Any) -> bool:
    """Send to review, unless it is under review already; answers whether there is a review at all."""
    state = thing.current_workflow_state
    if state is None:
        workflow = thing.get_workflow()
        if workflow is None:
            return False
        workflow.start(thing, user)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    return True
