from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django_sendfile import sendfile

from home.requests import comment_response
from library.access import refusal
from library.addresses import join_url, sheet_url
from library.models import PrivateDocument, Sheet
from library.reports.counting import note_download

MAX_NUMBER = 2**63 - 1


def comment_on_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The form to comment on a sheet, for those who may see its title: nothing else of it is named."""
    if number > MAX_NUMBER:
        raise Http404
    versions = Sheet.objects.visible_to(request.user).filter(work=number).select_related("locale", "work")
    by_language = {version.locale.language_code: version for version in versions if sheet_url(version)}
    sheet = by_language.get(get_language() or "")
    if sheet is None:
        raise Http404
    addresses = {language: _comment_address(number, language) for language in by_language}
    return comment_response(request, sheet.title, sheet_url(sheet) or "", addresses)


def _comment_address(number: int, language: str) -> str:
    with override(language):
        return reverse("comment_sheet", args=[number])


@csrf_exempt  # it changes nothing, and each verb must get the same answer, not CSRF's
def download(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """The one way out for a file. Unknown or hidden: 404. For members: to the login, or 403 with the reason."""
    document = PrivateDocument.objects.filter(pk=document_id).first() if document_id <= MAX_NUMBER else None
    reason = refusal(request.user, document) if document and document.filename == filename else "hidden"
    if document is None or reason == "hidden":
        raise Http404
    response = _answer(request, document, reason)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _answer(request: HttpRequest, document: PrivateDocument, reason: str | None) -> HttpResponseBase:
    if reason == "members" and not request.user.is_authenticated:
        login = f"{resolve_url('account_login')}?lang={get_language()}"
        return redirect_to_login(request.get_full_path(), login)
    if reason == "members":
        context = {"join_url": join_url(get_language() or "")}
        return render(request, "library/file_refused.html", context, status=403)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    response = file_response(request, document)
    note_download(request, document.pk)
    return response


def file_response(request: HttpRequest, document: PrivateDocument) -> HttpResponseBase:
    if not document.file.name or not document.file.storage.exists(document.file.name):
        raise Http404
    try:
        path = document.file.path
    except NotImplementedError:  # an object store: the bytes pass through here, so that it needs no public address
        response: HttpResponseBase = FileResponse(
            document.file.open("rb"), as_attachment=True, filename=document.filename
        )
    else:
        response = sendfile(
            request,
            path,
            attachment=True,
            attachment_filename=document.filename,
            mimetype=document.content_type,
        )
    for header in ("Last-Modified", "Content-Encoding", "ETag"):
        if header in response:
            del response[header]
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
