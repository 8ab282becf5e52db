"""Awards and their editions, as readers meet them."""

from itertools import groupby
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest

from home import listing
from home.links import linked
from home.models import AwardEditionPage, AwardPage, Laureate, Rendition
from home.rows import merged_rows

PICTURE = "fill-640x480|format-webp"
PLACES = ("authority__territory__department", "territory__department")


def award_context(request: HttpRequest, page: AwardPage) -> dict[str, Any]:
    """The editions below the page, the latest first, each with the authorities that it honoured."""
    below = AwardEditionPage.objects.child_of(page).values("translation_key")
    sources = listing.sources(AwardEditionPage, page.locale_id, request.user).filter(translation_key__in=below)
    honoured = Prefetch("laureates", queryset=Laureate.objects.select_related("authority", "territory"))
    found = listing.versions(sources.order_by("-year", "-pk").prefetch_related(honoured), page.locale_id)
    return {
        "editions": [
            {
                "page": edition,
                "facts": edition.source,
                "total": len(edition.source.laureates.all()),
                "honoured": list(dict.fromkeys(_who(row) for row in edition.source.laureates.all() if _who(row))),
            }
            for edition in found
        ],
    }


def edition_context(request: HttpRequest, page: AwardEditionPage) -> dict[str, Any]:
    source = page.source
    laureates = [row | _where(row) for row in merged_rows(page, source, "laureates", *PLACES)]
    renditions = Prefetch("renditions", Rendition.objects.filter(filter_spec=PICTURE), "prefetched_renditions")
    prefetch_related_objects([row["picture"] for row in laureates if row["picture"]], renditions)
    return {
        "ceremony": linked(request.user, page.locale_id, source.ceremony_id).get(source.ceremony_id),
        "laureates": laureates,
        "award": page.get_parent() if page.pk else None,
    }


def by_category(laureates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The laureates of each category together; categories in the order in which they first come."""
    order = {category: place for place, category in enumerate(dict.fromkeys(row["category"] for row in laureates))}
    rows = sorted(laureates, key=lambda row: order[row["category"]])
    return [
        {"title": title, "lang": some[0]["lang"], "laureates": some}
        for title, group in groupby(rows, key=lambda row: row["category"])
        if (some := list(group))
    ]


def _who(row: Laureate) -> str:
    return _name(row.authority, row.territory)


def _name(authority: Any, territory: Any) -> str:
    return authority.name if authority else (territory.name if territory else "")


def _where(row: dict[str, Any]) -> dict[str, str]:
    """Who was honoured, and the department where that is."""
    authority, territory = row["authority"], row["territory"]
    place = territory or (authority and authority.territory)
    name = _name(authority, territory)
    department = place and place.department
    return {"who": name, "department": department.name if department else ""}
