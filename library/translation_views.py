"""What wagtail-localize's own pages would do, and this site does not.

A translation goes live only when it is translated, or when someone says in so many words that the rest may be shown
in the source's language; drafts are never thrown away by an update; only the source is sent to translation.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from library.machine import MachineError
from library.passages_doors import say_that_it_failed
from library.translation_guard import accept_missing
from library.translation_sending import section, send, tell
from library.translations import is_translation_source, missing_passages, translation_of
from library.translators import check_translating, languages_of

CONFIRMATION = "publish_untranslated"


def refuse_unready_publication(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Before wagtail-localize's own hook: no publication of a locked page or sheet, nor silently of a part of one."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = translation_of(instance)
    if translation is None:
        return None
    lock = instance.get_lock() if hasattr(instance, "get_lock") else None
    if lock and lock.for_user(request.user):
        messages.error(request, _("This translation is locked: it cannot be published."))
        return redirect(request.path)
    missing = missing_passages(translation)
    if missing and CONFIRMATION not in request.POST:
        messages.error(
            request,
            ngettext(
                "Not published: %(count)s passage is not translated and would be shown in the source's language. "
                "Translate it, or tick the box above the passages.",
                "Not published: %(count)s passages are not translated and would be shown in the source's language. "
                "Translate them, or tick the box above the passages.",
                missing,
            )
            % {"count": missing},
        )
        return redirect(request.path)
    if missing:
        accept_missing(instance, request.user, translation)
    return None


if TYPE_CHECKING:
    from wagtail_localize.views.submit_translations import SubmitTranslationView as _View
else:
    _View = object


class OnlySourcesMixin(_View):
    """Sends whoever would translate a translation back to it, with the reason."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_translating(request, kwargs)
        thing = self.get_object()
        if not is_translation_source(thing.translation_key, thing.locale_id):
            messages.error(request, _("This is a translation. Only its source can be translated into more languages."))
            return redirect(AdminURLFinder(request.user).get_edit_url(thing) or "wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """As a choice of many is sent (library.translation_sending), with all that stands below where it is asked."""
        chosen, thing = form.cleaned_data["locales"], self.object  # type: ignore[attr-defined]
        below = isinstance(thing, Page) and form.cleaned_data["include_subtree"]
        outcome = send([thing, *(section(page=thing) if below else ())], chosen, self.request.user)
        tell(self.request, outcome)
        if not outcome.sent:
            return redirect(self.request.path)
        made = thing.get_translation(chosen[0]) if len(chosen) == 1 and not below else None
        return redirect(self.get_success_url() or self.get_default_success_url(made))

    def get_form(self) -> Any:
        form = super().get_form()
        form.fields["locales"].queryset &= languages_of(self.request.user)
        return form


class SafeSubmitPageView(OnlySourcesMixin, SubmitPageTranslationView):
    pass


class SafeSubmitSnippetView(OnlySourcesMixin, SubmitSnippetTranslationView):
    pass


class UpdateForm(UpdateTranslationsForm):
    """Without “publish immediately”: it throws pending drafts away and puts untranslated words online."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publish_translations"].widget = forms.HiddenInput()

    def clean_publish_translations(self) -> bool:
        return False


class SafeUpdateView(UpdateTranslationsView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_translating(request, kwargs)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: UpdateForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except MachineError as failure:  # what was done before it is undone with it
            say_that_it_failed(self.request, failure)
            return redirect(self.request.path)

    def get_form(self) -> UpdateForm:
        return UpdateForm(self.request.POST) if self.request.method == "POST" else UpdateForm()
