"""What is read and downloaded most."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn

from home.languages import site_languages
from library.models import Work
from library.reports.counting import counted
from library.reports.works import HEADINGS, LISTED, WorkReport, kind_filter
from library.upkeep.due import kept

PERIODS = {"7": _("A week"), "30": _("A month"), "90": _("Three months"), "365": _("A year")}
USUAL = "30"


class ReadingFilterSet(WagtailFilterSet):
    period = django_filters.ChoiceFilter(
        label=_("Period"),
        choices=[(days, name) for days, name in PERIODS.items() if days != USUAL],
        method="leave",
        empty_label=PERIODS[USUAL],
        widget=forms.RadioSelect,
    )
    language = django_filters.ChoiceFilter(
        label=_("Read in"), choices=site_languages, method="leave", empty_label=_("All"), widget=forms.RadioSelect
    )
    kind = kind_filter()

    class Meta:
        model = Work
        fields: list[str] = []

    def leave(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        return works  # the report counts by it


class ReadingReport(WorkReport):
    name = "report_reading"
    icon = "view"
    page_title = _("Most read and downloaded")
    explanation = _("Numbers by day, without anything about who reads. Staff and programs are not counted.")
    nothing = _("Nobody has been counted yet in this time. Staff and programs never are.")
    filterset_class = ReadingFilterSet
    default_ordering = "-read"
    list_export = [*LISTED, "read", "downloaded"]
    sorts_titles = False
    export_headings = HEADINGS | {
        "read": _("Times read"),
        "downloaded": _("Times downloaded"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            *self.work_columns(),
            NumberColumn("read", label=_("Times read"), sort_key="read"),
            NumberColumn("downloaded", label=_("Times downloaded"), sort_key="downloaded"),
        ]

    def get_base_queryset(self) -> QuerySet[Any]:
        asked = self.filters.form.cleaned_data if self.filters and self.filters.is_valid() else {}
        works = kept().select_related("source__locale")
        return counted(works, int(asked.get("period") or USUAL), asked.get("language") or "")

    def order_queryset(self, works: QuerySet[Any]) -> QuerySet[Any]:
        return works.order_by(self.ordering, "pk")

    def links(self, work: Any) -> list[dict[str, Any]]:
        read = [{"label": _("Read"), "url": work.source.url}] if work.source.url else []
        return [*read, *super().links(work)]
