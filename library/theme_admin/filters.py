"""What an editor of the vocabulary looks for."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from home.languages import site_languages
from library.models import Sheet, Theme, ThemeLabel


class ThemeFilterSet(WagtailFilterSet):
    missing = django_filters.ChoiceFilter(
        label=_("Without a label in"), choices=site_languages, method="without_label", empty_label=_("Any")
    )
    used = django_filters.ChoiceFilter(
        label=_("Chosen for a sheet"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        method="chosen_or_not",
        empty_label=_("Any"),
    )

    class Meta:
        model = Theme
        fields: list[str] = []

    def without_label(self, themes: QuerySet, name: str, value: str) -> QuerySet:
        own = ThemeLabel.objects.filter(theme=OuterRef("pk"), language=value, preferred=True)
        return themes.filter(~Exists(own))

    def chosen_or_not(self, themes: QuerySet, name: str, value: str) -> QuerySet:
        chosen = Exists(Sheet.themes.through.objects.filter(theme=OuterRef("pk")))
        return themes.filter(chosen if value == "yes" else ~chosen)
