"""The mails of a review, sent once what they tell of is committed.

Wagtail sends them inside the transaction, and of a sheet none at all: it names the bare sheet, which has no addresses
in the admin, and swallows the fault.
"""

from typing import Any

from django.dispatch import Signal
from django_tasks import task
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    Notifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from library.models import Sheet
from library.reviewing.things import find, type_of
from networks.models import User


class OfKindMixin(Notifier):
    def get_context(self, instance: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(instance, **kwargs)
        if isinstance(context["object"], Sheet):
            context["object"] = find(type_of(context["object"]).pk, context["object"].pk)
        return context


class TaskSubmitted(OfKindMixin, GroupApprovalTaskStateSubmissionEmailNotifier):
    pass


class Submitted(OfKindMixin, WorkflowStateSubmissionEmailNotifier):
    pass


class Rejected(OfKindMixin, WorkflowStateRejectionEmailNotifier):
    pass


class Approved(OfKindMixin, WorkflowStateApprovalEmailNotifier):
    pass


# By the names that Wagtail gives to its own: whoever connects first under a name stays alone.
EVENTS: dict[str, tuple[Signal, Any, Notifier]] = {
    "group_approval_task_submitted_email_notification": (task_submitted, TaskState, TaskSubmitted()),
    "workflow_state_submitted_email_notification": (workflow_submitted, WorkflowState, Submitted()),
    "workflow_state_rejected_email_notification": (workflow_rejected, WorkflowState, Rejected()),
    "workflow_state_approved_email_notification": (workflow_approved, WorkflowState, Approved()),
}


@task()
def send(name: str, pk: int, user_pk: int | None) -> None:
    _signal, model, notifier = EVENTS[name]
    state = model.objects.filter(pk=pk).first()
    if state is not None:
        notifier(instance=state.specific if isinstance(state, TaskState) else state, user=_user(user_pk))


def _user(pk: int | None) -> User | None:
    return User.objects.filter(pk=pk).first() if pk else None


def _connect(name: str, signal: Signal, model: Any) -> None:
    def later(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
        send.enqueue(name, instance.pk, user.pk if user else None)

    signal.disconnect(sender=model, dispatch_uid=name)
    signal.connect(later, sender=model, dispatch_uid=name, weak=False)


for _name, (_signal_of, _model, _notifier) in EVENTS.items():
    _connect(_name, _signal_of, _model)
