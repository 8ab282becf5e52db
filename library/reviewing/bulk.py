"""Many drafts at once, from the lists of pages and of sheets."""

from typing import Any

from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from library.models import KINDS
from library.reviewing import releases
from library.reviewing.release_views import WhichReleaseForm
from library.reviewing.things import find, may_edit, type_of


class TogetherMixin(BulkAction):
    display_name = gettext_lazy("Publish together")
    aria_label = gettext_lazy("Add the selected drafts to a publication together")
    action_type = "release"
    template_name = "library/admin/release_bulk.html"
    action_priority = 60
    form_class = WhichReleaseForm

    def check_perm(self, obj: Any) -> bool:
        return self.request.user.has_perm("library.change_release") and may_edit(self.request.user, obj)

    def get_execution_context(self) -> dict[str, Any]:
        return {"user": self.request.user, "form": self.cleaned_form}

    @classmethod
    def execute_action(cls, objects: list[Any], user: Any = None, form: Any = None, **kwargs: Any) -> tuple[int, int]:
        release = form.get_or_make(user)
        return releases.add(release, [find(type_of(thing).pk, thing.pk) for thing in objects]), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        added = num_parent_objects
        text = ngettext("%(count)s draft was added.", "%(count)s drafts were added.", added)
        return text % {"count": added}


class SheetsTogether(TogetherMixin, SnippetBulkAction):
    models = list(KINDS.values())


class PagesTogether(TogetherMixin, PageBulkAction):
    form_class = WhichReleaseForm
