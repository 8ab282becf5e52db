from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from home.models import FactualPage


@hooks.register("before_serve_page", order=-10)
def refuse_what_has_expired(page: Page, request: HttpRequest, *args: Any) -> None:
    """At its hour, whether or not the timer has come by to unpublish it; and with the page that keeps its facts."""
    if isinstance(page, FactualPage) and page.is_withdrawn:
        raise Http404
    if page.expire_at and page.expire_at <= timezone.now():
        raise Http404
