from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.permissions import page_permission_policy

from library.models import KINDS
from library.translators import check_address

# One of these rights is needed, by the beginning of the address's name.
ON_SHEETS = [
    "library.read_every_work",
    *(f"library.{action}_{model._meta.model_name}" for model in KINDS.values() for action in ("add", "change")),
]
LOCALIZE = "wagtail_localize:"
NEEDED = {
    "sheet_chooser:": ON_SHEETS,
    "wagtailsnippetchoosers_library_": ON_SHEETS,
    "wagtailsnippets_library_": [*ON_SHEETS, "library.change_theme"],
    "wagtailadmin_api:documents:": ["library.choose_privatedocument"],
    LOCALIZE: ["wagtail_localize.submit_translation"],
    "wagtailadmin_choose_page": ON_SHEETS,  # or a right on pages, below
    "wagtailadmin_api:pages:": ON_SHEETS,
}
PAGE_RIGHTS = {"add", "change", "publish"}
ON_PAGES = ("wagtailadmin_choose_page", "wagtailadmin_api:pages:")


class AdminDoorsMiddleware:
    """Some addresses of the admin ask for no right, and name drafts and files: closed to staff who work on neither,
    such as members' managers. Others ask for no language. Stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if "/admin/localize/" in request.path and not name.startswith(LOCALIZE):
            name = LOCALIZE + name  # an address of wagtail-localize that the site answers itself: the same rights
        needed = next((rights for beginning, rights in NEEDED.items() if name.startswith(beginning)), None)
        if needed is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return  # Wagtail sends away whoever may not enter the admin at all
        if name.startswith(ON_PAGES) and page_permission_policy.user_has_any_permission(request.user, PAGE_RIGHTS):
            return
        if not any(map(request.user.has_perm, needed)):
            raise PermissionDenied
        check_address(request, name, kwargs)
