"""Two people on one page or sheet: the second save is refused, with what was typed, until its author saw the first.

Wagtail refuses this for drafts that save themselves; the buttons of the form would write over the other's version.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.pages.edit import EditView as PageEditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.models import Page, Revision

from library.reviewing.buttons import buttons_of
from library.reviewing.rules import may_publish_alone, submit
from library.reviewing.things import edit_url

ITSELF = timedelta(minutes=1)

if TYPE_CHECKING:
    from wagtail.admin.views.pages.edit import EditView as _PageEdit
    from wagtail.snippets.views.snippets import EditView as _SnippetEdit
else:
    _SnippetEdit = _PageEdit = object


def newer_version(revision: Revision, user: Any) -> str:
    """Says who saved meanwhile, and what to do; the next save is made knowingly."""
    when = date_format(localtime(revision.created_at), "DATETIME_FORMAT")
    if revision.user_id == user.pk:
        said = _("Not saved: you saved another version in another window on %(when)s.")
    elif revision.user is None:
        said = _("Not saved: another version was saved on %(when)s, since you opened this form.")
    else:
        said = _("Not saved: %(who)s saved another version on %(when)s, since you opened this form.")
    who = get_user_display_name(revision.user) if revision.user else ""
    what = _("What you typed is still here. Look at the other version in the history; saving again replaces it.")
    return f"{said % {'who': who, 'when': when}} {what}"


def saved_by_itself(revision: Revision, user: Any) -> bool:
    """Whether it may be this very form that saved itself while its button was pressed: the form does not know yet."""
    return revision.user_id == user.pk and revision.created_at > timezone.now() - ITSELF


def not_approved(request: HttpRequest) -> None:
    messages.warning(request, _("Saved, not approved: you wrote this last, so somebody else approves it."))


class OneAfterAnotherMixin(_SnippetEdit):
    """For the editor of sheets."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *buttons_of(self.object)]

    def get_object(self, queryset: Any = None) -> Any:
        if self.request.method == "POST":  # until the end of this request, the next one waits
            self.model._base_manager.select_for_update().filter(pk=self.kwargs["pk"]).values_list("pk").first()
        return super().get_object(queryset)

    def is_valid(self, form: Any) -> bool:
        newer = self.latest_revision if self.is_out_of_date else None
        if newer and not self.expects_json_response and not saved_by_itself(newer, self.request.user):
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = newer_version(newer, self.request.user)
            return False
        return super().is_valid(form)

    def workflow_action_action(self) -> HttpResponse | None:
        try:
            return super().workflow_action_action()
        except PermissionDenied:  # the draft is saved: who approves with a change has written last
            not_approved(self.request)
            return redirect(self.get_edit_url())


class OneAfterAnotherOnPagesMixin(_PageEdit):
    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> Any:
        if request.method == "POST":
            Page.objects.select_for_update().filter(pk=page_id).values_list("pk").first()
        return super().dispatch(request, page_id, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refused = self.is_out_of_date and not self.is_cancelling_workflow and not self.page.alias_of_id
        refused = refused and not saved_by_itself(self.latest_revision, request.user)
        if self.expects_json_response or not refused:
            return super().post(request, *args, **kwargs)
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=request.user,
        )
        messages.error(request, newer_version(self.latest_revision, request.user))
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def perform_workflow_action(self) -> Any:
        try:
            return super().perform_workflow_action()
        except PermissionDenied:
            not_approved(self.request)
            return redirect(self.get_edit_url())


class SafePageEditView(OneAfterAnotherOnPagesMixin, PageEditView):
    pass


class SafePageRevertView(OneAfterAnotherOnPagesMixin, RevisionsRevertView):
    pass


def send_to_review_instead(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """Before publication, once the draft is saved: where the site asks for two, the second one publishes."""
    if may_publish_alone(request.user, thing):
        return None
    if isinstance(thing, Page) and thing.live and thing.live_revision_id is None:  # as Wagtail makes a new page
        thing.live, thing.has_unpublished_changes = False, True
        thing.save(clean=False)
    if submit(thing, request.user):
        messages.warning(
            request, _("Saved and sent to review: you wrote this last, so somebody else approves and publishes it.")
        )
    else:
        messages.error(
            request, _("Saved, not published: you wrote this last, so somebody else who may publish does it.")
        )
    return redirect(edit_url(request.user, thing) or "wagtailadmin_home")
