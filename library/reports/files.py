"""Files that wait for their scan, that are infected, or that some cannot read."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from library.document_forms import told_of
from library.models import PrivateDocument
from library.reports.base import LibraryReport


class FilesReport(LibraryReport):
    name = "report_files"
    icon = "doc-full-inverse"
    rights: ClassVar[tuple[str, ...]] = ("library.change_privatedocument",)
    page_title = _("Files to look after")
    explanation = _(
        "Files that wait for their scan or are infected are given out to nobody. The others only need care."
    )
    nothing = _("No file is held back, and none is known to be hard to read.")
    model = PrivateDocument
    list_export = ["title", "language", "told"]
    export_headings = {"title": _("Title"), "language": _("Language"), "told": _("What is wrong")}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("Title"),
                get_url=lambda document: reverse("wagtaildocs:edit", args=[document.pk]),
            ),
            Column("scan", label=_("Scan"), accessor="get_scan_display"),
            Column("told", label=_("What is wrong"), accessor=told),
            DateColumn("created_at", label=_("Date")),
        ]

    def get_base_queryset(self) -> QuerySet[PrivateDocument]:
        clean = PrivateDocument.Scan.CLEAN
        return PrivateDocument.objects.exclude(scan=clean, lacks=[]).order_by("-scan", "-pk")

    def order_queryset(self, documents: QuerySet[PrivateDocument]) -> QuerySet[PrivateDocument]:
        return documents

    def to_row_dict(self, item: PrivateDocument) -> dict[str, Any]:
        return {"title": item.title, "language": item.language, "told": told(item)}


def told(document: PrivateDocument) -> str:
    return " ".join(told_of(document))
