"""The inbox: what the public wrote, in the admin, for those whose role needs it. Every view asks `readable_by`."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import DeleteView, EditView, IndexView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import BasePermissionPolicy

from home.mailing import MOST_TRIES, send_answer
from home.models import Answer, Message, MessageKind

RIGHTS = {"home.answer_messages", "home.answer_membership_requests"}


def reads_messages(user: Any) -> bool:
    return user.is_active and any(map(user.has_perm, RIGHTS))


def readers(kind: str = "") -> QuerySet[Any]:
    """The accounts that read messages of this kind, or any."""
    codenames = {right.split(".")[1] for right in RIGHTS}
    if kind:
        codenames = {"answer_membership_requests" if kind == MessageKind.MEMBERSHIP else "answer_messages"}
    right = {"codename__in": codenames, "content_type__app_label": "home"}
    by_group = Q(**{f"groups__permissions__{name}": value for name, value in right.items()})
    own = Q(**{f"user_permissions__{name}": value for name, value in right.items()})
    found = get_user_model().objects.filter(Q(is_superuser=True) | by_group | own, is_active=True)
    return found.order_by("first_name", "last_name", "email").distinct()


class MessagePolicy(BasePermissionPolicy):
    """Nobody adds a message here; deleting one is a right of its own."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "delete":
            return reads_messages(user) and user.has_perm("home.delete_message")
        return action in {"view", "change"} and reads_messages(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Message) -> bool:
        readable = Message.objects.readable_by(user).filter(pk=instance.pk)
        return self.user_has_permission(user, action) and readable.exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: list[str]) -> QuerySet[Message]:
        allowed = self.user_has_any_permission(user, actions)
        return Message.objects.readable_by(user) if allowed else Message.objects.none()

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Any]:
        return readers()


class MessageForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = readers(self.instance.kind)


class AnswerForm(forms.ModelForm):
    class Meta:
        model = Answer
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8, "dir": "auto"})}


class MessageFilterSet(WagtailFilterSet):
    class Meta:
        model = Message
        fields = ["kind", "state", "assignee"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["assignee"].queryset = readers()  # not every account of the site

    def filter_queryset(self, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """What is unwanted is shown to those alone who ask for it."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.exclude(state=Message.State.SPAM)


class ReadableMixin:
    request: Any
    kwargs: dict[str, Any]

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Message:
        readable = Message.objects.readable_by(self.request.user).select_related("assignee", "author")
        return get_object_or_404(readable, pk=self.kwargs["pk"])


class InboxView(IndexView):
    page_title = gettext_lazy("Inbox")

    def get_base_queryset(self) -> QuerySet[Message]:
        return Message.objects.readable_by(self.request.user).select_related("assignee")


class MessageView(ReadableMixin, EditView):
    """One message: what was written, the answers, and what the staff does with it."""

    answer_form: AnswerForm | None = None

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list:
        return []

    def save_instance(self) -> Message:
        before = self.form.initial.get("state")
        saved = super().save_instance()
        if saved.state != before:
            log(saved, "home.message_state", user=self.request.user, data={"before": before, "after": saved.state})
        return saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["message"] = self.object
        context["answers"] = self.object.answers.select_related("author")
        context["most_tries"] = MOST_TRIES
        if self.object.may_be_answered:
            context["answer_form"] = self.answer_form or AnswerForm()
        return context


class AnswerView(MessageView):
    """Keeps an answer, then mails it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return redirect(self.get_edit_url())

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if not self.object.may_be_answered:
            raise Http404
        self.answer_form = AnswerForm(request.POST, instance=Answer(message=self.object, author=request.user))
        if not self.answer_form.is_valid():
            messages.error(request, _("The answer was not sent: see what is wrong below."))
            return self.render_to_response(self.get_context_data())
        answer = self.answer_form.save()
        log(self.object, "home.message_answer", user=request.user)
        if self.object.state == Message.State.NEW:
            self.object.state = Message.State.OPEN
        self.object.assignee = self.object.assignee or request.user
        self.object.save()
        send_answer.enqueue(answer.pk)
        messages.success(request, _("The answer is kept. Below, you see whether it has left."))
        return redirect(self.get_edit_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        """What was sent is the answer: the other form shows what is kept."""
        return {name: value for name, value in super().get_form_kwargs().items() if name not in {"data", "files"}}


class RetryView(AnswerView):
    """Tries at once to mail an answer that has not left."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        answer = get_object_or_404(self.object.answers.filter(sent_at=None), pk=kwargs["answer_pk"])
        Answer.objects.filter(pk=answer.pk).update(tries=0, next_try_at=timezone.now())
        send_answer.enqueue(answer.pk)
        messages.success(request, _("The answer was tried again. Below, you see whether it has left."))
        return redirect(self.get_edit_url())


class MessageDeleteView(ReadableMixin, DeleteView):
    def get_object(self, queryset: QuerySet[Any] | None = None) -> Message:
        return getattr(self, "object", None) or super().get_object(queryset)


class MessageHistoryView(ReadableMixin, HistoryView):
    pass


class MessageUsageView(ReadableMixin, UsageView):
    pass


class MessageViewSet(ModelViewSet):
    model = Message
    name = "inbox"
    icon = "mail"
    add_to_admin_menu = False  # its own item counts what is new
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = InboxView
    edit_view_class = MessageView
    delete_view_class = MessageDeleteView
    history_view_class = MessageHistoryView
    usage_view_class = MessageUsageView
    edit_template_name = "home/admin/message.html"
    list_display = [
        TitleColumn("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", url_name="inbox:edit"),
        DateColumn("created_at", label=gettext_lazy("Received"), sort_key="created_at"),
        Column("sender", label=gettext_lazy("From"), accessor=lambda message: message.organisation or message.name),
        Column("about", label=gettext_lazy("About"), accessor="about"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        Column("assignee", label=gettext_lazy("Assigned to"), accessor=lambda message: message.assignee or ""),
    ]
    list_per_page = 50
    search_fields = ["name", "email", "organisation", "about", "text"]
    search_backend_name = None
    filterset_class = MessageFilterSet
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("state"), FieldPanel("assignee")])], heading=gettext_lazy("Follow-up")
            )
        ],
        base_form_class=MessageForm,
    )

    def get_urlpatterns(self) -> list:
        kwargs = self.get_edit_view_kwargs()
        return [
            *super().get_urlpatterns(),
            path("answer/<int:pk>/", self.construct_view(AnswerView, **kwargs), name="answer"),
            path("retry/<int:pk>/<int:answer_pk>/", self.construct_view(RetryView, **kwargs), name="retry"),
        ]


class InboxMenuItem(MenuItem):
    """With the number of new messages that this account may read."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Inbox"), reverse("inbox:index"), name="inbox", icon_name="mail", order=150)

    def is_shown(self, request: HttpRequest) -> bool:
        return reads_messages(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        new = Message.objects.readable_by(request.user).filter(state=Message.State.NEW).count()
        if new:
            component.label = f"{capfirst(str(self.label))} ({new})"
        return component
