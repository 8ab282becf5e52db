"""What can be done with the sheets that are ticked in a list, each in one transaction (Wagtail's bulk actions).

Only `execute` differs: what was left as it was, and why, is said for all in the same way.
"""

import copy
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms.tags import TagField
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from library.bulk_actions import changes
from library.bulk_actions.changes import Leave, Outcome
from library.models import KINDS, Access, Sheet, Theme
from library.sheet_lists import AllSheetsView
from library.tag_admin.widgets import SuggestedTags
from library.theme_admin.picker import theme_choices
from library.upkeep.owners import give_owner, possible_owners
from networks.models import User

MOST = 500  # sheets at once: a request must end
NAMED = 10  # of those left as they were


class OfAList(BulkAction):
    def _listed(self, query: QueryDict | None = None) -> QuerySet[Sheet]:
        """What the list shows that one came from, with its filters and its search; or without any."""
        request = copy.copy(self.request)
        request.GET = QueryDict(urlsplit(self.next_url).query) if query is None else query
        view = AllSheetsView()
        view.setup(request)
        sheets = view.get_queryset()
        return sheets if self.model is Sheet else sheets.filter(work__kind=self.model.KIND)

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        return list(self._listed().order_by().values_list("pk", flat=True))


class DeleteSheets(OfAList, DeleteBulkAction):
    """Wagtail's own takes “all of the list” for all that there are, whatever the filters."""

    models = list(KINDS.values())


class SheetAction(OfAList):
    """On a list of one kind, or on the list of all sheets."""

    models = [Sheet, *KINDS.values()]
    template_name = "library/admin/bulk_action.html"
    question: Any = ""

    def ticked(self) -> QuerySet[Sheet]:
        """Those ticked, or all that the list shows with its filters and its search."""
        keys = self.request.GET.getlist("id")
        sheets = self._listed() if "all" in keys else self._listed(QueryDict()).filter(pk__in=_numbers(keys))
        return Sheet.objects.filter(pk__in=sheets.order_by().values("pk")).select_related(
            "locale", "work__source__locale", "latest_revision__user"
        )

    def get_actionable_objects(self) -> tuple[list[Sheet], dict[str, list]]:
        if not hasattr(self, "_found"):
            self._found = list(self.ticked()[: MOST + 1])
        return self._found, {"items_with_no_access": []}  # what may not be changed is said when it is left

    def object_context(self, sheet: Sheet) -> dict[str, Any]:
        return {"item": sheet, "edit_url": AdminURLFinder(self.request.user).get_edit_url(sheet)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        many = len(context["items"]) > MOST
        return context | {"title": self.display_name, "question": self.question, "too_many": many, "most": MOST}

    def prepare_action(self, objects: list[Sheet], objects_without_access: Any) -> HttpResponse | None:
        if len(objects) > MOST:
            messages.error(self.request, _("At most %(most)s sheets can be changed at once.") % {"most": MOST})
            return redirect(self.next_url)
        return None

    def get_execution_context(self) -> dict[str, Any]:
        return {"action": self}

    @classmethod
    def execute_action(cls, objects: list[Sheet], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["action"]
        action.outcome = action.execute(objects, action.request.user, action.cleaned_form.cleaned_data)
        return action.outcome.done, 0

    def execute(self, sheets: list[Sheet], user: Any, chosen: dict[str, Any]) -> Outcome:
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        outcome: Outcome = self.outcome
        for reason, titles in outcome.left.items():
            named = ", ".join(f"“{Truncator(title).chars(60)}”" for title in titles[:NAMED])
            more = len(titles) - NAMED
            if more > 0:
                named = ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", more) % {
                    "names": named,
                    "count": more,
                }
            messages.warning(self.request, _("Left as they were (%(reason)s): %(titles)s") % {
                "reason": reason, "titles": named,
            })  # fmt: skip
        if outcome.drafts:
            text = ngettext(
                "The change of %(count)s sheet waits as a draft: someone who may publish puts it online.",
                "The changes of %(count)s sheets wait as drafts: someone who may publish puts them online.",
                outcome.drafts,
            )
            messages.warning(self.request, text % {"count": outcome.drafts})
        if not outcome.done:
            return None
        text = ngettext("%(count)s sheet was changed.", "%(count)s sheets were changed.", outcome.done)
        return text % {"count": outcome.done}


def _numbers(keys: list[str]) -> list[int]:
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]


class ThemeForm(forms.Form):
    theme = forms.TypedChoiceField(label=gettext_lazy("Theme"), choices=theme_choices, coerce=int)


class TagsForm(forms.Form):
    tags = TagField(label=gettext_lazy("Tags"), widget=SuggestedTags())


class AccessForm(forms.Form):
    access = forms.ChoiceField(label=gettext_lazy("Who may read it"), choices=Access.choices, widget=forms.RadioSelect)
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only for “Chosen groups only”."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("access") == Access.GROUPS and not data.get("groups"):
            self.add_error("groups", _("Choose at least one group: with none, only the staff could see these sheets."))
        return data


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Responsible"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()  # type: ignore[attr-defined]


class AddTheme(SheetAction):
    display_name = gettext_lazy("Add a theme")
    aria_label = gettext_lazy("Add a theme to the ticked sheets")
    action_type = "add_theme"
    action_priority = 40
    form_class = ThemeForm
    question = gettext_lazy("The theme is added to the works of these sheets, in all their languages.")

    def execute(self, sheets: list[Sheet], user: Any, chosen: dict[str, Any]) -> Outcome:
        theme = Theme.objects.get(pk=chosen["theme"])
        return changes.change_facts(sheets, lambda sheet: self.apply(sheet, theme), user)

    def apply(self, sheet: Any, theme: Theme) -> bool:
        if theme in list(sheet.themes.all()):
            return False
        sheet.themes.add(theme)
        return True


class RemoveTheme(AddTheme):
    display_name = gettext_lazy("Remove a theme")
    aria_label = gettext_lazy("Remove a theme from the ticked sheets")
    action_type = "remove_theme"
    action_priority = 41
    question = gettext_lazy("The theme is taken off the works of these sheets. One that has no other theme keeps it.")

    def apply(self, sheet: Any, theme: Theme) -> bool:
        held = list(sheet.themes.all())
        if held == [theme]:
            raise Leave(_("it is their only theme"))
        if theme not in held:
            return False
        sheet.themes.remove(theme)
        return True


class AddTags(SheetAction):
    display_name = gettext_lazy("Add tags")
    aria_label = gettext_lazy("Add tags to the ticked sheets")
    action_type = "add_tags"
    action_priority = 42
    form_class = TagsForm
    question = gettext_lazy("The tags are added to the works of these sheets, in all their languages.")

    def execute(self, sheets: list[Sheet], user: Any, chosen: dict[str, Any]) -> Outcome:
        return changes.change_facts(sheets, lambda sheet: self.apply(sheet, chosen["tags"]), user)

    def apply(self, sheet: Any, tags: list[str]) -> bool:
        before = {tag.pk for tag in sheet.tags.all()}
        sheet.tags.add(*tags)
        return {tag.pk for tag in sheet.tags.all()} != before


class RemoveTags(AddTags):
    display_name = gettext_lazy("Remove tags")
    aria_label = gettext_lazy("Remove tags from the ticked sheets")
    action_type = "remove_tags"
    action_priority = 43
    question = gettext_lazy("The tags are taken off the works of these sheets, in all their languages.")

    def apply(self, sheet: Any, tags: list[str]) -> bool:
        before = len(sheet.tags.all())
        sheet.tags.remove(*tags)
        return len(sheet.tags.all()) != before


class GiveAccess(SheetAction):
    display_name = gettext_lazy("Who may read them")
    aria_label = gettext_lazy("Say who may read the ticked sheets")
    action_type = "access"
    action_priority = 44
    form_class = AccessForm
    question = gettext_lazy("It takes effect at once, in all languages, for those that are published.")

    def execute(self, sheets: list[Sheet], user: Any, chosen: dict[str, Any]) -> Outcome:
        groups = list(chosen["groups"]) if chosen["access"] == Access.GROUPS else []

        def apply(sheet: Any) -> bool:
            same = sheet.access == chosen["access"] and set(sheet.groups.all()) == set(groups)
            sheet.access = chosen["access"]
            sheet.groups.set(groups)
            return not same

        return changes.change_facts(sheets, apply, user)


class GiveOwner(SheetAction):
    display_name = gettext_lazy("Responsible")
    aria_label = gettext_lazy("Say who is responsible for the ticked sheets")
    action_type = "owner"
    action_priority = 45
    form_class = OwnerForm
    question = gettext_lazy("Whoever is responsible is asked from time to time whether a sheet is still true.")

    def execute(self, sheets: list[Sheet], user: Any, chosen: dict[str, Any]) -> Outcome:
        outcome = Outcome()
        works = {}
        for source in changes.sources(sheets, outcome):
            if user.has_perm(f"library.add_{KINDS[source.work.kind]._meta.model_name}"):
                works[source.work_id] = source.work
            else:
                outcome.leave(source, _("not yours to change"))
        outcome.done = give_owner(works.values(), chosen["owner"], by=user)
        return outcome


class Publish(SheetAction):
    display_name = gettext_lazy("Publish")
    aria_label = gettext_lazy("Publish the ticked sheets")
    action_type = "publish"
    action_priority = 20
    question = gettext_lazy("The latest draft of each of these sheets goes online, whoever wrote it.")

    def execute(self, sheets: list[Sheet], user: Any, chosen: dict[str, Any]) -> Outcome:
        return changes.publish(sheets, user)


class Unpublish(SheetAction):
    display_name = gettext_lazy("Withdraw")
    aria_label = gettext_lazy("Withdraw the ticked sheets")
    action_type = "unpublish"
    action_priority = 21
    classes = {"serious"}
    question = gettext_lazy("Nobody reads these sheets any more; without its original, no translation is read either.")

    def execute(self, sheets: list[Sheet], user: Any, chosen: dict[str, Any]) -> Outcome:
        return changes.unpublish(sheets, user)


ACTIONS = [Publish, Unpublish, AddTheme, RemoveTheme, AddTags, RemoveTags, GiveAccess, GiveOwner]
