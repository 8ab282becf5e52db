"""The directory of networks as readers meet it: cards by kind, and who belongs to whom (networks.relations)."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from home.filters import LenientChoiceField, ListFilterForm
from home.listing import sources, versions
from home.models import Level
from home.rows import merged_rows, prefetch_rows
from networks.models import NetworkKind, NetworkPage, NetworksPage, Qualifier
from networks.models.directory import Line
from networks.relations import belongings, ties

PER_PAGE = 20
HEADINGS = {
    Line.Nature.AIM: gettext_lazy("Aims"),
    Line.Nature.PRINCIPLE: gettext_lazy("Principles"),
    Line.Nature.SERVICE: gettext_lazy("Services"),
    Line.Nature.STRENGTH: gettext_lazy("Strong points"),
    Line.Nature.MEMBER: gettext_lazy("What the member authority commits itself to"),
    Line.Nature.NETWORK: gettext_lazy("What the network commits itself to"),
}
BOTH_SIDES = (Line.Nature.MEMBER, Line.Nature.NETWORK)


class DirectoryFilterForm(ListFilterForm):
    kind = LenientChoiceField(label=gettext_lazy("Kind"), required=False)
    level = LenientChoiceField(label=gettext_lazy("Level"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("kind", _("All kinds"), NetworkKind.choices)
        self.offer("level", _("All levels"), Level.choices)


def directory_response(request: HttpRequest, page: NetworksPage) -> HttpResponse:
    """The networks below this page that the reader may see in its language, by kind."""
    form = DirectoryFilterForm(request.GET)
    below = page.get_children().values("translation_key")
    networks = sources(NetworkPage, page.locale_id, request.user).filter(translation_key__in=below)
    found = _in_order(networks.filter(**form.chosen), page.locale_id)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    whole = not form.chosen and page_obj.number == 1
    context = page.get_context(request) | {
        "form": form,
        "active_filters": form.active(),
        "cards": _cards(page_obj.object_list, page.locale_id),
        "page_obj": page_obj,
        "total": page_obj.paginator.count,
        "tree": belongings(networks, page.locale_id, request.user) if whole else [],
    }
    return render(request, "networks/networks_page.html", context)


def _in_order(networks: QuerySet[NetworkPage], locale: int) -> QuerySet[NetworkPage]:
    """By kind as they are declared, then by the title that the reader sees."""
    places = [When(kind=kind, then=Value(place)) for place, kind in enumerate(NetworkKind.values)]
    title = Page.objects.filter(translation_key=OuterRef("translation_key"), locale=locale).values("title")[:1]
    return networks.order_by(Case(*places, default=Value(len(places))), Subquery(title), "pk")


def _cards(found: Any, locale: int) -> list[dict[str, Any]]:
    pages = versions(found.select_related("locale"), locale, "locale")
    prefetch_rows(pages, "figures")
    return [
        {
            "page": page,
            "facts": page.source,
            "emblem": emblem(page),
            "kind_label": page.source.get_kind_display(),
            "figure": next(iter(figures_of(page)), None),
        }
        for page in pages
    ]


def emblem(page: NetworkPage) -> str:
    """The acronym, or the first letter of the name where there is none."""
    return page.source.acronym or page.title[:1].upper()


def figures_of(page: NetworkPage) -> list[dict[str, Any]]:
    """Each with what stands before its number: nothing where it is exact."""
    labels = {code: label for code, label in Qualifier.choices if code != Qualifier.EXACTLY}
    return [
        row | {"qualifier_label": labels.get(row["qualifier"], "")}
        for row in merged_rows(page, page.source, "figures")
        if row["value"] is not None
    ]


def network_view(page: NetworkPage, user: Any) -> dict[str, Any]:
    """What the page of a network shows beside its fields."""
    prefetch_rows([page], "figures", "lines")
    lines = merged_rows(page, page.source, "lines")
    groups = [
        {"nature": nature, "heading": heading, "rows": [row for row in lines if row["nature"] == nature]}
        for nature, heading in HEADINGS.items()
    ]
    shown = [group for group in groups if group["rows"]]
    return {
        "emblem": emblem(page),
        "figures": figures_of(page),
        "groups": [group for group in shown if group["nature"] not in BOTH_SIDES],
        "commitments": [group for group in shown if group["nature"] in BOTH_SIDES],
        "ties": ties(page, user),
    }
