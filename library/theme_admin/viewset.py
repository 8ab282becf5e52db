"""The vocabulary in Wagtail's admin: its tree, its lists, and the addresses of what is done to a theme."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from library.models import Theme

from .changing import MergeView, MoveView
from .exchange import ExportView, ImportView
from .filters import ThemeFilterSet
from .forms import ThemeForm
from .panels import THEME_PANELS
from .picker import path_cell
from .views import ThemeCreateView, ThemeDeleteView, ThemeEditView, ThemeIndexView, ThemeUsageView


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = [
        "__str__",
        Column("path", label=_("Below"), accessor=lambda theme: path_cell(theme.pk)),
        Column("identifier", label=_("Identifier"), accessor="identifier", sort_key="identifier"),
        Column("sheets", label=_("Works"), accessor="works", sort_key="works"),
    ]
    list_per_page = 50
    inspect_view_enabled = False
    copy_view_enabled = False
    filterset_class = ThemeFilterSet
    index_template_name = "library/admin/themes/index.html"
    index_results_template_name = "library/admin/themes/index_results.html"
    index_view_class = ThemeIndexView
    add_view_class = ThemeCreateView
    edit_view_class = ThemeEditView
    delete_view_class = ThemeDeleteView
    usage_view_class = ThemeUsageView
    search_fields = ["identifier"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Theme.objects.all()

    def get_edit_handler(self) -> Any:
        return ObjectList(THEME_PANELS, base_form_class=ThemeForm).bind_to_model(Theme)

    def get_urlpatterns(self) -> list[URLPattern]:
        own = {"viewset": self}
        return [
            *super().get_urlpatterns(),
            path("move/<int:pk>/", MoveView.as_view(**own), name="move"),
            path("merge/<int:pk>/", MergeView.as_view(**own), name="merge"),
            path("import/", ImportView.as_view(**own), name="import"),
            path("export/<str:ending>/", ExportView.as_view(**own), name="export"),
        ]
