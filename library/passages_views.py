"""The page of the passages that a translation has still to follow: what changed, and the words for it."""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import user_can_edit_instance

from home.languages import direction, language_of
from library.models import KINDS
from library.passages import Passage, State, outdated_passages, source_of
from library.passages_saving import Said, fault, keep
from library.translations import missing_passages, translation_of
from library.translators import check_translating, may_change


def passages_url(thing: Any) -> str:
    options = type(thing)._meta
    return reverse("library_passages", args=[options.app_label, options.model_name, thing.pk])


class PassagesView(TemplateView):
    template_name = "library/admin/passages.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.thing = self._find()
        allowed = user_can_edit_instance(request.user, self.thing)
        if not allowed or not (isinstance(self.thing, Page) or may_change(request.user, self.thing)):
            raise PermissionDenied
        self.source = source_of(self.thing)
        if self.source is None:
            raise Http404
        self.translation = translation_of(self.thing)
        self.passages = outdated_passages(self.thing)
        self.errors: dict[str, str] = {}
        return super().dispatch(request, *args, **kwargs)

    def _find(self) -> Any:
        try:
            model = apps.get_model(self.kwargs["app_label"], self.kwargs["model_name"])
        except LookupError as error:
            raise Http404 from error
        if not (issubclass(model, Page) or model in KINDS.values()) or model is Page:
            raise Http404
        return get_object_or_404(model, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.translation is None:
            raise Http404
        check_translating(request, {"translation_id": self.translation.pk})
        lock = self.thing.get_lock()
        if lock and lock.for_user(request.user):
            messages.error(request, _("This translation is locked: it cannot be changed."))
            return self.render_to_response(self.get_context_data(**kwargs))
        said = [self._said(passage) for passage in self.passages if self._is_said(passage)]
        for each in said:
            problem = fault(each[1], self.translation)
            if problem:
                self.errors[each[0].key] = problem
        gone = self._asked() - {passage.key for passage in self.passages}
        count = keep(
            (words for passage, words in said if passage.key not in self.errors), self.translation, request.user
        )
        if count:
            self._bring_the_source_here(self.translation)
            text = ngettext("%(count)s passage was kept.", "%(count)s passages were kept.", count) % {"count": count}
            messages.success(request, text)
        if gone:
            messages.warning(request, _("The source has changed meanwhile: some of the passages are others now."))
        if self.errors:
            messages.error(request, _("Some passages were not kept: see what is said below them."))
            self.passages = [
                passage for passage in self.passages if passage.key in self.errors or not self._is_said(passage)
            ]
            return self.render_to_response(self.get_context_data(**kwargs))
        if not count and not gone:
            messages.warning(
                request, _("Nothing was kept: write a translation, or tick the boxes of those that are right.")
            )
        return redirect(request.path)

    def _asked(self) -> set[str]:
        return {name.removeprefix("words-") for name in self.request.POST if name.startswith("words-")}

    def _is_said(self, passage: Passage) -> bool:
        words = self._typed(passage)
        changed = bool(words.strip()) and words != passage.translation
        return changed or (bool(words.strip()) and f"right-{passage.key}" in self.request.POST)

    def _typed(self, passage: Passage) -> str:
        return self.request.POST.get(f"words-{passage.key}", "").replace("\r\n", "\n")

    def _said(self, passage: Passage) -> tuple[Passage, Said]:
        return passage, Said(passage.path, passage.now, self._typed(passage))

    def _bring_the_source_here(self, translation: Translation) -> None:
        """The words that were kept are for the source of now: publishing must put them there."""
        if self.source is not None and f'"{self.source.source_digest}"' not in translation.source.content_json:
            translation.source.update_from_db()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        posted = self.request.method == "POST"
        rows = [
            {
                "passage": passage,
                "words": self._typed(passage) if posted else passage.translation,
                "ticked": posted and f"right-{passage.key}" in self.request.POST,
                "error": self.errors.get(passage.key) or passage.error,
            }
            for passage in self.passages
        ]
        codes = {"source": language_of(self.source), "own": language_of(self.thing)}
        is_page = isinstance(self.thing, Page)
        may_publish = (
            self.thing.permissions_for_user(user).can_publish()
            if is_page
            else user.has_perm(f"library.publish_{type(self.thing)._meta.model_name}")
        )
        finder = AdminURLFinder(user)
        return super().get_context_data(**kwargs) | {
            "thing": self.thing,
            "source": self.source,
            "source_url": finder.get_edit_url(self.source),
            "edit_url": finder.get_edit_url(self.thing),
            "rows": rows,
            "as_a_whole": self.translation is None,
            "languages": {name: {"code": code, "dir": direction(code)} for name, code in codes.items()},
            "may_publish": may_publish and self.translation and not rows and not missing_passages(self.translation),
            "State": State,
            "page_title": _("What has changed in the source"),
        }
