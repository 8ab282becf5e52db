"""The page on which staff say whether a work is still true, and who looks after it. Reading it changes nothing."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from library.facts import source_of
from library.models import KINDS, Verdict, Work
from library.upkeep import answers
from library.upkeep.due import delays, due_on
from library.upkeep.forms import CareForm, VerdictForm
from library.upkeep.owners import give_owner
from library.upkeep.verdicts import may_say, say
from networks.models import User

MAX_NUMBER = 2**63 - 1
HISTORY = 20


@require_http_methods(["GET", "HEAD", "POST"])
def upkeep(request: HttpRequest, number: int) -> HttpResponse:
    work = _work(request, number)
    asked = request.GET.get("verdict")
    form = VerdictForm(request.POST or None, initial={"verdict": asked if asked in Verdict.values else None})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        say(work, data["verdict"], _account(request), data["note"], data["day"])
        _thank(request, work, data["verdict"])
        return redirect(next_in_admin(request) or reverse("upkeep_work", args=[work.pk]))
    return _page(request, work, form, CareForm(instance=work))


@require_POST
def still_true(request: HttpRequest, number: int) -> HttpResponse:
    """One click in a list."""
    work = _work(request, number)
    say(work, Verdict.TRUE, _account(request))
    _thank(request, work, Verdict.TRUE)
    return redirect(next_in_admin(request) or reverse("upkeep_work", args=[work.pk]))


@require_POST
def care(request: HttpRequest, number: int) -> HttpResponse:
    work = _work(request, number)
    before = work.owner_id
    form = CareForm(request.POST, instance=work)
    if not form.is_valid():
        return _page(request, work, VerdictForm(), form)
    owner = form.cleaned_data["owner"]
    with transaction.atomic():
        work.owner_id = before
        work.save(update_fields=["confirm_after"])
        give_owner([work], owner, _account(request))
    messages.success(request, _("Noted: who is responsible, and when the sheet is to be confirmed."))
    return redirect(reverse("upkeep_work", args=[work.pk]))


@require_safe
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The way from a mail to the form, which is sent by hand."""
    asked = answers.read(token)
    if asked is None:
        messages.warning(request, _("This link is too old, or not complete. Here is all that waits for you."))
        return redirect("wagtailadmin_home")
    if asked.account != _account(request).pk:
        messages.warning(request, _("This link was sent to another account: what you say here is said in your name."))
    return redirect(f"{reverse('upkeep_work', args=[asked.number])}?verdict={asked.verdict}")


def _account(request: HttpRequest) -> User:
    return cast(User, request.user)


def _work(request: HttpRequest, number: int) -> Work:
    if number > MAX_NUMBER:
        raise Http404
    work = get_object_or_404(Work.objects.select_related("source__locale", "owner"), pk=number, source__isnull=False)
    if not may_say(_account(request), work):
        raise PermissionDenied
    return work


def _thank(request: HttpRequest, work: Work, verdict: str) -> None:
    said = {
        Verdict.TRUE: _("Noted: “%(title)s” is still true. Readers see the day."),
        Verdict.WORK: _("Noted: “%(title)s” needs work. Readers see that it is being revised."),
    }
    messages.success(request, said[Verdict(verdict)] % {"title": work.source})


def next_in_admin(request: HttpRequest) -> str:
    """Back to the list, within the admin."""
    asked = request.POST.get("next", "")
    ours = asked.startswith(reverse("wagtailadmin_home")) and url_has_allowed_host_and_scheme(asked, None)
    return asked if ours else ""


def _page(request: HttpRequest, work: Work, form: VerdictForm, care_form: CareForm) -> HttpResponse:
    source: Any = source_of(work)
    context = {
        "work": work,
        "source": source,
        "form": form,
        "care_form": care_form,
        "due_on": due_on(work, delays()),
        "confirmations": work.confirmations.select_related("author")[:HISTORY],
        "edit_url": reverse(KINDS[work.kind].snippet_viewset.get_url_name("edit"), args=[source.pk]),  # type: ignore[attr-defined]
        "next": request.GET.get("next", "") or request.POST.get("next", ""),
        "page_title": _("Is it still true?"),
        "header_icon": "check",
    }
    return render(request, "library/admin/upkeep.html", context)
