"""A theme chosen among thousands: searched for by any of its labels, shown with what stands above it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from library.models import Theme
from networks.choosers import NameSearchForm, in_order

from .picker import found_by, path_cell


class ThemeSearchForm(NameSearchForm):
    def find(self, objects: QuerySet, text: str) -> QuerySet:
        return in_order(objects, found_by(text))


class _ThemeColumns(BaseChooseView):
    filter_form_class = ThemeSearchForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("path", label=_("Below"), accessor=lambda theme: path_cell(theme.pk)),
            Column("identifier", label=_("Identifier"), accessor="identifier"),
        ]


class ThemeChooseView(ChooseViewMixin, CreationFormMixin, _ThemeColumns):
    pass


class ThemeResultsView(ChooseResultsViewMixin, CreationFormMixin, _ThemeColumns):
    pass


class ThemeChooserViewSet(ChooserViewSet):
    model = Theme
    icon = "tag"
    choose_one_text = _("Choose a theme")
    choose_another_text = _("Choose another theme")
    edit_item_text = _("Edit this theme")
    per_page = 20
    choose_view_class = ThemeChooseView
    choose_results_view_class = ThemeResultsView

    def get_object_list(self) -> QuerySet:
        return Theme.objects.prefetch_related("labels")


THEMES = ThemeChooserViewSet("theme_chooser", url_prefix="theme-chooser")
ThemeChooser = THEMES.widget_class
