from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.views import serve

from home.models import RequestFormMixin
from home.requests import comment_response
from home.visibility import published

MAX_NUMBER = 2**63 - 1


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """From `/` to the home of the reader's language: cookie, then browser, then the site's own."""
    response = redirect(f"/{get_language()}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


def comment_on_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form to comment on a page, for those who may open it."""
    page = Page.objects.filter(published(), pk=page_id).select_related("locale").first() if _fits(page_id) else None
    if page is None or not page.url or page.locale.language_code != get_language():
        raise Http404
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        raise Http404
    versions = page.get_translations(inclusive=True).filter(published()).select_related("locale")
    addresses = {version.locale.language_code: _comment_address(version) for version in versions}
    return comment_response(request, page.title, page.url, addresses)


def _fits(number: int) -> bool:
    return number <= MAX_NUMBER


def _comment_address(page: Page) -> str:
    with override(page.locale.language_code):
        return reverse("comment_page", args=[page.pk])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a page is shown again with what was typed, to be sent anew; elsewhere a page says what to do."""
    request.csrf_failed = True  # type: ignore[attr-defined]  # read by home.requests: nothing is kept
    match = request.resolver_match
    if match is None or request.method != "POST":
        return render(request, "403_csrf.html", status=403)
    if match.view_name in {"comment_page", "comment_sheet"}:
        return match.func(request, *match.args, **match.kwargs)
    if match.view_name == "wagtail_serve":
        found = Page.route_for_request(request, *match.args)
        if found and isinstance(found[0], RequestFormMixin):
            return serve(request, *match.args)
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent could not be read: too large, too many fields. For a host that is not ours, not a word more."""
    if isinstance(exception, DisallowedHost):
        return HttpResponseBadRequest("400", content_type="text/plain")
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Says so in all languages, the reader's first, without the database: it may be what failed."""
    codes = ["fr", "en", "ar"]
    asked = getattr(request, "LANGUAGE_CODE", None)
    order = sorted(codes, key=lambda code: code != asked)  # sorted() keeps the others in their order
    return render(None, "500.html", {"order": order}, status=500)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Exception:  # whatever it is, the part is not ready
        return False


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready to serve: the database answers. Staff also see each part."""
    ready = database_answers()
    body: dict = {"ready": ready}
    if ready and request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
        from .health import parts

        body["parts"] = parts()
    return JsonResponse(body, status=200 if ready else 503)
