"""The reviews that a site begins with: one for each kind of sheet, named in every language of the site."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from library.models import KINDS, PeerApproval, ReviewSettings
from library.models.works import Kind


def make_reviews(moderators: str) -> None:
    """Once for each kind, and never again where staff chose otherwise."""
    group = Group.objects.filter(name=moderators).first()
    if group is None:
        return
    begun = ReviewSettings.load()
    new = [kind for kind in KINDS if kind not in begun.begun]
    for kind in new:
        content_type = ContentType.objects.get_for_model(KINDS[kind])
        if not WorkflowContentType.objects.filter(content_type=content_type).exists():
            workflow = _workflow(_task(group), lambda kind=kind: _("Review: %(kind)s") % {"kind": Kind(kind).label})
            WorkflowContentType.objects.create(content_type=content_type, workflow=workflow)
    if "pages" not in begun.begun:
        _take_over_pages(group)
        new.append("pages")
    if new:
        begun.begun = [*begun.begun, *new]
        begun.save()


def in_every_language(text: Any) -> str:
    """A name is one text for all staff: it says the same in each language, once where they agree."""
    names = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            names.append(str(text()))
    return " · ".join(dict.fromkeys(names))[:255]


def _workflow(task: PeerApproval, name: Any) -> Workflow:
    workflow = Workflow.objects.create(name=in_every_language(name))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _task(group: Group) -> PeerApproval:
    task = PeerApproval.objects.filter(active=True).order_by("pk").first()
    if task is None:
        task = PeerApproval.objects.create(name=in_every_language(lambda: _("Approval by a moderator")))
        task.groups.add(group)
    return task


def _take_over_pages(group: Group) -> None:
    """Wagtail makes a review of pages with its own task, which lets writers approve themselves."""
    made = GroupApprovalTask.objects.filter(name="Moderators approval", task_states=None).first()
    if made is not None:
        WorkflowTask.objects.filter(task=made).update(task=_task(group))
        made.active = False
        made.save()
