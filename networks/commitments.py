"""Commitments and the atlas as readers meet them: lists, figures, and the results as a table."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.filters import LenientChoiceField, ListFilterForm
from home.links import linked
from home.listing import sources, versions
from home.models import Level, ProgrammePage, Unit
from home.rows import merged_rows, prefetch_rows
from home.spreadsheets import neutral
from home.visibility import visible_to
from networks.authorities import authority_url
from networks.models import AtlasPage, CommitmentPage, CommitmentsPage

PER_PAGE = 20


class CommitmentFilterForm(ListFilterForm):
    programme = LenientChoiceField(label=gettext_lazy("Programme"), required=False)
    level = LenientChoiceField(label=gettext_lazy("Level"), required=False)

    def __init__(self, data: Any, programmes: dict[Any, ProgrammePage]) -> None:
        super().__init__(data)
        self._keys = {str(page.pk): key for key, page in programmes.items()}
        self.offer("programme", _("All programmes"), [(str(page.pk), page.title) for page in programmes.values()])
        self.offer("level", _("All levels"), Level.choices)

    def filtered(self, commitments: QuerySet[CommitmentPage]) -> QuerySet[CommitmentPage]:
        if programme := self.chosen.get("programme"):
            commitments = commitments.filter(programme__translation_key=self._keys[programme])
        if level := self.chosen.get("level"):
            commitments = commitments.filter(level=level)
        return commitments


def _visible(page: CommitmentsPage, user: Any) -> QuerySet[CommitmentPage]:
    """Sources of what stands below this page, the latest first."""
    below = page.get_children().order_by().values("translation_key")
    found = sources(CommitmentPage, page.locale_id, user).filter(translation_key__in=below)
    return found.select_related("authority", "organisation", "programme", "locale").order_by("-year", "-pk")


def programmes_of(commitments: QuerySet[CommitmentPage], locale: int, user: Any) -> dict[Any, ProgrammePage]:
    """The programmes of these commitments, by translation key, that the reader may see in this language."""
    named = commitments.order_by().values("programme__translation_key")
    pages = visible_to(ProgrammePage.objects.filter(locale=locale, translation_key__in=named), user)
    return {page.translation_key: page for page in pages.order_by("title")}


def _with_results(found: Any, locale: int) -> list[dict[str, Any]]:
    """Each commitment as a dict: ``page``, ``facts`` and its ``results``."""
    pages = versions(found, locale, "locale")
    prefetch_rows(pages, "results")
    return [
        {"page": page, "facts": page.source, "results": merged_rows(page, page.source, "results")} for page in pages
    ]


def commitments_response(request: HttpRequest, page: CommitmentsPage) -> HttpResponse:
    visible = _visible(page, request.user)
    programmes = programmes_of(visible, page.locale_id, request.user)
    form = CommitmentFilterForm(request.GET, programmes)
    page_obj = Paginator(form.filtered(visible), PER_PAGE).get_page(request.GET.get("page"))
    cards = _with_results(page_obj.object_list, page.locale_id)
    for card in cards:
        programme = card["facts"].programme
        card["programme"] = programmes.get(programme.translation_key) if programme else None
    context = page.get_context(request) | {
        "form": form,
        "active_filters": form.active(),
        "cards": cards,
        "page_obj": page_obj,
        "total": page_obj.paginator.count,
        "results_url": f"{page.url}{page.reverse_subpage('results')}",
    }
    return render(request, "networks/commitments_page.html", context)


def results_response(request: HttpRequest, page: CommitmentsPage) -> HttpResponse:
    """The results in figures of what the reader may see, as a table for a spreadsheet, by the filters of the list."""
    visible = _visible(page, request.user).select_related("authority__territory")
    programmes = programmes_of(visible, page.locale_id, request.user)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="results.csv"'
    response.write("\ufeff")  # so that spreadsheets read the accents
    writer = csv.writer(response)
    writer.writerow(
        [
            *(_("Commitment"), _("Who"), _("Official code"), _("Programme"), _("Level"), _("Since")),
            *(_("Result"), _("Unit"), _("Before"), _("After"), _("Measured on"), _("Address")),
        ]
    )
    found = CommitmentFilterForm(request.GET, programmes).filtered(visible)
    for one in _with_results(found, page.locale_id):
        facts, own = one["facts"], one["page"]
        programme = programmes.get(facts.programme.translation_key) if facts.programme else None
        territory = facts.authority.territory if facts.authority else None
        itself = territory and territory.kind == facts.authority.kind
        start = [
            *(own.title, facts.authority or facts.organisation or "", territory.code if territory and itself else ""),
            *(programme.title if programme else "", facts.get_level_display(), facts.year or ""),
        ]
        for row in one["results"]:
            values = [_unit(row["unit"]), *(_plain(row[name]) for name in ("before", "after", "date"))]
            writer.writerow([neutral(str(cell)) for cell in [*start, row["label"]]] + [*values, own.full_url])
    return response


def _unit(code: str | None) -> str:
    return str(Unit(code).label) if code in Unit.values and code != Unit.NUMBER else ""


def _plain(value: Any) -> str:
    """A number or a day as every spreadsheet reads it."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else f"{value.normalize():f}"


def commitment_view(page: CommitmentPage, user: Any) -> dict[str, Any]:
    facts = page.source
    return {
        "results": merged_rows(page, facts, "results"),
        "programme": linked(user, page.locale_id, facts.programme_id).get(facts.programme_id),
        "authority_url": authority_url(facts.authority),
    }


def atlas_entries(page: AtlasPage, user: Any) -> list[dict[str, Any]]:
    """The communes of the atlas, each with the address of its page."""
    rows = merged_rows(page, page.source, "entries")
    return [row | {"url": authority_url(row["authority"])} for row in rows if row["authority"]]


def atlas_view(page: AtlasPage, request: HttpRequest) -> dict[str, Any]:
    entries = atlas_entries(page, request.user)
    species = [row["species"] for row in entries if row["species"]]
    return {
        "page_obj": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "totals": {
            "communes": len(entries),
            "finished": sum(1 for row in entries if row["end_year"]),
            "most_species": max(species, default=None),
        },
    }
