"""Each page of an import. None does the work: it is asked for, and a page that comes again tells how far it is.

None runs in a transaction of its request either: reading a large table would hold the lock of SQLite meanwhile.
"""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from library.import_admin.forms import ColumnsForm, UploadForm, read
from library.import_admin.report import label, with_faults
from library.importing import Action
from library.importing.jobs import ask, erase
from library.models import KINDS, Sheet, SheetImport
from networks.models import User

State = SheetImport.State
LINES = 50  # on one page
View = Callable[..., HttpResponse]


def may_import(user: Any) -> bool:
    """Whoever may write new sheets of some kind."""
    return any(user.has_perm(f"library.add_{model._meta.model_name}") for model in KINDS.values())


def for_importers(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return transaction.non_atomic_requests(checked)


@for_importers
def imports(request: HttpRequest) -> HttpResponse:
    """The form for a file, and all that was imported before."""
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        return redirect("sheet_import_columns", form.save(cast(User, request.user)).pk)
    history = SheetImport.objects.select_related("made_by").order_by("-pk")
    context = {
        "page_title": _("Import of sheets"),
        "header_icon": "upload",
        "form": form,
        "history": Paginator(history, LINES).get_page(request.GET.get("p")),
    }
    return render(request, "library/import_admin/imports.html", context)


@for_importers
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(pk)
    if job.is_under_way or job.state == State.DONE or not job.file:
        return redirect("sheet_import", pk)
    sheet = (request.POST if request.method == "POST" else request.GET).get("sheet") or job.sheet
    try:
        with job.file.open("rb") as file:
            head = read(job.stored_name, file.read(), sheet)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("sheet_imports")
    if sheet not in head.sheets:
        sheet = (head.sheets or [""])[0]
    form = ColumnsForm(request.POST if request.method == "POST" else None, header=head.header, job=job)
    if request.method == "POST" and form.is_valid():
        job.sheet, job.header = sheet[:100], head.header
        job.columns, job.values = form.columns(), form.values()
        job.faults, job.counts = [], {}
        ask(job, State.CHECKING)
        return redirect("sheet_import", pk)
    samples = [[row[place] if place < len(row) else "" for row in head.samples] for place in range(len(head.header))]
    context = {
        "page_title": _("Columns of the file"),
        "job": job,
        "form": form,
        "sheet": sheet,
        "sheets": head.sheets,
        "columns": list(zip(form.of_columns(), samples, strict=True)),
    }
    return render(request, "library/import_admin/columns.html", context)


@require_safe
@for_importers
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How the import stands: being checked, its faults, what it would change, how far it is, what it did."""
    job = _job(pk)
    if job.state == State.COLUMNS and job.file:
        return redirect("sheet_import_columns", pk)
    context: dict[str, Any] = {"page_title": _("Import"), "job": job, "waits": _waits(job)}
    if job.state == State.FAULTY:
        rows = [{"line": line, "column": label(name), "message": message} for line, name, message in job.faults]
        context["faults"] = Paginator(rows, LINES).get_page(request.GET.get("p"))
        context["form"] = UploadForm()
    if job.state in {State.CHECKED, State.DONE, State.FINISHING}:
        context |= _lines(job, request)
    response = render(request, "library/import_admin/job.html", context)
    if job.is_under_way:
        response["Refresh"] = "3"  # seconds; without JavaScript too
    return response


def _lines(job: SheetImport, request: HttpRequest) -> dict[str, Any]:
    done = job.state != State.CHECKED
    names = {
        Action.CREATE: _("Created") if done else _("To create"),
        Action.UPDATE: _("Changed") if done else _("To change"),
        Action.UNCHANGED: _("Unchanged"),
    }
    action = request.GET.get("action", "")
    lines = job.lines.select_related("sheet__work").order_by("number")
    if action in names:
        lines = lines.filter(action=action)
    page = Paginator(lines, LINES).get_page(request.GET.get("p"))
    rows = [
        {
            "line": line,
            "label": names[Action(line.action)],
            "changes": [(label(name), before, after) for name, before, after in line.changes],
            "url": _edit_url(line.sheet) if line.sheet else "",
        }
        for line in page
    ]
    return {
        "lines": page,
        "rows": rows,
        "action": action if action in names else "",
        "counts": [(name.value, names[name], job.counts.get(name.value, 0)) for name in Action],
    }


def _edit_url(sheet: Sheet) -> str:
    return reverse(KINDS[sheet.work.kind].snippet_viewset.get_url_name("edit"), args=[sheet.pk])


def _waits(job: SheetImport) -> bool:
    """Whether nobody has begun with it: another import is under way, or no worker runs."""
    return job.is_under_way and job.begun_at is None and job.state != State.FINISHING


@require_POST
@for_importers
def start(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(pk)
    # Asked for twice, it is done once: the state changes in one statement.
    allowed = SheetImport.objects.filter(pk=pk, state__in=[State.CHECKED, State.STOPPED]).exclude(file="")
    if allowed.update(state=State.WRITING, asked_at=timezone.now(), begun_at=None):
        job.refresh_from_db()
        job.made_by = cast(User, request.user)
        ask(job, State.WRITING)
    else:
        messages.warning(request, _("This import is under way, or done."))
    return redirect("sheet_import", pk)


@require_POST
@for_importers
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(pk)
    if job.is_under_way or job.state == State.DONE:
        messages.warning(request, _("This import is under way, or done."))
        return redirect("sheet_import", pk)
    erase(job)
    job.delete()
    messages.success(request, _("The file was discarded: nothing was imported."))
    return redirect("sheet_imports")


@require_safe
@for_importers
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was sent."""
    job = _job(pk)
    if not job.file or not job.file.storage.exists(job.stored_name):
        raise Http404
    return _download(FileResponse(job.file.open("rb"), as_attachment=True, filename=job.name))


@require_safe
@for_importers
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The file with a column of faults."""
    job = _job(pk)
    if not job.file or not job.faults:
        raise Http404
    data, ending = with_faults(job)
    name = f"{job.name.rpartition('.')[0]}-{_('faults')}.{ending}"
    return _download(FileResponse(BytesIO(data), as_attachment=True, filename=name))


def _download(response: Any) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _job(pk: int) -> SheetImport:
    return get_object_or_404(SheetImport.objects.select_related("made_by"), pk=pk)
