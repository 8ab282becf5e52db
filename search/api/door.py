"""What all answers of the API share: read by scripts of any origin, within a limit, compared by their ETag."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from . import limit

METHODS = "GET, HEAD, OPTIONS"
SECONDS = 60  # that caches may keep what a visitor reads, as our own keep menus and addresses
DAY = 86_400


class RefusedError(Exception):
    """An answer that is none: its status, and what is wrong with which field."""

    def __init__(self, status: int, errors: dict[str, str]) -> None:
        super().__init__(status, errors)
        self.status, self.errors = status, errors


def door(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view that returns what its answer says, or raises a RefusedError."""

    @csrf_exempt  # nothing is written, and a refusal must be one that programs can read
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _cached(request, _answer(view, request, *args, **kwargs))
        if response.status_code == 200 and request.method in {"GET", "HEAD"}:
            etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            response["ETag"] = etag
            response = get_conditional_response(request, etag=etag, response=response) or response
        # Without credentials: a script elsewhere reads what a visitor reads, whoever is logged in here.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    return answer


def _answer(view: Callable[..., dict[str, Any]], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        return _options()
    if request.method not in {"GET", "HEAD"}:
        return _refused(405, {"method": _("only reading is possible here")}, Allow=METHODS)
    if wait := limit.seconds_to_wait(request):
        return _refused(429, {"requests": _("too many: please wait")}, **{"Retry-After": str(wait)})
    try:
        return JsonResponse(view(request, *args, **kwargs), json_dumps_params={"ensure_ascii": False})
    except RefusedError as fault:
        return _refused(fault.status, fault.errors)


def _refused(status: int, errors: dict[str, str], **headers: str) -> HttpResponse:
    return JsonResponse({"errors": errors}, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def _options() -> HttpResponse:
    """What a browser asks before it lets a script of another origin read."""
    return HttpResponse(
        status=204,
        headers={
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
            "Access-Control-Max-Age": str(DAY),
        },
    )


def _cached(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What an account reads is its own; what a visitor reads may be kept for a moment."""
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    elif response.status_code == 429:
        patch_cache_control(response, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=SECONDS)
    return response


@door
def nowhere(request: HttpRequest) -> dict[str, Any]:
    raise RefusedError(404, {"address": _("there is nothing at this address")})
