"""How the search stands: what waits, what differs, which engine answers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from search import indexing
from search.elastic import used

PERMISSION = "search.view_indexstate"


@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    context = {
        "page_title": StandingMenuItem.title,
        "header_icon": "cogs",
        "projection": indexing.status(),
        "outside": _outside(),
    }
    return render(request, "search/admin/standing.html", context)


def _outside() -> Any:
    """Nothing where the site searches in its database alone."""
    if not used():
        return None
    from search.elastic.status import status

    return status()


class StandingMenuItem(MenuItem):
    title = gettext_lazy("State of the search")

    def __init__(self) -> None:
        super().__init__(self.title, reverse("search_standing"), icon_name="cogs", order=910)

    def is_shown(self, request: Any) -> bool:
        return request.user.has_perm(PERMISSION)
