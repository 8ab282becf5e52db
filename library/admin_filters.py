"""What a list of sheets in the admin can be narrowed by. Facts are those of the source, for every language."""

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from library.models import Access, Sheet, Theme
from library.querysets import SheetQuerySet
from library.vocabulary import narrower_ids

STATES = [
    ("live", _("Published")),
    ("draft", _("Never published, or withdrawn")),
    ("changed", _("Published, with a draft waiting")),
    ("scheduled", _("To be published later")),
    ("stale", _("Translation of words that have changed")),
]


class SheetFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("All"), widget=forms.RadioSelect
    )
    access = django_filters.ChoiceFilter(
        field_name="work__source__access",
        label=_("Who may read it"),
        choices=Access.choices,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"), queryset=Theme.objects.prefetch_related("labels"), method="on_theme"
    )
    year = django_filters.NumberFilter(
        field_name="work__source__year", label=_("Year"), min_value=1900, max_value=2100, decimal_places=0
    )

    def in_state(self, sheets: QuerySet, name: str, value: str) -> QuerySet:
        stale = ~Q(work__source=F("pk")) & ~Q(work__source__source_digest=F("source_digest"))
        states = {
            "live": Q(live=True),
            "draft": Q(live=False),
            "changed": Q(live=True, has_unpublished_changes=True),
            "scheduled": Q(go_live_at__isnull=False, has_unpublished_changes=True),
            "stale": stale,
        }
        return sheets.filter(states[value])

    def on_theme(self, sheets: SheetQuerySet, name: str, theme: Theme) -> QuerySet:
        return sheets.on_themes(narrower_ids(theme.pk))


def sheet_filters(model: type[Sheet]) -> type[SheetFilterSet]:
    meta = type("Meta", (), {"model": model, "fields": []})
    return type(f"{model.__name__}FilterSet", (SheetFilterSet,), {"Meta": meta})
