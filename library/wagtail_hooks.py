from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from library import (
    passages_hooks,  # noqa: F401
    translation_hooks,  # noqa: F401  (it registers its own)
)
from library.admin_forms import without_readers
from library.bulk_actions import hooks as bulk_hooks  # noqa: F401
from library.document_links import TellingLinkHandler
from library.import_admin import hooks as hooks_of_imports  # noqa: F401  (registers them)
from library.models import KINDS, Sheet
from library.reports import hooks as report_hooks  # noqa: F401
from library.reviewing import hooks as reviewing_hooks  # noqa: F401
from library.tag_admin import hooks as tag_hooks  # noqa: F401
from library.theme_admin.chooser import THEMES, ThemeChooserViewSet
from library.theme_admin.views import refuse_used_themes
from library.translation_views import (
    SafeSubmitPageView,
    SafeSubmitSnippetView,
    SafeUpdateView,
    refuse_unready_publication,
)
from library.translators import SheetPolicy
from library.upkeep import hooks as upkeep_hooks  # noqa: F401
from library.viewsets import LibraryGroup, SheetChooserViewSet, SheetURLFinder

for _model in KINDS.values():  # before Wagtail makes policies of its own
    register_permission_policy(_model, SheetPolicy(_model))
register_snippet(LibraryGroup)
register_admin_url_finder(Sheet, SheetURLFinder)

# Before wagtail-localize's own hooks, which answer the request.
hooks.register("before_edit_snippet", refuse_unready_publication, order=-10)
hooks.register("before_edit_page", refuse_unready_publication, order=-10)


@hooks.register("register_rich_text_features", order=10)
def links_to_files(features: Any) -> None:
    """After Wagtail's own, which says nothing of the file."""
    features.register_link_type(TellingLinkHandler)


@hooks.register("register_admin_viewset")
def sheet_chooser() -> SheetChooserViewSet:
    return SheetChooserViewSet("sheet_chooser", url_prefix="sheet-chooser")


hooks.register("before_delete_snippet", refuse_used_themes)


@hooks.register("register_admin_viewset")
def theme_chooser() -> ThemeChooserViewSet:
    return THEMES


@hooks.register("register_log_actions")
def actions_on_themes(actions: Any) -> None:
    told = gettext_lazy("Another theme was merged into it")
    actions.register_action("library.merge_themes", gettext_lazy("Merge"), told)


@hooks.register("register_admin_urls", order=-10)
def safe_translation_addresses() -> list:
    """The addresses of wagtail-localize, answered here first."""
    return [
        path("localize/submit/page/<int:page_id>/", SafeSubmitPageView.as_view()),
        path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", SafeSubmitSnippetView.as_view()),
        path("localize/update/<int:translation_source_id>/", SafeUpdateView.as_view()),
    ]


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_that_nobody_sees_it(request: HttpRequest, instance: Any) -> HttpResponse | None:
    if isinstance(instance, Sheet) and request.accepts("text/html") and without_readers(instance):
        text = _("Only the staff can see “%(title)s”: access is for chosen groups, and none is chosen.")
        messages.warning(request, text % {"title": instance})
    return None


@hooks.register("register_permissions")
def grantable_permissions() -> QuerySet:
    return Permission.objects.filter(
        content_type__app_label="library", codename__in=["read_every_work", "view_library_reports"]
    )
