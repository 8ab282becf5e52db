"""What is owed in each language: works that nobody translated, translations that are not out, or older than their
source. A translator sees the languages of their account."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.models import Locale

from home.languages import native_name
from library.models import Sheet
from library.reports.base import READ_REPORTS, LibraryReport, TitleColumn
from library.translators import languages_of
from library.upkeep.due import kept


def debts(user: Any, published: int | None = None) -> list[dict[str, Any]]:
    """For each language of this account, how many works it has and what is owed. Two or three queries at any size."""
    total = kept().count() if published is None else published
    translation = ~Q(work__source=F("pk"))
    sheets = Sheet.objects.filter(work__in=kept()).order_by().values("locale")
    counts = {
        row["locale"]: row
        for row in sheets.annotate(
            made=Count("pk"),
            drafts=Count("pk", filter=translation & Q(live=False)),
            stale=Count("pk", filter=translation & Q(live=True) & ~Q(source_digest=F("work__source__source_digest"))),
        )
    }
    empty = {"made": 0, "drafts": 0, "stale": 0}
    rows = []
    for locale in languages_of(user).order_by("pk"):
        said = counts.get(locale.pk, empty)
        row = {name: said[name] for name in empty} | {"missing": total - said["made"], "total": total}
        row["language"] = locale.language_code
        row["owed"] = row["missing"] + row["drafts"] + row["stale"]
        rows.append(row)
    return rows


class LanguagesReport(LibraryReport):
    name = "report_languages"
    icon = "wagtail-localize-language"
    page_title = _("Translation debt")
    explanation = _("Of the published works: what is not translated, waits as a draft, or is older than its source.")
    nothing = _("Your account has no language to translate into: an administrator gives it some.")
    rights = (READ_REPORTS, "wagtail_localize.submit_translation")
    model = Locale
    list_export = ["language", "total", "missing", "drafts", "stale"]
    export_headings = {
        "language": _("Language"),
        "total": _("Published works"),
        "missing": _("Not translated"),
        "drafts": _("Waiting as drafts"),
        "stale": _("Older than their source"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        names = ("total", "missing", "drafts", "stale")
        return [
            TitleColumn(
                "language",
                label=_("Language"),
                accessor=lambda row: native_name(row["language"]),
                language=lambda row: row["language"],
                links=lambda row: board_links(row["language"]),
            ),
            *(NumberColumn(name, label=self.export_headings[name]) for name in names),
        ]

    def get_queryset(self) -> QuerySet[Any]:
        return debts(self.request.user)  # type: ignore[return-value]  # a few rows, not of the database

    def get_filtered_queryset(self) -> QuerySet[Any]:
        return self.get_queryset()


def board_links(language: str) -> list[dict[str, Any]]:
    """Where the work itself is: the board of translations."""
    return [{"label": _("Board of translations"), "url": reverse("translation_board", args=[language])}]
