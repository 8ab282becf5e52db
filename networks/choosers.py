"""Choosers with a search, for lists too long for a select: 36,000 territories, hundreds of authorities."""

import re
import unicodedata

from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from networks.models import LocalAuthority, Organisation, Territory

OFFICIAL_CODE = re.compile(r"R?\d[\dAB]*", re.IGNORECASE)  # 2A004 is a commune of Corsica, R94 the region


def folded(text: str) -> str:
    """Without accents, capitals or hyphens, as people type names."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.replace("-", " ").replace("’", " ").replace("'", " ").split())


class NameSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Name"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Name")}), max_length=200
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        self.search_query = self.cleaned_data.get("q", "").strip()
        self.is_searching = bool(self.search_query)
        return self.find(objects, self.search_query) if self.is_searching else objects

    def find(self, objects: QuerySet, text: str) -> QuerySet:
        """Those whose name holds the text; whatever the database, accents make no difference. The best ones first."""
        wanted = folded(text)
        names = ((pk, folded(name)) for pk, name in objects.order_by().values_list("pk", "name"))
        found = sorted((name != wanted, not name.startswith(wanted), name, pk) for pk, name in names if wanted in name)
        return in_order(objects, [pk for *_rest, pk in found[:200]])


class TerritorySearchForm(NameSearchForm):
    q = forms.CharField(
        label=_("Name or official code"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name or official code")}),
        max_length=200,
    )

    def find(self, objects: QuerySet, text: str) -> QuerySet:
        if OFFICIAL_CODE.fullmatch(text):
            code = Q(reference__istartswith=text) | Q(code__istartswith=text)
            return objects.filter(code).order_by("kind", "reference")
        return super().find(objects, text)


def in_order(objects: QuerySet, keys: list[int]) -> QuerySet:
    if not keys:
        return objects.none()
    place = Case(*(When(pk=key, then=index) for index, key in enumerate(keys)), output_field=IntegerField())
    return objects.filter(pk__in=keys).order_by(place)


class _TerritoryColumns(BaseChooseView):
    filter_form_class = TerritorySearchForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("department", label=_("Department"), accessor=lambda territory: territory.department or ""),
        ]


class TerritoryChooseView(ChooseViewMixin, CreationFormMixin, _TerritoryColumns):
    pass


class TerritoryResultsView(ChooseResultsViewMixin, CreationFormMixin, _TerritoryColumns):
    pass


class TerritoryChooserViewSet(ChooserViewSet):
    model = Territory
    icon = "site"
    choose_one_text = _("Choose a territory")
    choose_another_text = _("Choose another territory")
    per_page = 20
    choose_view_class = TerritoryChooseView
    choose_results_view_class = TerritoryResultsView

    def get_object_list(self) -> QuerySet:
        return Territory.objects.select_related("department")


class AuthorityChooseView(ChooseViewMixin, CreationFormMixin, BaseChooseView):
    filter_form_class = NameSearchForm


class AuthorityResultsView(ChooseResultsViewMixin, CreationFormMixin, BaseChooseView):
    filter_form_class = NameSearchForm


class AuthorityChooserViewSet(ChooserViewSet):
    model = LocalAuthority
    icon = "home"
    choose_one_text = _("Choose a local authority")
    choose_another_text = _("Choose another local authority")
    edit_item_text = _("Edit this local authority")
    create_action_label = _("Add")
    per_page = 20
    form_fields = ["name", "kind", "territory"]
    choose_view_class = AuthorityChooseView
    choose_results_view_class = AuthorityResultsView


class OrganisationSearchForm(NameSearchForm):
    def find(self, objects: QuerySet, text: str) -> QuerySet:
        by_acronym = objects.filter(acronym__iexact=text)
        return by_acronym if by_acronym.exists() else super().find(objects, text)


class OrganisationChooseView(ChooseViewMixin, CreationFormMixin, BaseChooseView):
    filter_form_class = OrganisationSearchForm


class OrganisationResultsView(ChooseResultsViewMixin, CreationFormMixin, BaseChooseView):
    filter_form_class = OrganisationSearchForm


class OrganisationChooserViewSet(ChooserViewSet):
    model = Organisation
    icon = "globe"
    choose_one_text = _("Choose an organisation")
    choose_another_text = _("Choose another organisation")
    edit_item_text = _("Edit this organisation")
    create_action_label = _("Add")
    per_page = 20
    form_fields = ["name", "acronym", "kind"]
    choose_view_class = OrganisationChooseView
    choose_results_view_class = OrganisationResultsView


TERRITORIES = TerritoryChooserViewSet("territory_chooser", url_prefix="territory-chooser")
ORGANISATIONS = OrganisationChooserViewSet("organisation_chooser", url_prefix="organisation-chooser")
AUTHORITIES = AuthorityChooserViewSet("authority_chooser", url_prefix="authority-chooser")
