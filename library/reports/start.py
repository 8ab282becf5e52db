"""The start page of the staff: what waits for me, and how the library stands. Each role sees what it works on."""

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from home.languages import native_name
from library.reports.base import READ_REPORTS
from library.reports.counting import counted
from library.reports.incomplete import IncompleteReport
from library.reports.languages import LanguagesReport, debts
from library.reports.reading import ReadingReport
from library.reports.standing import numbers
from library.reports.upkeep import UpkeepReport
from library.reports.waiting import waiting_for
from library.translators import WRITING
from library.upkeep.due import kept

# They ask the database for each of their rows; what they say stands in ours.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)
TOP = 5


class StaffPanel(Component):
    name = "start"
    template_name = "library/admin/start.html"
    order = 10

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def media(self) -> Media:
        return Media(css={"all": ["site/css/staff.css"]})

    @cached_property
    def numbers(self) -> dict[str, int]:
        return numbers(self.request.user)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = self.request.user
        context: dict[str, Any] = {"waiting": waiting_for(user, self.numbers), "request": self.request}
        if user.has_perm(READ_REPORTS):
            context |= {"tiles": tiles(self.numbers), "most_read": most_read()}
            context["reading_url"] = reverse(ReadingReport.name)
        if LanguagesReport.may_read(user):
            rows = [row for row in debts(user, self.numbers["published"]) if row["owed"]]
            context["debts"] = [row | {"name": native_name(row["language"])} for row in rows]
            context["debts_url"] = reverse(LanguagesReport.name)
        if any(map(user.has_perm, WRITING)):
            context["new_url"] = reverse("wagtailsnippets_library_experiencesheet:add")
        return context


def tiles(said: dict[str, int]) -> list[dict[str, Any]]:
    upkeep, incomplete = reverse(UpkeepReport.name), reverse(IncompleteReport.name)
    return [
        {"count": said["published"], "label": _("published sheets"), "url": upkeep},
        {"count": said["late"], "label": _("to confirm"), "url": f"{upkeep}?state=due", "warns": True},
        {"count": said["nobodys"], "label": _("to confirm, with nobody responsible"),
         "url": f"{upkeep}?state=due&whose=nobody", "warns": True},
        {"count": said["never"], "label": _("never confirmed"), "url": f"{upkeep}?state=never", "warns": True},
        {"count": said["revised"], "label": _("being revised"), "url": f"{upkeep}?state=revised"},
        {"count": said["no_picture"], "label": _("without picture"), "url": f"{incomplete}?lacks=no_picture"},
        {"count": said["no_theme"], "label": _("without theme"), "url": f"{incomplete}?lacks=no_theme", "warns": True},
    ]  # fmt: skip


def most_read() -> list[dict[str, Any]]:
    works = counted(kept(), 30).select_related("source__locale").filter(read__gt=0).order_by("-read", "pk")[:TOP]
    return [
        {
            "title": format_html('<bdi lang="{}">{}</bdi>', work.source.locale.language_code, work.source.title),
            "url": reverse("upkeep_work", args=[work.pk]),
            "read": work.read,
            "downloaded": work.downloaded,
        }
        for work in works
    ]


def without_totals(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail counts all pages, pictures and files there are: nobody does anything with these numbers."""
    items.clear()


def build(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels.append(StaffPanel(request))
