from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


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
