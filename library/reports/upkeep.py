"""Which sheets are to be confirmed, by whom, and which are being revised."""

from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from library.models import Work
from library.reports.works import HEADINGS, LISTED, WorkReport, kind_filter, owner_column
from library.upkeep.due import due, kept
from library.upkeep.owners import possible_owners
from library.upkeep.verdicts import may_say

STATES = {
    "due": _("To be confirmed"),
    "never": _("Never confirmed"),
    "revised": _("Being revised"),
    "confirmed": _("Confirmed, and not due yet"),
}
WHOSE = {"mine": _("Mine"), "nobody": _("Nobody's")}


class UpkeepFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=list(STATES.items()), method="in_state", empty_label=_("All"),
        widget=forms.RadioSelect,
    )  # fmt: skip
    whose = django_filters.ChoiceFilter(
        label=_("Whose"), choices=list(WHOSE.items()), method="of", empty_label=_("Everyone's"),
        widget=forms.RadioSelect,
    )  # fmt: skip
    owner = django_filters.ModelChoiceFilter(label=_("Responsible"), queryset=None)
    kind = kind_filter()

    class Meta:
        model = Work
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["owner"].queryset = possible_owners()

    def in_state(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        if value == "due":
            return due(works).filter(needs_work_since=None)
        if value == "never":
            return works.filter(confirmed_on=None)
        if value == "revised":
            return works.filter(needs_work_since__isnull=False)
        late = due().values("pk")
        return works.filter(confirmed_on__isnull=False, needs_work_since=None).exclude(pk__in=late)

    def of(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        if value == "nobody":
            return works.exclude(owner__in=possible_owners().order_by())
        return works.filter(owner=self.request.user.pk)


class UpkeepReport(WorkReport):
    name = "report_upkeep"
    icon = "check"
    page_title = _("Sheets to confirm")
    explanation = _("The published sheets, those that were confirmed longest ago first.")
    nothing = _("No sheet is published yet: there is nothing to confirm.")
    filterset_class = UpkeepFilterSet
    default_ordering = "confirmed_on"
    list_export = [*LISTED, "owner", "confirmed_on", "needs_work_since"]
    export_headings = HEADINGS | {
        "confirmed_on": _("Confirmed on"),
        "needs_work_since": _("Being revised since"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            *self.work_columns(),
            owner_column(),
            DateColumn("confirmed_on", label=_("Confirmed on"), sort_key="confirmed_on"),
            DateColumn("needs_work_since", label=_("Being revised since"), sort_key="needs_work_since"),
        ]

    def links(self, work: Any) -> list[dict[str, Any]]:
        links: list[dict[str, Any]] = []
        if may_say(self.request.user, work):
            page = reverse("upkeep_work", args=[work.pk])
            links = [
                {"label": _("Still true"), "post": reverse("upkeep_true", args=[work.pk])},
                {"label": _("Needs work"), "url": f"{page}?verdict=work"},
            ]
        return [*links, *super().links(work)]

    def get_base_queryset(self) -> QuerySet[Work]:
        return kept().select_related("source__locale", "owner")

    def order_queryset(self, works: QuerySet[Work]) -> QuerySet[Work]:
        if self.ordering == "confirmed_on":  # what nobody ever confirmed comes first, on every database
            return works.order_by(F("confirmed_on").asc(nulls_first=True), "pk")
        return super().order_queryset(works).order_by(self.ordering, "pk")
