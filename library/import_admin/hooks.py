from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from library.import_admin import views


@hooks.register("register_admin_urls")
def addresses_of_imports() -> list[URLPattern]:
    return [
        path("imports/", views.imports, name="sheet_imports"),
        path("imports/<int:pk>/", views.job, name="sheet_import"),
        path("imports/<int:pk>/columns/", views.columns, name="sheet_import_columns"),
        path("imports/<int:pk>/start/", views.start, name="sheet_import_start"),
        path("imports/<int:pk>/discard/", views.discard, name="sheet_import_discard"),
        path("imports/<int:pk>/file/", views.file, name="sheet_import_file"),
        path("imports/<int:pk>/faults/", views.faults, name="sheet_import_faults"),
    ]


class ImportMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Import"), reverse("sheet_imports"), name="imports", icon_name="upload", order=155
        )

    def is_shown(self, request: HttpRequest | Any) -> bool:
        return views.may_import(request.user)


@hooks.register("register_admin_menu_item")
def import_menu_item() -> ImportMenuItem:
    return ImportMenuItem()
