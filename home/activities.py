"""All that the association does, in its strands."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Locale, Page

from home.models import ActivitiesPage, Strand
from home.visibility import visible_to

# The kinds of page below, each with the part of the site that gives it its colour.
AREAS = {"activitypage": "activity", "seriespage": "event", "awardpage": "award", "programmepage": "programme"}
KINDS = tuple(AREAS)


def activities_context(request: HttpRequest, page: ActivitiesPage) -> dict[str, Any]:
    """The pages below, in the order of the admin: those of each strand, then those of none. Three queries."""
    below = visible_to(Page.objects.child_of(page), request.user).select_related(*KINDS).order_by("path")
    found = [child for each in below if (child := _specific(each)) is not None]
    keys = [child.translation_key for child in found]
    sources = Page.objects.filter(facts_of__translation_key__in=keys).select_related(*KINDS) if keys else []
    facts = {source.translation_key: _specific(source) for source in sources}
    locales = {locale.pk: locale for locale in Locale.objects.all()} if found else {}
    cards = []
    for child in found:
        source = facts.get(child.translation_key) or child
        child.__dict__ |= {"source": source, "is_source": source.pk == child.pk}
        source.locale = locales[source.locale_id]
        area = AREAS[child._meta.model_name or ""]
        cards.append({"page": child, "facts": source, "kind_label": child._meta.verbose_name, "area": area})
    strands = [{"name": value, "title": label, "cards": _of(cards, value)} for value, label in Strand.choices]
    return {"strands": [strand for strand in strands if strand["cards"]], "others": _of(cards, "")}


def _specific(page: Any) -> Any:
    return next((getattr(page, kind) for kind in KINDS if getattr(page, kind, None) is not None), None)


def _of(cards: list[dict[str, Any]], strand: str) -> list[dict[str, Any]]:
    return [card for card in cards if card["facts"].strand == strand]
