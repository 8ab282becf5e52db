"""Where the upkeep of works meets Wagtail's admin. Imported by library.wagtail_hooks."""

from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter

from library.models import Sheet, Work
from library.upkeep import views
from library.upkeep.owners import possible_owners


@hooks.register("register_admin_urls")
def addresses_of_upkeep() -> list[URLPattern]:
    return [
        path("upkeep/<int:number>/", views.upkeep, name="upkeep_work"),
        path("upkeep/<int:number>/true/", views.still_true, name="upkeep_true"),
        path("upkeep/<int:number>/care/", views.care, name="upkeep_care"),
        path("upkeep/answer/<str:token>/", views.answer, name="upkeep_answer"),
    ]


@hooks.register("register_snippet_listing_buttons")
def is_it_still_true(snippet: Any, user: Any, next_url: str | None = None) -> Any:
    if isinstance(snippet, Sheet) and user.has_perm(f"library.add_{type(snippet)._meta.model_name}"):
        url = reverse("upkeep_work", args=[snippet.work_id])
        yield Button(_("Still true?"), url, icon_name="check", priority=35)


@hooks.register("after_create_snippet")
def who_writes_it_is_responsible(request: Any, instance: Any) -> HttpResponse | None:
    """Until someone else is; a translation changes nothing in it."""
    if isinstance(instance, Sheet) and instance.is_source and possible_owners().filter(pk=request.user.pk).exists():
        Work.objects.filter(pk=instance.work_id, owner=None).update(owner=request.user.pk)
    return None


@hooks.register("register_log_actions")
def actions_of_upkeep(actions: LogActionRegistry) -> None:
    class WithNote(LogFormatter):
        def format_message(self, entry: Any) -> str:
            note = entry.data.get("note", "")
            return f"{self.label} – {note}" if note else str(self.label)

    @actions.register_action("library.still_true")
    class StillTrue(WithNote):
        label = gettext_lazy("Confirmed as still true")

    @actions.register_action("library.needs_work")
    class NeedsWork(WithNote):
        label = gettext_lazy("Said to need work")

    @actions.register_action("library.owner")
    class OwnerChanged(LogFormatter):
        label = gettext_lazy("Responsible person changed")

        def format_message(self, entry: Any) -> str:
            owner = entry.data.get("owner", "")
            return _("Responsible from now on: %(owner)s") % {"owner": owner or _("Nobody")}
