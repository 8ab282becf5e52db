"""A view that stands in front of one of Wagtail's admin, behind the same checks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found
from wagtail.admin.auth import require_admin_access


def admin_view(view: type[View]) -> Callable[..., HttpResponse]:
    inner = require_admin_access(view.as_view())

    @wraps(inner)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return inner(request, *args, **kwargs)
        except Http404 as missing:
            return page_not_found(request, missing, template_name="wagtailadmin/404.html")

    return never_cache(answer)
