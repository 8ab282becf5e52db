"""What the admin asks before and after what it does (registered by `library.wagtail_hooks`)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import AbstractGroupApprovalTask, Page, TranslatableMixin

from library.models import Sheet
from library.reviewing import comment_views, link_views, release_views, waiting  # noqa: F401
from library.reviewing.bulk import PagesTogether, SheetsTogether
from library.reviewing.buttons import buttons_of
from library.reviewing.comments import open_count
from library.reviewing.passages import edit_passage, note_opening
from library.reviewing.releases import release_of
from library.reviewing.rules import may_approve, may_publish_alone, may_publish_translation
from library.reviewing.saving import send_to_review_instead
from library.reviewing.things import may_edit
from library.translations import translation_of

hooks.register("before_publish", send_to_review_instead)
hooks.register("before_publish_page", send_to_review_instead)


@hooks.register("before_edit_snippet", order=-11)
@hooks.register("before_edit_page", order=-11)
def somebody_else_publishes_a_translation(request: HttpRequest, thing: Any) -> HttpResponse | None:
    if request.POST.get("action") != "publish" or not isinstance(thing, TranslatableMixin):
        return None
    translation = translation_of(thing)
    if translation is None or may_publish_translation(request.user, translation):
        return None
    messages.error(request, _("Not published: you translated this last, so somebody else reads and publishes it."))
    return redirect(request.path)


@hooks.register("before_edit_snippet")
@hooks.register("before_edit_page")
def say_who_approves(request: HttpRequest, thing: Any) -> None:
    """Whoever would look for the button of approval is told why it is not there."""
    task = getattr(thing, "current_workflow_task", None) if request.method == "GET" else None
    if not isinstance(task, AbstractGroupApprovalTask):
        return
    would = AbstractGroupApprovalTask.get_actions(task, thing, request.user)
    if would and not may_approve(request.user, thing):
        messages.info(request, _("You wrote this, or changed it during its review: somebody else approves it."))


@hooks.register("before_edit_snippet")
@hooks.register("before_edit_page")
def say_that_it_waits_for_others(request: HttpRequest, thing: Any) -> None:
    """What is approved is then not public at once, which its editor must know."""
    if request.method != "GET" or not isinstance(thing, Sheet | Page):
        return
    release = release_of(thing)
    if release is not None:
        text = _("This draft is in “%(name)s”, and is published with what is there.") % {"name": release.name}
        see = messages.button(reverse("release:edit", args=[release.pk]), _("Look"))
        messages.info(request, text, buttons=[see] if request.user.has_perm("library.change_release") else [])


@hooks.register("before_edit_snippet")
def say_that_there_are_comments(request: HttpRequest, thing: Any) -> None:
    if request.method != "GET" or not isinstance(thing, Sheet):
        return
    if count := open_count(thing):
        text = ngettext("%(count)s comment is open.", "%(count)s comments are open.", count) % {"count": count}
        read = messages.button(reverse("sheet_discussion", args=[thing.pk]), _("Read"))
        messages.info(request, text, buttons=[read])


@hooks.register("before_bulk_action")
def somebody_else_publishes_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if action_type != "publish" or request.method != "POST":
        return None
    own = [str(thing) for thing in objects if not may_publish_alone(request.user, thing)]
    if not own:
        return None
    text = _("Nothing was published. You wrote these last, so somebody else publishes them: %(titles)s")
    messages.error(request, text % {"titles": ", ".join(own[:20])})
    return redirect(request.get_full_path())


hooks.register("before_edit_snippet", note_opening, order=-9)
hooks.register("before_edit_page", note_opening, order=-9)


@hooks.register("register_admin_urls", order=-10)
def passages_one_after_another() -> list[URLPattern]:
    """In front of wagtail-localize's own address."""
    return [path("localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/", edit_passage)]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    thing = "<int:content_type_id>/<int:pk>/"
    return [
        path(f"review/links/{thing}", link_views.links, name="preview_links"),
        path("review/links/<int:pk>/withdraw/", link_views.withdraw_link, name="preview_link_withdraw"),
        path("reports/preview-links/", link_views.LinksReport.as_view(), name="preview_links_report"),
        path(
            "reports/preview-links/results/",
            link_views.LinksReport.as_view(results_only=True),
            name="preview_links_report_results",
        ),
        path("review/discussion/<int:pk>/", comment_views.discussion, name="sheet_discussion"),
        path("review/discussion/<int:pk>/<int:thread_pk>/", comment_views.answer, name="sheet_answer"),
        path("review/discussion/<int:pk>/<int:thread_pk>/<slug:action>/", comment_views.resolve, name="sheet_resolve"),
        path(f"review/together/{thing}", release_views.add_thing, name="release_add"),
        path("review/together/<int:pk>/choose/", release_views.choose, name="release_choose"),
        path("review/together/<int:pk>/do/<slug:action>/", release_views.do, name="release_do"),
        path(
            "review/together/<int:pk>/item/<int:item_pk>/<slug:action>/",
            release_views.change_item,
            name="release_item",
        ),
    ]


@hooks.register("register_admin_viewset")
def releases() -> release_views.ReleaseViewSet:
    return release_views.ReleaseViewSet()


hooks.register("register_bulk_action", SheetsTogether)
hooks.register("register_bulk_action", PagesTogether)


@hooks.register("register_reports_menu_item")
def links_menu_item() -> link_views.LinksMenuItem:
    return link_views.LinksMenuItem()


@hooks.register("register_log_actions")
def actions_of_reviews(actions: LogActionRegistry) -> None:
    actions.register_action(
        "library.preview_link", gettext_lazy("Preview link made"), gettext_lazy("Address of the draft made")
    )
    actions.register_action(
        "library.preview_link_end",
        gettext_lazy("Preview link withdrawn"),
        gettext_lazy("Address of the draft withdrawn"),
    )
    together = {
        "schedule": gettext_lazy("Publication together scheduled"),
        "publish": gettext_lazy("Published together"),
        "refuse": gettext_lazy("Publication together refused"),
        "cancel": gettext_lazy("Publication together cancelled"),
        "reopen": gettext_lazy("Publication together prepared again"),
    }
    for action, label in together.items():
        actions.register_action(f"library.release_{action}", label, label)


@hooks.register("register_page_header_buttons")
def page_buttons(page: Page, user: Any, **kwargs: Any) -> Iterator[Button]:
    if may_edit(user, page):
        yield from buttons_of(page)


@hooks.register("register_snippet_listing_buttons")
def sheet_buttons(sheet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(sheet, Sheet) and may_edit(user, sheet):
        yield from buttons_of(sheet)
