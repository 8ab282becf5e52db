"""Where the board of translations meets Wagtail: addresses, menu, start page, bulk actions, log."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Locale

from library import translation_actions, translation_desk, translation_guard, translation_review
from library.bulk_actions.actions import SheetAction
from library.models import Sheet
from library.translation_sending import Outcome, as_kinds, send, tell
from library.translation_waiting import waiting_for
from library.translators import languages_of


@hooks.register("register_admin_urls", order=-10)
def addresses() -> list:
    return [
        path("translations/", translation_desk.home, name="translation_boards"),
        path("translations/send/", translation_actions.SectionView.as_view(), name="translation_section"),
        path(
            "translations/review/<slug:kind>/<int:pk>/<slug:action>/",
            translation_actions.review,
            name="translation_review",
        ),
        path(
            "translations/accept/<slug:kind>/<int:pk>/",
            translation_guard.accept_view,
            name="translation_accept",
        ),
        path("localize/page/<int:page_id>/convert_to_alias/", translation_actions.no_copy),
        path("translations/<slug:language>/", translation_desk.BoardView.as_view(), name="translation_board"),
        path("translations/<slug:language>/act/", translation_actions.act, name="translation_act"),
    ]


class BoardMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return translation_desk.may_see_board(request.user)


@hooks.register("register_admin_menu_item")
def menu_item() -> BoardMenuItem:
    address = reverse("translation_boards")
    return BoardMenuItem(
        gettext_lazy("Translations"), address, name="translations", icon_name="wagtail-localize-language", order=160
    )


@hooks.register("construct_reports_menu")
def without_the_report_of_localize(request: HttpRequest, items: list) -> None:
    """The board says the same, and more."""
    items[:] = [item for item in items if "/localize/reports/" not in str(getattr(item, "url", ""))]


class WaitingPanel(Component):
    """On the start page: the translations that wait for this person."""

    name = "translations_waiting"
    template_name = "library/admin/translations/waiting.html"
    order = 205

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        return {"lines": waiting_for(user), "board_url": reverse("translation_boards")}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list) -> None:
    if translation_desk.may_see_board(request.user):
        panels.append(WaitingPanel())


hooks.register("register_log_actions", translation_review.register_log_actions)
hooks.register("register_log_actions", translation_guard.register_log_actions)
hooks.register("before_publish", translation_guard.before_publication)
hooks.register("before_publish_page", translation_guard.before_publication)
hooks.register("before_bulk_action", translation_guard.before_many)


class LanguagesForm(forms.Form):
    locales = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Into"), queryset=Locale.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locales"].queryset = languages_of(user)  # type: ignore[attr-defined]


class SendMixin:
    """Sends what is ticked in a list. What was refused is said, with the reason."""

    display_name = gettext_lazy("Send to translation")
    aria_label = gettext_lazy("Send what is ticked to translation")
    action_type = "send_to_translation"
    template_name = "library/admin/translations/bulk.html"
    action_priority = 60
    form_class = LanguagesForm
    outcome: Outcome
    request: Any
    cleaned_form: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}  # type: ignore[misc]

    def check_perm(self, thing: Any) -> bool:
        return self.request.user.has_perm("wagtail_localize.submit_translation")

    def get_execution_context(self) -> dict[str, Any]:
        return {"view": self}

    @classmethod
    def execute_action(cls, objects: list, view: Any = None, **kwargs: Any) -> tuple[int, int]:
        sheets = [thing.pk for thing in objects if isinstance(thing, Sheet)]
        view.outcome = send(
            as_kinds(sheets) if sheets else objects, view.cleaned_form.cleaned_data["locales"], view.request.user
        )
        return len(view.outcome.sent), 0

    def get_success_message(self, *numbers: int) -> None:
        tell(self.request, self.outcome)


class SendSheets(SendMixin, SheetAction):
    """On the list of a kind, and on that of all sheets."""


class SendPages(SendMixin, PageBulkAction):
    pass


hooks.register("register_bulk_action", SendSheets)
hooks.register("register_bulk_action", SendPages)
