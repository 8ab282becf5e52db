"""The news: page by page, and as a feed."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from home import listing
from home.models import NewsIndexPage, NewsPage

PER_PAGE = 20
IN_FEED = 30


def _news(page: NewsIndexPage, user: Any) -> "QuerySet[NewsPage]":
    below = NewsPage.objects.child_of(page).values("translation_key")
    found = listing.sources(NewsPage, page.locale_id, user).filter(translation_key__in=below)
    return found.order_by("-date", "-pk")


def news_response(request: HttpRequest, page: NewsIndexPage) -> HttpResponse:
    """The latest first."""
    page_obj = Paginator(_news(page, request.user), PER_PAGE).get_page(request.GET.get("page"))
    found = listing.versions(page_obj.object_list, page.locale_id)
    return page.render(request, context_overrides={"entries": found, "page_obj": page_obj})


def feed_response(page: NewsIndexPage) -> HttpResponse:
    """What anyone may read, the same for everyone."""
    site = settings.WAGTAILADMIN_BASE_URL
    feed = Atom1Feed(
        title=page.title,
        link=f"{site}{page.url}",
        description=page.summary,
        language=page.locale.language_code,
        feed_url=f"{site}{page.url}{page.reverse_subpage('feed')}",
    )
    for piece in listing.versions(_news(page, AnonymousUser())[:IN_FEED], page.locale_id):
        changed = max(filter(None, (piece.last_published_at, piece.source.last_published_at)), default=timezone.now())
        feed.add_item(
            title=piece.title,
            link=f"{site}{piece.url}",
            description=piece.summary,
            unique_id=f"urn:uuid:{piece.translation_key}",
            pubdate=piece.source.first_published_at or changed,
            updateddate=changed,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
