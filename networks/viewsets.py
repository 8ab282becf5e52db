"""The members' administration: authorities with their memberships, and the list of memberships."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from networks.forms import OrganisationForm, names_by_language
from networks.models import LocalAuthority, Membership, Organisation


class AuthorityFilterSet(WagtailFilterSet):
    member = django_filters.ChoiceFilter(
        label=_("Member today"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        method="is_member",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = LocalAuthority
        fields = ["kind"]

    def is_member(self, authorities: QuerySet, name: str, value: str) -> QuerySet:
        current = Q(memberships__in=Membership.objects.current())
        return authorities.filter(current).distinct() if value == "yes" else authorities.exclude(current)


class AuthorityIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return LocalAuthority.objects.select_related("territory")


class AuthorityViewSet(ModelViewSet):
    model = LocalAuthority
    index_view_class = AuthorityIndexView
    icon = "home"
    list_display = ["name", "kind", Column("territory", label=_("Territory"), accessor="territory")]
    list_per_page = 50
    search_fields = ["name"]
    search_backend_name = None
    filterset_class = AuthorityFilterSet
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name", help_text=_("Its official name, without “commune of”.")),
            FieldPanel("kind"),
            FieldPanel("territory"),
            FieldPanel("population"),
            InlinePanel(
                "memberships",
                label=_("membership"),
                heading=_("Memberships"),
                help_text=_("Its accounts read what is for members on each day that one of these covers."),
                panels=[FieldRowPanel([FieldPanel("start"), FieldPanel("end"), FieldPanel("fee")])],
            ),
        ]
    )


class MembershipFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("current", _("Covers today")), ("past", _("Over")), ("future", _("To come"))],
        method="in_state",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Membership
        fields = ["fee"]

    def in_state(self, memberships: Any, name: str, value: str) -> QuerySet:
        today = _today()
        match value:
            case "current":
                return memberships.current()
            case "past":
                return memberships.filter(end__lt=today)
        return memberships.filter(start__gt=today)


def covers_today(membership: Membership) -> bool:
    today = _today()
    return membership.start <= today and (membership.end is None or membership.end >= today)


def _today() -> datetime.date:
    return timezone.localdate(timezone=timezone.get_default_timezone())  # the association's, not the reader's


class MembershipIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Membership.objects.select_related("authority")


class MembershipViewSet(ModelViewSet):
    model = Membership
    index_view_class = MembershipIndexView
    icon = "calendar-check"
    list_display = [
        "authority",
        DateColumn("start", label=_("First day"), sort_key="start"),
        DateColumn("end", label=_("Last day"), sort_key="end"),
        "fee",
        BooleanColumn("current", label=_("Covers today"), accessor=covers_today),
    ]
    list_per_page = 50
    search_fields = ["authority__name"]
    search_backend_name = None
    filterset_class = MembershipFilterSet
    form_fields = ["authority", "start", "end", "fee"]
    copy_view_enabled = False


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "globe"
    list_display = ["name", "acronym", "kind"]
    list_per_page = 50
    list_filter = ["kind"]
    search_fields = ["name", "acronym"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
            FieldRowPanel(
                [FieldPanel(field) for field in names_by_language()], heading=_("What it is called elsewhere")
            ),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("territory")]),
            FieldRowPanel([FieldPanel("website"), FieldPanel("address")]),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        ],
        base_form_class=OrganisationForm,
    )


class PeopleGroup(ModelViewSetGroup):
    menu_label = _("People")
    menu_name = "people"
    menu_icon = "group"
    menu_order = 160
    items = (AuthorityViewSet, MembershipViewSet, OrganisationViewSet)
