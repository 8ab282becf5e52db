from typing import Any

from django import template
from django.template import Context

from home.listing import shown_with_facts, sources, versions
from networks.authorities import authority_url
from networks.models import CommitmentPage, NetworkPage

register = template.Library()

MOST = 12


@register.simple_tag(takes_context=True)
def home_networks(context: Context, limit: int = 12) -> list[NetworkPage]:
    """Networks for the home page, those that the association takes part in first."""
    page, user = context["page"], context["request"].user
    found = sources(NetworkPage, page.locale_id, user).order_by("-is_member", "path")
    return versions(found[:limit], page.locale_id)


@register.filter
def page_of(authority: Any) -> str:
    """The address of an authority's page, for who sees it named; empty where there is none in this language."""
    return authority_url(authority)


@register.simple_tag(takes_context=True)
def programme_commitments(context: Context, programme: Any) -> list[CommitmentPage]:
    """The latest commitments to a programme that the reader may see, each with ``fact_…`` of who it is."""
    ours = CommitmentPage.objects.filter(programme__translation_key=programme.translation_key)
    found = shown_with_facts(ours, programme.locale_id, context["request"].user, "year", "authority__name")
    return list(found.order_by("-fact_year", "-pk")[:MOST])
