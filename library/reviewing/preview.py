"""The public side of preview links. Nothing here is cached, indexed, or told to another site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from library.access import refusal
from library.models import PreviewLink
from library.reviewing.links import address_of, count_opening, draft_of, find_link
from library.sheet_page import preview_context, template_of
from library.views import MAX_NUMBER, file_response

View = Callable[..., HttpResponseBase]


def secret(view: View) -> View:
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        response = _answer(view, request, token, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Cookie"])
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


def _answer(view: View, request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
    link = find_link(token)
    if link is None:  # never made, ended or withdrawn: the same for all
        return render(request, "library/preview_ended.html", status=404)
    if link.thing.locale.language_code != get_language():
        return redirect(address_of(link.thing, token))
    return view(request, link, token, **kwargs)


@secret
def preview(request: HttpRequest, link: PreviewLink, token: str) -> HttpResponseBase:
    """The draft as its page would be, with the files that who made the link may have."""
    if request.method == "GET":
        count_opening(link)
    draft, request.preview_link = draft_of(link.thing), link  # type: ignore[attr-defined]  # base.html says so
    if isinstance(draft, Page):
        return _page(request, draft)
    request.user = link.made_by or AnonymousUser()  # whose rights over files and the contact are lent
    context = preview_context(draft, request)
    source = draft if draft.is_source else draft.work.source
    for shown, file in zip(context["view"]["files"], source.files.all(), strict=False):
        shown["url"] = reverse("preview_file", args=[token, file.document_id, file.document.filename])
    request.user = AnonymousUser()  # the rest of the page is a visitor's
    return render(request, template_of(draft), context)


def _page(request: HttpRequest, draft: Page) -> HttpResponseBase:
    request.user = AnonymousUser()
    response = draft.serve_preview(request, draft.default_preview_mode)
    return response.render() if hasattr(response, "render") else response


@secret
def preview_file(
    request: HttpRequest, link: PreviewLink, token: str, document_id: int, filename: str
) -> HttpResponseBase:
    """A file of the draft, if who made the link may have it."""
    draft = link.thing if isinstance(link.thing, Page) else draft_of(link.thing)
    if isinstance(draft, Page) or document_id > MAX_NUMBER:
        raise Http404
    source = draft if draft.is_source else draft.work.source
    documents = {file.document_id: file.document for file in source.files.all()}
    document = documents.get(document_id)
    if document is None or document.filename != filename or refusal(link.made_by or AnonymousUser(), document):
        return render(request, "library/preview_ended.html", status=404)
    return file_response(request, document)
