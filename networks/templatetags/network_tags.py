from django import template
from django.template import Context

from home.listing import sources, versions
from networks.models import NetworkPage

register = template.Library()


@register.simple_tag(takes_context=True)
def home_networks(context: Context, limit: int = 12) -> list[NetworkPage]:
    """Networks for the home page, those that the association takes part in first."""
    page, user = context["page"], context["request"].user
    found = sources(NetworkPage, page.locale_id, user).order_by("-is_member", "path")
    return versions(found[:limit], page.locale_id)
