"""What the reports on works share: what each line begins with, here and in a table of it, and the choice of a kind."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from library.models import Kind, Work
from library.reports.base import LibraryReport, TitleColumn, edit_address

LISTED = ["pk", "source.title", "get_kind_display"]
HEADINGS = {
    "pk": _("Number"),
    "source.title": _("Title"),
    "get_kind_display": _("Kind"),
    "owner": _("Responsible"),
}


def kind_filter() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=_("Kind"), choices=Kind.choices, empty_label=_("All"), widget=forms.RadioSelect
    )


def owner_column() -> Column:
    return Column("owner", label=_("Responsible"), accessor=lambda work: work.owner or "–")


class WorkReport(LibraryReport):
    model = Work
    sorts_titles: ClassVar[bool] = True

    def work_columns(self) -> list[Column]:
        title, kind = ("source__title", "kind") if self.sorts_titles else (None, None)
        return [
            TitleColumn(
                "title",
                label=_("Title"),
                accessor="source",
                links=self.links,
                language=lambda work: work.source.locale.language_code,
                sort_key=title,
            ),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key=kind),
        ]

    def links(self, work: Any) -> list[dict[str, Any]]:
        """What can be done about the work."""
        return [{"label": _("Edit"), "url": edit_address(work.source, work.kind)}]
