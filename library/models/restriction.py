"""Closing, or opening, a work at once, whatever drafts are waiting."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState, WorkflowState

from networks.models import User

from .kinds import KINDS
from .sheets import Access, Sheet
from .works import Work


@transaction.atomic
def restrict(work: Work, access: Access | str, groups: Iterable[Group] = (), user: User | None = None) -> None:
    """Give the work this access now, in all languages, and in every revision that may be published later.

    The live row alone would not do: publishing a waiting draft, or the timer, would undo it. Raises ValueError for
    an unknown access, and for a work that has no source any more.
    """
    access, groups = Access(access), list(groups)
    work = Work.objects.select_for_update().get(pk=work.pk)
    if work.source_id is None:
        raise ValueError("This work has no source sheet: nobody sees it")
    source = KINDS[work.kind].objects.get(pk=work.source_id)
    source.access, source.groups = access, groups
    source.save()
    for revision in _still_to_come(source):
        revision.content |= {"access": access.value, "groups": [group.pk for group in groups]}
        revision.save(update_fields=["content"])
    log(source, "wagtail.edit", user=user, content_changed=True)


def _still_to_come(source: Sheet) -> Iterable[Revision]:
    """The latest revision, those newer than the live one, scheduled ones, and those under review."""
    waiting = Q(pk=source.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    if source.live_revision_id:
        waiting |= Q(created_at__gte=source.live_revision.created_at)
    states = WorkflowState.objects.for_instance(source).active()
    waiting |= Q(pk__in=TaskState.objects.filter(workflow_state__in=states).values("revision"))
    return source.revisions.filter(waiting)
