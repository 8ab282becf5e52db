from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_path


class CookieMiddleware:
    """Leaves aside cookies with NUL: PostgreSQL refuses to look for a session that has one. Stands before sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice of language, plus ``?lang=`` on addresses that carry no language (accounts, API, files).

    The choice made that way is kept in the language cookie, so that the steps of a login stay in one language.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if asked := self._asked(request):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith("/api/"):
            return response  # programs are not to be sent to a page of the same name below a language
        response = super().process_response(request, response)
        asked = self._asked(request)
        if asked and request.path_info.startswith("/accounts/"):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                samesite="Lax",
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            )
        return response

    def _asked(self, request: HttpRequest) -> str | None:
        asked = request.GET.get("lang", "")
        return asked if asked in dict(settings.LANGUAGES) and not get_language_from_path(request.path_info) else None


class AtomicWritesMiddleware:
    """A transaction around each view that may write: publishing is several writes (wagtail-notes 55).

    Unlike ATOMIC_REQUESTS, reading takes none: on SQLite, whose transactions are IMMEDIATE here, each page view would
    wait for the writer. A view that reads long before it writes is marked with Django's `non_atomic_requests`.
    Stands last, so that a refusal by another middleware comes first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.method in {"GET", "HEAD", "OPTIONS", "TRACE"} or getattr(view, "_non_atomic_requests", None):
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses what is read as text; files keep their length, so that a download can be resumed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        text = response.get("Content-Type", "").startswith(("text/", "application/json", "application/xml"))
        if not text or response.streaming or "Content-Disposition" in response:
            return response
        return super().process_response(request, response)


class PrivateCacheMiddleware:
    """Whatever an account receives is its own: no shared cache may keep it, not even one that ignores `Vary`.

    Stands above whatever may redirect.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)  # nobody yet, where a middleware between here and the accounts answered
        if user and user.is_authenticated and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response
