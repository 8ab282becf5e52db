from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from home.inbox import InboxMenuItem, MessagePolicy, MessageViewSet
from home.models import FactualPage, Message

register_permission_policy(Message, MessagePolicy(Message))


@hooks.register("before_serve_page", order=-10)
def refuse_what_has_expired(page: Page, request: HttpRequest, *args: Any) -> None:
    """At its hour, whether or not the timer has come by to unpublish it; and with the page that keeps its facts."""
    if isinstance(page, FactualPage) and page.is_withdrawn:
        raise Http404
    if page.expire_at and page.expire_at <= timezone.now():
        raise Http404


@hooks.register("register_admin_viewset")
def inbox() -> MessageViewSet:
    return MessageViewSet()


@hooks.register("register_admin_menu_item")
def inbox_menu_item() -> InboxMenuItem:
    return InboxMenuItem()


@hooks.register("register_permissions")
def grantable_permissions() -> QuerySet:
    return Permission.objects.filter(
        content_type__app_label="home",
        codename__in=["answer_messages", "answer_membership_requests", "delete_message"],
    )


@hooks.register("register_log_actions")
def actions_of_the_inbox(actions: LogActionRegistry) -> None:
    states = dict(Message.State.choices)

    @actions.register_action("home.message_state")
    class StateChange(LogFormatter):
        label = gettext_lazy("Change of state")

        def format_message(self, entry: Any) -> str:
            names = {name: states.get(entry.data.get(name, ""), "") for name in ("before", "after")}
            return _("State changed from “%(before)s” to “%(after)s”") % names

    actions.register_action("home.message_answer", gettext_lazy("Answer"), gettext_lazy("Answer written"))


@hooks.register("register_log_actions")
def actions_of_corrections(actions: LogActionRegistry) -> None:
    actions.register_action(
        "home.small_correction", gettext_lazy("Small correction"), gettext_lazy("Translations left as they are")
    )
