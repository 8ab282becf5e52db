"""What the home page shows of the other pages: what comes next, what is new, who the networks are."""

from typing import Any

from django import template
from django.template import Context

from home import navigation
from home.agenda import entries
from home.listing import sources, versions
from home.models import EventPage, NewsPage, TestimonialsPage
from home.rows import merged_rows
from home.visibility import visible_to

register = template.Library()


@register.simple_tag(takes_context=True)
def next_events(context: Context, limit: int = 3) -> list[dict[str, Any]]:
    """The next events that the reader may see, in the language of the page, as the agenda lists them."""
    page, user = context["page"], context["request"].user
    events = EventPage.upcoming(sources(EventPage, page.locale_id, user)).select_related("host", "territory")
    return entries(events[:limit], page.locale_id)


@register.simple_tag(takes_context=True)
def latest_news(context: Context, limit: int = 3) -> list[NewsPage]:
    page, user = context["page"], context["request"].user
    news = sources(NewsPage, page.locale_id, user).order_by("-date", "-pk")
    return versions(news[:limit], page.locale_id)


@register.simple_tag(takes_context=True)
def first_voice(context: Context) -> dict[str, Any] | None:
    """The first testimonial of the site, with the address of the others."""
    pages = visible_to(TestimonialsPage.objects.filter(locale=context["page"].locale_id), context["request"].user)
    page = pages.order_by("path").first()
    rows = merged_rows(page, page.source, "testimonials") if page else []
    return rows[0] | {"url": page.url} if page and rows else None


@register.simple_tag
def first_page(name: str) -> dict[str, str] | None:
    """Title and address of the first page of a kind (``home.EventsPage``) that anyone may see in this language."""
    return navigation.chrome()["places"].get(name.lower())
