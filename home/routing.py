"""From an address to its page in two queries, however deep it lies. Wagtail asks for the site, the language and the
home page first, then twice for each level."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from home.models import BasePage

DEEPEST = 10  # levels below the home page that are looked for at once


def serve_page(request: HttpRequest, path: str) -> HttpResponseBase:
    components = [component for component in path.split("/") if component]
    root = _home_path()
    if root is not None:
        request._wagtail_route_for_request = _route(request, root, components)  # type: ignore[attr-defined]
    return serve(request, path)  # with several sites, or none in this language, it finds the page by itself


def _home_path() -> str | None:
    """Where the pages of the reader's language begin, if one site has them. From the cache."""
    language = get_language()
    found = [site.root_path for site in Site.get_site_root_paths() if site.language_code == language]
    return found[0] if len(found) == 1 else None


def _route(request: HttpRequest, root: str, components: list[str]) -> RouteResult | None:
    """By the page with the longest part of the path: it knows the addresses below its own."""
    starts = ("/".join(components[:length]) for length in range(1, min(len(components), DEEPEST) + 1))
    paths = [root, *(f"{root}{start}/" for start in starts)]
    found = Page.objects.filter(url_path__in=paths).order_by("-depth").first()
    if found is None:
        return None
    model = found.specific_class or Page
    shown_with = (*model.SHOWN_WITH, "picture") if issubclass(model, BasePage) else ()
    page = model._default_manager.select_related(*shown_with, "locale").get(pk=found.pk)
    try:
        return page.route(request, components[found.url_path.removeprefix(root).count("/") :])
    except Http404:
        return None
