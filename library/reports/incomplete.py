"""Sheets that lack what readers look for: a theme, a picture, a summary; files and figures without date or source."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from library.models import Cost, Result, Sheet, SheetFile, Work
from library.reports.works import HEADINGS, LISTED, WorkReport, kind_filter, owner_column
from library.upkeep.due import kept

LACKS = {
    "no_theme": _("No theme"),
    "no_picture": _("No picture"),
    "no_summary": _("No summary"),
    "bare_files": _("Files without date or source"),
    "bare_figures": _("Figures without date or source"),
}
ROWS: dict[str, Iterable[Any]] = {"bare_files": [SheetFile], "bare_figures": [Result, Cost]}


def bare(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that do not say of which day they are, or who says so."""
    return rows.filter(Q(date=None) | Q(source=None) | Q(source=""))


def with_lacks(works: QuerySet[Work]) -> QuerySet[Any]:
    """Each with what it lacks, under the names of `LACKS`."""
    themes = Sheet.themes.through.objects.filter(sheet=OuterRef("source"))
    works = works.annotate(no_theme=~Exists(themes))
    for name, models in ROWS.items():
        total: Any = 0
        for model in models:
            rows = bare(model._default_manager.filter(sheet=OuterRef("source"))).order_by().values("sheet")
            total = total + Coalesce(Subquery(rows.annotate(total=Count("pk")).values("total")), 0)
        works = works.annotate(**{name: total})
    return works


CONDITIONS = {
    "no_theme": Q(no_theme=True),
    "no_picture": Q(source__picture=None),
    "no_summary": Q(source__summary=""),
    "bare_files": Q(bare_files__gt=0),
    "bare_figures": Q(bare_figures__gt=0),
}


class IncompleteFilterSet(WagtailFilterSet):
    lacks = django_filters.ChoiceFilter(
        label=_("What is missing"),
        choices=list(LACKS.items()),
        method="that_lack",
        empty_label=_("Any of these"),
        widget=forms.RadioSelect,
    )
    kind = kind_filter()
    mine = django_filters.ChoiceFilter(
        label=_("Whose"), choices=[("1", _("Mine"))], method="of_mine", empty_label=_("Everyone's"),
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = Work
        fields: list[str] = []

    def that_lack(self, works: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return works.filter(CONDITIONS[value])

    def of_mine(self, works: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return works.filter(owner=self.request.user.pk)


def missing(work: Any) -> list[str]:
    said: list[Any] = [LACKS["no_theme"]] if work.no_theme else []
    said += [LACKS["no_picture"]] if work.source.picture_id is None else []
    said += [LACKS["no_summary"]] if not work.source.summary else []
    said += [f"{LACKS[name]} ({getattr(work, name)})" for name in ROWS if getattr(work, name)]
    return [str(one) for one in said]


class IncompleteReport(WorkReport):
    name = "report_incomplete"
    icon = "warning"
    page_title = _("Incomplete sheets")
    explanation = _("Published sheets that lack something readers look for. Dates and sources stand by each figure.")
    nothing = _("No published sheet lacks a theme, a picture, a summary, a date or a source.")
    filterset_class = IncompleteFilterSet
    default_ordering = "pk"
    list_export = [*LISTED, "owner", "missing"]
    export_headings = HEADINGS | {
        "missing": _("What is missing"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            *self.work_columns(),
            owner_column(),
            Column("missing", label=_("What is missing"), accessor=lambda work: " · ".join(missing(work))),
        ]

    def get_base_queryset(self) -> QuerySet[Any]:
        works = with_lacks(kept()).select_related("source__locale", "owner")
        any_of_them = Q(pk__in=[])
        for condition in CONDITIONS.values():
            any_of_them |= condition
        return works.filter(any_of_them)

    def order_queryset(self, works: QuerySet[Any]) -> QuerySet[Any]:
        return works.order_by(self.ordering, F("pk").desc())

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        item.missing = missing(item)
        return super().to_row_dict(item)
