"""The list and the editor of the themes in Wagtail's admin."""

from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from library.admin_forms import ThemeForm
from library.models import Theme
from library.panels import THEME_PANELS


class ThemeIndexView(IndexView):
    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        kwargs["accessor"] = lambda theme: f"{'— ' * theme.depth}{theme}"
        return super()._get_title_column(field_name, *args, **kwargs)


class ThemeViewSet(SnippetViewSet):
    """The vocabulary, each theme below its broader one."""

    model = Theme
    icon = "tag"
    list_display = [
        "__str__",
        Column("identifier", label=gettext_lazy("Identifier"), accessor="identifier", sort_key="identifier"),
        Column("sheets", label=gettext_lazy("Works"), accessor="works"),
    ]
    list_per_page = 100
    inspect_view_enabled = False
    copy_view_enabled = False
    index_view_class = ThemeIndexView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """In the order of the tree, which has three levels at most in what the list shows."""
        levels = [
            Case(
                When(**{f"{above}__isnull": False}, then=Concat(F(f"{above}__identifier"), Value("/"))),
                default=Value(""),
            )
            for above in ("parent__parent", "parent")
        ]
        return (
            Theme.objects.annotate(
                tree=Concat(*levels, "identifier", output_field=CharField()),
                depth=Case(When(parent__parent__isnull=False, then=2), When(parent__isnull=False, then=1), default=0),
                works=Count("sheets", distinct=True),
            )
            .prefetch_related("labels")
            .order_by("tree")
        )

    def get_edit_handler(self) -> Any:
        return ObjectList(THEME_PANELS, base_form_class=ThemeForm).bind_to_model(Theme)
