"""Links that lead nowhere: which, since when, where they stand, and what to do about them."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.models import Page

from home.languages import site_languages
from library.models import Link, LinkPlace, Sheet
from library.reports.base import LibraryReport, TitleColumn
from library.upkeep.links import check_again, ignore
from library.upkeep.views import next_in_admin

ANSWERS = {
    "unknown_host": _("The name of the site is not known any more"),
    "timeout": _("The site did not answer in time"),
    "refused": _("The site refused the connection"),
    "broken_off": _("The site broke off the connection"),
    "tls": _("The certificate of the site is not valid"),
    "redirects": _("The site sends from one address to another without end"),
    "not_public": _("The address is not on the public network"),
    "invalid": _("This is not an address"),
    "deleted": _("What it leads to is no longer there"),
    "unpublished": _("What it leads to is not published"),
    "404": _("Not found (404)"),
    "410": _("Gone (410)"),
}
BROKEN = Link.State.BROKEN


def said(link: Link) -> Any:
    return ANSWERS.get(link.answer) or (_("Answer %(code)s") % {"code": link.answer} if link.answer else "")


class LinkFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*Link.State.choices, ("ignored", _("Ignored"))],
        method="in_state",
        empty_label=_("Broken, and failing"),
        widget=forms.RadioSelect,
    )
    target = django_filters.ChoiceFilter(
        label=_("Leads to"), choices=Link.Target.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    language = django_filters.ChoiceFilter(
        label=_("Stands in"), choices=site_languages, method="stands_in", empty_label=_("All"),
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = Link
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Link]) -> QuerySet[Link]:
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("state"):
            return found
        return found.filter(state__in=[BROKEN, Link.State.FAILING], ignored=False)

    def in_state(self, links: QuerySet[Link], name: str, value: str) -> QuerySet[Link]:
        return links.filter(ignored=True) if value == "ignored" else links.filter(state=value, ignored=False)

    def stands_in(self, links: QuerySet[Link], name: str, value: str) -> QuerySet[Link]:
        return links.filter(pk__in=LinkPlace.objects.filter(language=value).values("link"))


class PlacesColumn(Column):
    cell_template_name = "library/admin/report_places.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        finder = AdminURLFinder(parent_context["request"].user)
        context["places"] = [(place, edit_address_of(place, finder)) for place in instance.places.all()[:20]]
        return context


def edit_address_of(place: LinkPlace, finder: AdminURLFinder) -> str:
    """Asks the database nothing: whoever may not edit it is told so there."""
    model = place.content_type.model_class()
    if model is None:
        return ""
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[place.object_id])
    if issubclass(model, Sheet):
        return reverse(model.snippet_viewset.get_url_name("edit"), args=[place.object_id])  # type: ignore[attr-defined]
    try:
        return finder.get_edit_url(model(pk=place.object_id)) or ""
    except NoReverseMatch:
        return ""


class LinksReport(LibraryReport):
    name = "report_links"
    icon = "link-external"
    page_title = _("Broken links")
    explanation = _("A link is called broken after three failures over at least two days; our own pages, at once.")
    nothing = _("No link is broken. New ones are looked for every six hours, in the background.")
    model = Link
    filterset_class = LinkFilterSet
    default_ordering = "failing_since"
    list_export = ["address", "get_target_display", "get_state_display", "reason", "failing_since", "stands_in"]
    export_headings = {
        "address": _("Address"),
        "get_target_display": _("Leads to"),
        "get_state_display": _("State"),
        "reason": _("Answer"),
        "failing_since": _("Since"),
        "stands_in": _("Stands in"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("address", label=_("Address"), accessor=shown_address, links=self._links, sort_key="address"),
            Column("target", label=_("Leads to"), accessor="get_target_display", sort_key="target"),
            Column("answer", label=_("Answer"), accessor=said, sort_key="answer"),
            DateColumn("failing_since", label=_("Since"), sort_key="failing_since"),
            PlacesColumn("places", label=_("Stands in"), accessor="pk"),
        ]

    def _links(self, link: Link) -> list[dict[str, Any]]:
        visit = [{"label": _("Open"), "url": link.address}] if link.address.startswith("http") else []
        return [
            *visit,
            {"label": _("Check again"), "post": reverse("link_again", args=[link.pk])},
            {
                "label": _("No longer ignore") if link.ignored else _("Ignore"),
                "post": reverse("link_ignore", args=[link.pk]),
            },
        ]

    def get_base_queryset(self) -> QuerySet[Link]:
        places = LinkPlace.objects.select_related("content_type").order_by("title", "pk")
        return Link.objects.prefetch_related(Prefetch("places", queryset=places))

    def order_queryset(self, links: QuerySet[Link]) -> QuerySet[Link]:
        return links.order_by(self.ordering, "pk")

    def to_row_dict(self, item: Link) -> dict[str, Any]:
        named = {"reason": str(said(item)), "stands_in": " | ".join(place.title for place in item.places.all())}
        own = {"address": shown_address(item), "failing_since": item.failing_since}
        own |= {name: str(getattr(item, name)()) for name in ("get_target_display", "get_state_display")}
        return {name: (own | named)[name] for name in self.list_export}

    @classmethod
    def addresses(cls) -> list[URLPattern]:
        return [
            *super().addresses(),
            path("reports/links/<int:pk>/again/", link_again, name="link_again"),
            path("reports/links/<int:pk>/ignore/", link_ignore, name="link_ignore"),
        ]


def shown_address(link: Link) -> str:
    """Of a page or file of ours that is gone, its key is all that is left."""
    if link.target == Link.Target.OUTSIDE:
        return link.address
    key = link.address.removeprefix("path:").removeprefix("number:")
    return key if key.startswith("/") else f"{link.get_target_display()} {key}"


@require_POST
def link_again(request: HttpRequest, pk: int) -> HttpResponse:
    link = _link(request, pk)
    check_again([link.pk])
    messages.success(request, gettext("It is checked again within a few minutes."))
    return redirect(next_in_admin(request) or reverse(LinksReport.name))


@require_POST
def link_ignore(request: HttpRequest, pk: int) -> HttpResponse:
    link = _link(request, pk)
    ignore([link.pk])
    text = gettext("It is checked again.") if link.ignored else gettext("It is no longer reported.")
    messages.success(request, text)
    return redirect(next_in_admin(request) or reverse(LinksReport.name))


def _link(request: HttpRequest, pk: int) -> Link:
    if not LinksReport.may_read(request.user):
        raise PermissionDenied
    return get_object_or_404(Link, pk=min(pk, 2**63 - 1))
