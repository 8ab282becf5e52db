"""What visitors send with a form: kept as a Message, then mailed; and the page that says so."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.mailing import notify
from home.models import Message
from home.request_forms import FORMS, CommentForm, RequestForm
from home.spam import too_many

THANKED_FOR = 600  # seconds in which the address that thanks does so
TWICE = timedelta(minutes=10)  # the same message again within this time is one click too many


def serve_with_form(request: HttpRequest, page: Any) -> HttpResponse:
    """The page's own template with ``form`` (None where the page has none) and ``sent`` in its context."""
    if page.request_kind == "programme" and not page.source.has_form:
        return Page.serve(page, request)
    form, outcome = handle(request, FORMS[page.request_kind], page.title, page.url or "", page=page)
    if isinstance(outcome, HttpResponse):
        return outcome
    context = page.get_context(request) | form_context(request, form)
    return _private_if_sent(TemplateResponse(request, page.get_template(request), context, status=outcome), request)


def comment_response(request: HttpRequest, about: str, url: str, language_versions: dict[str, str]) -> HttpResponse:
    """The form to comment on what is called `about` and stands at `url`; who may see it was asked before."""
    form, outcome = handle(request, CommentForm, about, url)
    if isinstance(outcome, HttpResponse):
        return outcome
    context = {"about": about, "about_url": url, "language_versions": language_versions}
    context |= form_context(request, form) | {"is_comment": True}
    return _private_if_sent(render(request, "home/comment.html", context, status=outcome), request)


def form_context(request: HttpRequest, form: RequestForm | None) -> dict[str, Any]:
    return {"form": form, "sent": form is None, "kept_days": settings.MESSAGE_RETENTION_DAYS}


def handle(
    request: HttpRequest, form_class: type[RequestForm], about: str, url: str, page: Any = None
) -> tuple[RequestForm | None, HttpResponse | int]:
    """The form to show (None: it was sent) with its status, or where to go once the message is kept."""
    if request.method != "POST":
        sent = _is_sent(request)
        return None if sent else form_class(initial=_known(request), page=page), 200
    form = form_class(request.POST, page=page)
    valid = form.is_valid()
    if getattr(request, "csrf_failed", False):
        form.add_error(None, _("This form had expired. Your text is still here: please send it again."))
        return form, 403
    if not valid:
        return form, 422
    if too_many(request):
        form.add_error(
            None,
            _("Many messages have come from your connection. Your text is still here: send it in ten minutes."),
        )
        return form, 429
    keep(form, request, about, url)
    token = urlencode({"sent": _thanks(request).sign("sent")})
    return form, HttpResponseRedirect(f"{request.path}?{token}#sent")


def keep(form: RequestForm, request: HttpRequest, about: str, url: str) -> Message:
    """Write the message down; it is mailed once that is certain."""
    url = unquote(url)
    values = form.values() | {
        "kind": form.kind,
        "language": get_language() or settings.LANGUAGE_CODE,
        "about": about[:300],
        "about_url": url if len(url) <= 500 else "",
    }
    author = request.user if request.user.is_authenticated else None
    known = Message.objects.filter(**values, author=author, created_at__gt=timezone.now() - TWICE).first()
    if known:
        return known
    state = Message.State.SPAM if form.looks_like_spam else Message.State.NEW
    message = Message.objects.create(**values, author=author, state=state)
    if state == Message.State.NEW:
        notify.enqueue(message.pk)
    return message


def _known(request: HttpRequest) -> dict[str, str]:
    """What an account need not type again."""
    if not request.user.is_authenticated:
        return {}
    return {"name": request.user.get_full_name(), "email": request.user.email}


def _thanks(request: HttpRequest) -> signing.TimestampSigner:
    """For this page alone."""
    return signing.TimestampSigner(salt=f"home.requests {request.path}")


def _is_sent(request: HttpRequest) -> bool:
    """Whether this is the address that a message led to, just now: one that is kept or passed on thanks nobody."""
    try:
        return bool(_thanks(request).unsign(request.GET.get("sent", ""), max_age=THANKED_FOR))
    except signing.BadSignature:
        return False


def _private_if_sent(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    if "sent" in request.GET:
        add_never_cache_headers(response)
    return response
