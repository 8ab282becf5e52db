"""Every address of the project, from the URL configuration and from the pages that have addresses below their own."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.regex_helper import normalize
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import get_page_models

if TYPE_CHECKING:
    from tests.access.world import World

ADMIN = "admin/"
# The addresses of Wagtail's admin that it answers to anyone, and its own rehearsal of a fault.
OPEN_IN_ADMIN = tuple(
    f"admin/{name}" for name in ("failwhale", "sprite", "jsi18n", "logout/", "login/", "password_reset")
)


def routes() -> set[str]:
    """All of them; the admin, which is one door, as one."""
    found = {"admin/" if route.startswith(ADMIN) and route not in DOORS_IN_ADMIN else route for route in walk()}
    for model in get_page_models():
        if issubclass(model, RoutablePageMixin):
            found |= {f"{model.__name__}:{pattern.pattern}" for pattern in model.get_subpage_urls()}
    return found


DOORS_IN_ADMIN = {"admin/login/", "^admin/password_reset/"}


def walk(resolver: URLResolver | None = None, start: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        prefix = isinstance(pattern.pattern, LocalePrefixPattern)
        route = start + ("<language>/" if prefix else str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route


ACCOUNTS = sorted(route for route in walk() if route.startswith("accounts/"))


def filled(some: Iterable[str], **values: str) -> list[str]:
    """Addresses that these routes lead to: one for each way to write them, with these values or plausible ones."""
    found = set()
    for route in some:
        for part, names in normalize(_regex(route)):
            found.add("/" + part % {name: values.get(name, _plausible(route, name)) for name in names})
    return sorted(found)


def _regex(route: str) -> str:
    """Paths with converters as the expression that they stand for; expressions as they are, without anchors."""
    route = re.sub(r"<(?:\w+:)?(\w+)>", r"(?P<\1>x)", re.sub(r"\(\?P<(\w+)>", r"(?P=\1=", route))
    route = re.sub(r"\(\?P=(\w+)=", r"(?P<\1>", route)
    return re.sub(r"(?<!\[)\^|\$|\\Z", "", route)


def _plausible(route: str, name: str) -> str:
    return str(UUID(int=1)) if f"<uuid:{name}>" in route else "1"


@cache
def _admin_routes() -> list[str]:
    return sorted(route for route in walk() if route.startswith(ADMIN) and not route.startswith(OPEN_IN_ADMIN))


def admin(world: "World") -> list[str]:
    """The admin's addresses, for a draft, the library and a file of the world."""
    ours = str(world.sources["draft"])
    values = {
        "app_label": "library",
        "model_name": "experiencesheet",
        "page_id": str(world.libraries["fr"].pk),
        "document_id": str(world.files["draft", "same"].pk),
        **dict.fromkeys(("pk", "object_id", "instance_id", "object_pk"), ours),
    }
    return filled(_admin_routes(), **values)
