"""What is done from the board and from the editor of a translation: send, assign, submit, take back, send back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page

from library import translation_review
from library.models import KINDS, TranslationTask, Work
from library.translation_desk import board_url, may_see_board, usual_locale
from library.translation_forms import AssignForm, SectionForm
from library.translation_sending import as_kinds, section, send, tell
from library.translations import is_translation_source
from library.translators import is_translator, may_work_in

MOST_CHOSEN = 200
MOST_WORDS = 2000


@require_POST
def act(request: HttpRequest, language: str) -> HttpResponse:
    """On what is ticked on the board: send it to translation, or say who translates it."""
    locale = get_object_or_404(Locale, language_code=language)
    if not may_see_board(request.user) or not may_work_in(request.user, locale.pk):
        raise PermissionDenied
    back = redirect(get_valid_next_url_from_request(request) or board_url(locale))
    keys = _keys(request)
    if not keys:
        messages.warning(request, _("Nothing was done: tick what it is about first."))
    elif request.POST.get("action") == "send":
        tell(request, send(sources(keys), [locale], request.user))
    elif request.POST.get("action") == "assign":
        _assign(request, keys, locale)
    return back


def _keys(request: HttpRequest) -> list[UUID]:
    keys = []
    for text in request.POST.getlist("key")[:MOST_CHOSEN]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


def sources(keys: list[UUID]) -> list[Any]:
    """The sources of these translation keys: pages before, parents first."""
    pages = Page.objects.filter(translation_key__in=keys, alias_of__isnull=True).order_by("path")
    found: list[Any] = [page for page in pages if is_translation_source(page.translation_key, page.locale_id)]
    works = Work.objects.filter(translation_key__in=keys, source__isnull=False)
    return found + as_kinds(works.values_list("source_id", flat=True))


def _assign(request: Any, keys: list[UUID], locale: Locale) -> None:
    form = AssignForm(request.POST, user=request.user, locale=locale)
    if not form.is_valid():
        for field, faults in form.errors.items():
            messages.error(request, f"{form[field].label}: {' '.join(map(str, faults))}")
        return
    there = set(Work.objects.filter(translation_key__in=keys).values_list("translation_key", flat=True))
    there |= set(Page.objects.filter(translation_key__in=keys).values_list("translation_key", flat=True))
    keys = [key for key in keys if key in there]
    given = {"assigned_to": form.cleaned_data["assigned_to"], "due_on": form.cleaned_data["due_on"]}
    others = 0
    for key in keys:
        task, _created = TranslationTask.objects.get_or_create(key=key, locale=locale)
        if is_translator(request.user) and task.assigned_to_id not in (None, request.user.pk):
            others += 1  # somebody else has it: a translator does not take it away
            continue
        TranslationTask.objects.filter(pk=task.pk).update(**given)
    if done := len(keys) - others:
        text = ngettext("%(count)s translation assigned.", "%(count)s translations assigned.", done)
        messages.success(request, text % {"count": done})
    if others:
        text = ngettext(
            "%(count)s was left to the person who has it.", "%(count)s were left to the people who have them.", others
        )
        messages.warning(request, text % {"count": others})


class SectionView(WagtailAdminTemplateMixin, FormView):
    """Sends a whole section."""

    template_name = "library/admin/translations/section.html"
    page_title = gettext_lazy("Send a section to translation")
    header_icon = "wagtail-localize-language"
    form_class = SectionForm
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see_board(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        board = {"url": reverse("translation_boards"), "label": _("Translations")}
        return [*self.breadcrumbs_items, board, {"url": "", "label": self.page_title}]

    def form_valid(self, form: SectionForm) -> HttpResponse:
        data = form.cleaned_data
        things = section(page=data["page"]) if data["what"] == "page" else section(data["kind"], data["theme"])
        outcome = send(things, data["locales"], self.request.user)
        tell(self.request, outcome)
        if not (outcome.sent or outcome.present or outcome.refused):
            messages.warning(self.request, _("Nothing was sent: there is nothing published in this section."))
        chosen = data["locales"][0] if len(data["locales"]) == 1 else usual_locale(self.request.user)
        return redirect(board_url(chosen))


def target(kind: str, pk: int) -> Any:
    """The translation that an address names: ``page``, or a kind of sheet."""
    if kind == "page":
        return get_object_or_404(Page, pk=pk).specific
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind], pk=pk)


def edit_address(thing: Any) -> str:
    if isinstance(thing, Page):
        return reverse("wagtailadmin_pages:edit", args=[thing.pk])
    return reverse(thing.snippet_viewset.get_url_name("edit"), args=[thing.pk])


def no_copy(request: HttpRequest, page_id: int) -> HttpResponse:
    """wagtail-localize would publish the source's words under the address of another language."""
    messages.error(request, _("A translation is not replaced by a copy of its source: unpublish it instead."))
    return redirect("wagtailadmin_pages:edit", page_id)


@require_POST
def review(request: HttpRequest, kind: str, pk: int, action: str) -> HttpResponse:
    """Submit, take back, or send back with a comment."""
    thing = target(kind, pk)
    may = {
        "submit": translation_review.may_edit,
        "take-back": _may_take_back,
        "send-back": translation_review.may_review,
    }
    if action not in may:
        raise Http404
    if not may[action](request.user, thing):
        raise PermissionDenied
    title = thing.get_admin_display_title() if isinstance(thing, Page) else str(thing)
    match action:
        case "submit":
            try:
                translation_review.submit(thing, request.user)
            except ValidationError as fault:
                messages.error(request, " ".join(fault.messages))
                return redirect(edit_address(thing))
            messages.success(request, _("“%(title)s” waits for its review.") % {"title": title})
            return redirect(board_url(thing.locale))
        case "take-back":
            if translation_review.take_back(thing, request.user):
                messages.success(request, _("Taken back: you can go on translating."))
            return redirect(edit_address(thing))
    comment = request.POST.get("comment", "").replace("\0", "").strip()
    if not comment or len(comment) > MOST_WORDS:
        messages.error(request, _("Not sent back: say what is to be changed, in %(most)s characters at most.")
                       % {"most": MOST_WORDS})  # fmt: skip
        return redirect(edit_address(thing))
    if translation_review.send_back(thing, request.user, comment):
        messages.success(request, _("“%(title)s” went back with your comment.") % {"title": title})
    else:
        messages.warning(request, _("It does not wait for a review any more."))
    return redirect(board_url(thing.locale))


def _may_take_back(user: Any, thing: Any) -> bool:
    task = translation_review.task_of(thing)
    own = task is not None and task.submitted_by_id == user.pk and translation_review.may_edit(user, thing)
    return own or translation_review.may_review(user, thing)


MAY = {
    "submit": translation_review.may_edit,
    "take-back": _may_take_back,
    "send-back": translation_review.may_review,
}
