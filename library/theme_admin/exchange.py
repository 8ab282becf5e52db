"""The vocabulary in and out through the admin. An import is looked at before it is made."""

import datetime
import zlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages

from library.models import VocabularyUpload
from library.skos import Plan, VocabularyRefusedError, export, import_vocabulary
from library.skos.exporting import FORMATS
from library.skos.faults import MOST_TOLD
from library.skos.reading import MOST_BYTES, too_large

from .changing import ThemeDoor
from .forms import UploadForm

KEPT = datetime.timedelta(days=1)
SHOWN = 500  # changes of a preview


class ImportView(ThemeDoor, FormView):
    """A file is sent and what it would change is shown; the second time, by its number, it is done."""

    page_title = gettext_lazy("Import a vocabulary")
    header_icon = "upload"
    template_name = "library/admin/themes/import.html"
    form_class = UploadForm
    needed = ("add", "change")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "upload" not in request.POST:
            return super().post(request, *args, **kwargs)
        number = request.POST["upload"]
        waiting = VocabularyUpload.objects.filter(user=request.user.pk)
        upload = waiting.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
        if upload is None:
            messages.error(request, _("This file is no longer here: send it again."))
            return redirect(self.address("import"))
        try:
            plan = import_vocabulary((zlib.decompress(upload.content), upload.name))
        except VocabularyRefusedError as refused:
            return self._refused(self.get_form_class()(), refused)
        upload.delete()
        created, changed = len(plan.created), len(plan.changed)
        told = ngettext("%(count)s theme created", "%(count)s themes created", created) % {"count": created}
        also = ngettext("%(count)s theme changed", "%(count)s themes changed", changed) % {"count": changed}
        messages.success(request, f"{told}, {also}.")
        return redirect(self.address("list"))

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        VocabularyUpload.objects.filter(uploaded_at__lt=timezone.now() - KEPT).delete()
        VocabularyUpload.objects.filter(user=self.request.user.pk).delete()
        try:
            if file.size > MOST_BYTES:
                raise too_large()
            content = file.read()
            plan = import_vocabulary((content, file.name), dry_run=True)
        except VocabularyRefusedError as refused:
            return self._refused(form, refused)
        upload = None
        if plan.created or plan.changed:
            packed = zlib.compress(content)
            user: Any = self.request.user
            upload = VocabularyUpload.objects.create(user=user, name=file.name[-255:], content=packed)
        return self.render_to_response(self.get_context_data(form=form, upload=upload, **_preview(plan, file.name)))

    def _refused(self, form: Any, refused: VocabularyRefusedError) -> HttpResponse:
        faults = [str(fault) for fault in refused.faults[:MOST_TOLD]]
        context = self.get_context_data(form=form, faults=faults, faults_count=len(refused.faults))
        return self.render_to_response(context, status=422)


def _preview(plan: Plan, name: str) -> dict[str, Any]:
    return {
        "plan": plan,
        "name": name,
        "created": plan.created[:SHOWN],
        "changed": plan.changed[:SHOWN],
        "skipped": plan.skipped.most_common(50),
        "shown": SHOWN,
    }


class ExportView(ThemeDoor, View):
    needed = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any(request.user.has_perm(f"library.{action}_theme") for action in ("add", "change", "delete", "view")):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        if ending not in FORMATS:
            raise Http404
        name = f"vocabulary-{timezone.localdate()}.{ending}"
        return HttpResponse(
            export(ending),
            content_type=FORMATS[ending][1],
            headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
        )
