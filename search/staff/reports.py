"""What is searched: words that enough people looked for, and what came of it."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView

from home.languages import native_name, site_languages
from search.asked import LEAST_ASKERS, asked, monday
from search.models import AskedWords

PERIODS = {"4": gettext_lazy("Four weeks"), "13": gettext_lazy("Three months"), "52": gettext_lazy("A year")}


class AskedFilterSet(WagtailFilterSet):
    period = django_filters.ChoiceFilter(
        label=gettext_lazy("Period"),
        choices=list(PERIODS.items()),
        method="since",
        empty_label=gettext_lazy("This week and the one before"),
        widget=forms.RadioSelect,
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        choices=site_languages,
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    result = django_filters.ChoiceFilter(
        label=gettext_lazy("Result"),
        choices=[("none", gettext_lazy("Searches without result only"))],
        method="only_without",
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = AskedWords
        fields: list[str] = []

    def since(self, rows: QuerySet[AskedWords], name: str, value: str) -> QuerySet[AskedWords]:
        return rows  # the view does it, also where nothing is chosen

    def only_without(self, rows: QuerySet[AskedWords], name: str, value: str) -> QuerySet[AskedWords]:
        return rows.filter(without_result__gt=0)


class WordsColumn(Column):
    """The words, in their language, with what can be done about them."""

    cell_template_name = "search/admin/words_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        row, user = instance, parent_context["request"].user
        language, words = row["language"], row["words"]
        asked_for = urlencode({"language": language, "words": words})
        places = {
            "search.add_synonym": (_("Add a synonym"), f"{reverse('synonym:add')}?{asked_for}"),
            "search.add_featuredanswer": (_("Feature an answer"), f"{reverse('featuredanswer:add')}?{asked_for}"),
            "library.read_every_work": (
                _("Why these hits"), f"{reverse('search_why')}?{urlencode({'q': words, 'language': language})}"
            ),
        }  # fmt: skip
        context["language"] = language
        context["links"] = [link for right, link in places.items() if user.has_perm(right)]
        return context


class AskedView(ReportView):
    model = AskedWords
    any_permission_required = ["view"]
    results_template_name = "search/admin/asked_results.html"
    page_title = gettext_lazy("What is searched")
    header_icon = "search"
    index_url_name = "search_asked"
    index_results_url_name = "search_asked_results"
    filterset_class = AskedFilterSet
    default_ordering = "-searches"
    verbose_name_plural = gettext_lazy("words searched for")
    columns = [
        WordsColumn("words", label=gettext_lazy("Words"), sort_key="words"),
        Column("language", label=gettext_lazy("Language"), accessor=lambda row: native_name(row["language"])),
        NumberColumn("searches", label=gettext_lazy("Searches"), sort_key="searches"),
        NumberColumn("without", label=gettext_lazy("Without result"), sort_key="without"),
        NumberColumn("people", label=gettext_lazy("People, in one week at most"), sort_key="people"),
    ]
    list_export = ["words", "language", "searches", "without", "people"]
    export_headings = {column.name: column.label for column in columns}

    def get_queryset(self) -> QuerySet:
        period = self.filters.form.cleaned_data.get("period") if self.filters.is_valid() else ""
        since = monday() - datetime.timedelta(weeks=int(period or 2) - 1)
        found = asked(self.filter_queryset(self.get_base_queryset().filter(week__gte=since)))
        return found.order_by(self.ordering, "words", "language")

    def get_filtered_queryset(self) -> QuerySet:
        return self.get_queryset()

    def get_filename(self) -> str:
        return f"searches-{monday()}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        text = _("Words that at least %(number)s people looked for in one week") % {"number": LEAST_ASKERS}
        return super().get_context_data(*args, **kwargs) | {"explanation": text}

    @cached_property
    def no_results_message(self) -> str:
        return _("No words were looked for by at least %(number)s people in one week.") % {"number": LEAST_ASKERS}


class AskedMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(AskedView.page_title, reverse("search_asked"), name="asked", icon_name="search", order=1300)

    def is_shown(self, request: Any) -> bool:
        return request.user.has_perm("search.view_askedwords")
