"""The addresses of wagtail-localize that take something from outside, answered here first: PO files, machines."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import machine_translate as localize_machine_translate
from wagtail_localize.views.edit_translation import user_can_edit_instance

from home.models.words import unconfirmed
from library import passages_po
from library.machine import MachineError
from library.passages_saving import keep
from library.translations import translation_of
from library.translators import check_translating

CONFIRMATION = "publish_unconfirmed"


def _translation(request: HttpRequest, pk: int) -> Translation:
    """Whose target exists, for someone who may change it."""
    check_translating(request, {"translation_id": pk})
    translation = get_object_or_404(Translation.objects.select_related("source", "target_locale"), pk=pk)
    try:
        target = translation.get_target_instance()
    except translation.source.specific_content_type.model_class().DoesNotExist as error:
        raise Http404 from error
    if not user_can_edit_instance(request.user, target):
        raise PermissionDenied
    return translation


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


@require_GET
def download_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    translation = _translation(request, translation_id)
    title = slugify(translation.source.object_repr, allow_unicode=True)[:80] or "passages"
    name = f"{title}-{translation.target_locale.language_code}.po"
    response = HttpResponse(passages_po.written(translation), content_type="text/x-gettext-translation; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_POST
def upload_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """All that the file says, or nothing."""
    translation = _translation(request, translation_id)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a PO file."))
        return _back(request)
    try:
        taken = passages_po.read(file, translation)
    except ValidationError as error:
        messages.error(request, " ".join([_("Nothing was imported."), *error.messages]))
        return _back(request)
    count = keep(taken.said, translation, request.user, tool="PO")
    text = ngettext("%(count)s passage was imported.", "%(count)s passages were imported.", count) % {"count": count}
    messages.success(request, text)
    for lines, reason in (
        (taken.changed, _("Left out, because the source has changed since the file was made. Lines: %(lines)s")),
        (taken.uncertain, _("Left out, because they are marked as uncertain (fuzzy). Lines: %(lines)s")),
    ):
        if lines:
            messages.warning(request, reason % {"lines": ", ".join(map(str, lines))})
    return _back(request)


@require_POST
def machine_translate(request: HttpRequest, translation_id: int) -> HttpResponse:
    _translation(request, translation_id)
    try:
        return localize_machine_translate(request, translation_id)
    except MachineError as failure:
        say_that_it_failed(request, failure)
        return _back(request)


def say_that_it_failed(request: HttpRequest, failure: MachineError) -> None:
    text = _("%(service)s did not answer as it should: nothing was changed. Translate by hand, or try again later.")
    messages.error(request, text % {"service": failure.name})


def refuse_unconfirmed_publication(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """A machine's words go online when a person has confirmed them, or says that readers are to be told."""
    if request.method != "POST" or request.POST.get("action") != "publish" or CONFIRMATION in request.POST:
        return None
    translation = translation_of(instance)
    count = unconfirmed(translation).count() if translation else 0
    if not count:
        return None
    messages.error(
        request,
        ngettext(
            "Not published: %(count)s passage was translated by a machine, and nobody has confirmed it. "
            "Confirm it, or tick the box above the passages.",
            "Not published: %(count)s passages were translated by a machine, and nobody has confirmed them. "
            "Confirm them, or tick the box above the passages.",
            count,
        )
        % {"count": count},
    )
    return redirect(request.path)
