from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

# By the beginning of the address's name.
NEEDED = {
    "wagtail_localize:": "wagtail_localize.submit_translation",
    "wagtailadmin_api:documents:": "library.choose_privatedocument",
    "wagtailsnippetchoosers_library_": "library.read_every_work",
    "sheet_chooser:": "library.read_every_work",
}


class AdminDoorsMiddleware:
    """Some lists of the admin ask for no right, and name every draft and every file: closed to staff who work on
    neither, such as members' managers. Stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        needed = next((right for beginning, right in NEEDED.items() if name.startswith(beginning)), None)
        # Who may not enter the admin at all is sent away by it.
        if needed and request.user.has_perm("wagtailadmin.access_admin") and not request.user.has_perm(needed):
            raise PermissionDenied
