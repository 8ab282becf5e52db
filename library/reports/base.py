"""What the reports on the library share: who may read them, tables in any direction."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from library.models import KINDS, Sheet

READ_REPORTS = "library.view_library_reports"


class TitleColumn(Column):
    """A title in the direction of its own language, with what can be done about the row below it."""

    cell_template_name = "library/admin/report_title.html"

    def __init__(self, name: str, links: Any = None, language: Any = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.links, self.language = links, language

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["links"] = self.links(instance) if self.links else []
        context["language"] = self.language(instance) if self.language else ""
        context["back"] = parent_context["request"].get_full_path()
        return context


class LibraryReport(ReportView):
    """A report on works; each says what it is for, and what it means that it is empty."""

    rights: ClassVar[tuple[str, ...]] = (READ_REPORTS,)  # one of them is enough
    name: ClassVar[str]  # of its address, and of its file
    explanation: Any = ""
    nothing: Any = _("Nothing to report.")
    icon: ClassVar[str] = "list-ul"
    results_template_name = "library/admin/report_results.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def may_read(cls, user: Any) -> bool:
        return user.is_active and any(map(user.has_perm, cls.rights))

    @property
    def index_url_name(self) -> str:
        return self.name

    @property
    def index_results_url_name(self) -> str:
        return f"{self.name}_results"

    @property
    def header_icon(self) -> str:
        return self.icon

    def get_filename(self) -> str:
        return f"{self.name.removeprefix('report_')}-{timezone.localdate()}"

    def get_filtered_queryset(self) -> QuerySet:
        return self.get_queryset()  # which filters already

    @cached_property
    def no_results_message(self) -> Any:
        return _("Nothing fits these filters.") if self.is_filtering else self.nothing

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"explanation": self.explanation}

    @classmethod
    def addresses(cls) -> list[URLPattern]:
        where = f"reports/{cls.name.removeprefix('report_').replace('_', '-')}/"
        return [
            path(where, cls.as_view(), name=cls.name),
            path(f"{where}results/", cls.as_view(results_only=True), name=f"{cls.name}_results"),
        ]


class ReportMenuItem(MenuItem):
    def __init__(self, report: type[LibraryReport], order: int) -> None:
        super().__init__(report.page_title, reverse(report.name), name=report.name, icon_name=report.icon, order=order)
        self.report = report

    def is_shown(self, request: Any) -> bool:
        return self.report.may_read(request.user)


def edit_address(sheet: Sheet, kind: str) -> str:
    """Of a bare sheet whose kind is known; asks the database nothing."""
    viewset: Any = KINDS[kind].snippet_viewset  # type: ignore[attr-defined]
    return reverse(viewset.get_url_name("edit"), args=[sheet.pk])
