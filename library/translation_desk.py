"""The board of translations in the admin: one page per language, with its filters, its totals and its export."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from home.spreadsheets import neutral
from library.models import KINDS
from library.translation_board import PAGE, Row, Totals, board, in_order, totals
from library.translation_forms import AssignForm, BoardFilter
from library.translators import is_translator, languages_of, may_work_in

PER_PAGE = 50


def may_see_board(user: Any) -> bool:
    return user.is_active and user.has_perm("wagtail_localize.submit_translation")


def board_url(locale: Locale) -> str:
    return reverse("translation_board", args=[locale.language_code])


def usual_locale(user: Any) -> Locale:
    """The language that someone most likely wants to see: the first of theirs that is not the site's first."""
    locales = sorted(languages_of(user), key=lambda locale: locale.pk == Locale.get_default().pk)
    return locales[0] if locales else Locale.get_default()


def home(request: HttpRequest) -> HttpResponse:
    if not may_see_board(request.user):
        raise PermissionDenied
    return redirect(board_url(usual_locale(request.user)))


def edit_url(row: Row) -> str:
    """Where the translation is made; where there is none yet, where it is sent."""
    if row.target_id is None:
        return ""
    return _address(row.kind, row.target_id)


def _address(kind: str, pk: int) -> str:
    if kind == PAGE:
        return reverse("wagtailadmin_pages:edit", args=[pk])
    return reverse(KINDS[kind].snippet_viewset.get_url_name("edit"), args=[pk])


def last_words(rows: Iterable[Row], locale: Locale) -> dict[Any, StringTranslation]:
    """Who translated last, and when, by key. One query."""
    said = StringTranslation.objects.filter(locale=locale, context__object__in=[row.key for row in rows])
    said = said.select_related("context", "last_translated_by").order_by("updated_at").defer("data")
    return {one.context.object_id: one for one in said}


class BoardView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "library/admin/translations/board.html"
    page_title = gettext_lazy("Translations")
    header_icon = "wagtail-localize-language"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see_board(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.GET.get("export"):
            case "csv":
                return self.as_csv()
            case "xlsx":
                return self.as_xlsx()
        return super().get(request, *args, **kwargs)

    @cached_property
    def locales(self) -> list[Locale]:
        return list(Locale.objects.all())

    @cached_property
    def locale(self) -> Locale:
        for locale in self.locales:
            if locale.language_code == self.kwargs["language"]:
                return locale
        raise Http404

    @cached_property
    def everything(self) -> list[Row]:
        return board(self.locales)

    @cached_property
    def filter(self) -> BoardFilter:
        return BoardFilter(self.request.GET, user=self.request.user, locale=self.locale)

    @cached_property
    def rows(self) -> list[Row]:
        own = [row for row in self.everything if row.locale_id == self.locale.pk]
        return in_order(self.filter.narrow(own), self.filter.order_of_rows)

    @cached_property
    def totals(self) -> list[Totals]:
        return totals(self.everything, self.locales)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("p"))
        last = last_words(page.object_list, self.locale)
        works_here = may_work_in(self.request.user, self.locale.pk)
        lines = [
            {
                "row": row,
                "edit_url": edit_url(row),
                "source_url": _address(row.kind, row.source_id),
                "last": last.get(row.key),
            }
            for row in page.object_list
        ]
        return super().get_context_data(**kwargs) | {
            "locale": self.locale,
            "totals": self.totals,
            "form": self.filter,
            "lines": lines,
            "page_obj": page,
            "words_left": sum(row.left for row in self.rows),
            "works_here": works_here,
            "writes": not is_translator(self.request.user),
            "assign_form": AssignForm(user=self.request.user, locale=self.locale) if works_here else None,
            "query": self._query(),
        }

    def _query(self) -> str:
        """The filters in force, for links."""
        query = self.request.GET.copy()
        for name in ("p", "export"):
            query.pop(name, None)
        return query.urlencode()

    def _table(self) -> Iterable[list[Any]]:
        yield [
            *(_("Title"), _("Kind"), _("State"), _("Words of the source"), _("Words left"), _("Translated (%)")),
            *(_("Assigned to"), _("Until"), _("Translated last by"), _("Translated last on"), _("Reads")),
        ]
        last = last_words(self.rows, self.locale) if self.rows else {}
        for row in self.rows:
            said = last.get(row.key)
            yield [
                *(row.title, row.kind_label, row.state_label, row.words, row.left),
                "" if row.percent is None else row.percent,
                str(row.task.assigned_to or "") if row.task else "",
                row.task.due_on.isoformat() if row.task and row.task.due_on else "",
                str(said.last_translated_by or "") if said else "",
                said.updated_at.date().isoformat() if said else "",
                row.reads,
            ]

    def as_csv(self) -> HttpResponse:
        text = io.StringIO()
        writer = csv.writer(text)
        for line in self._table():
            writer.writerow([neutral(value) if isinstance(value, str) else value for value in line])
        return self._file(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", "csv")

    def as_xlsx(self) -> HttpResponse:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet(self.locale.language_code)
        for line in self._table():
            cells = []
            for value in line:
                cell = WriteOnlyCell(sheet, value=neutral(value, True) if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.data_type = "s"  # a title is no formula
                cells.append(cell)
            sheet.append(cells)
        kept = io.BytesIO()
        workbook.save(kept)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return self._file(kept.getvalue(), kind, "xlsx")

    def _file(self, content: bytes, kind: str, ending: str) -> HttpResponse:
        response = HttpResponse(content, content_type=kind)
        name = f"translations-{self.locale.language_code}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
