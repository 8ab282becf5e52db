"""The doors of the agenda and of the news: pages, calendars, feed, and the files that events give out."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.access import rules
from tests.access.visit import Visit
from tests.home import making_pages as making

SEES_THE_GROUP = {"in_group", "only_group", "administrator"}
STATES = ("open", "group", "login", "draft", "withdrawn", "expired")


def seen(role: str) -> set[str]:
    """The states whose pages are in the lists of this reader: what any login opens is in nobody's."""
    if role == "administrator":
        return {"open", "group", "login"}
    return {"open", "group"} if role in SEES_THE_GROUP else {"open"}


def opened(role: str) -> set[str]:
    return seen(role) | ({"login"} if role not in rules.NO_ACCOUNT else set())


def make_each(visit: Visit, make: Callable[..., Any], parent: Any) -> dict[str, Any]:
    """One page in each state, whose title says which."""
    made = {state: make(parent, f"qv{state}", publish=state != "draft") for state in STATES}
    for state in ("group", "login"):
        kind = "groups" if state == "group" else "login"
        restriction = PageViewRestriction.objects.create(page=made[state], restriction_type=kind)
        if state == "group":
            restriction.groups.add(visit.world.group)
    made["withdrawn"].unpublish()
    hour = timezone.now() - datetime.timedelta(minutes=1)
    Page.objects.filter(pk=made["expired"].pk).update(expire_at=hour)
    return made


def titles(visit: Visit, url: str) -> set[str]:
    text = visit.ask(url, 200).content.decode()
    return {state for state in STATES if f"qv{state}" in text}


def open_each(visit: Visit, made: dict[str, Any], below: str = "") -> None:
    for state, page in made.items():
        closed = 302 if state in {"group", "login"} and visit.role in rules.NO_ACCOUNT else None
        wanted = [200] if state in opened(visit.role) else [closed or (403 if state in {"group"} else 404)]
        if state == "group" and wanted == [403]:
            wanted = [302, 403]  # Wagtail sends an account that is in no such group to the login again
        visit.expect(f"{state} {page.url}", visit.ask(f"{page.url}{below}").status_code in wanted, True)


def agenda(visit: Visit) -> None:
    home = visit.world.libraries["fr"].get_parent().specific
    below = making.agenda(home)["fr"]
    made = make_each(visit, making.event, below)
    url = below.url
    for address in (url, f"{url}ics/"):
        visit.expect(address, titles(visit, address), seen(visit.role))
    visit.expect("held", titles(visit, f"{url}?when=past&kind=meeting&page=9"), set())
    open_each(visit, made)
    open_each(visit, made, "ics/")
    _materials(visit, made)


def _materials(visit: Visit, made: dict[str, Any]) -> None:
    """A file of an open event, for members; the same, of an event that is closed too; of a draft only."""
    for states, access in ((["open"], "members"), (["open", "group"], "same"), (["draft"], "same")):
        document = factories.document(b"qvmaterial", name=f"{len(states)}{access}.txt")
        for state in states:
            row = type(made[state]).materials.rel.related_model
            row.objects.create(
                page=made[state], locale=made[state].locale, label="Diapos", document=document, access=access
            )
        wanted = _file(visit.role, states, access)
        visit.expect(f"{states} {access}", visit.ask(document.url).status_code, wanted)


def _file(role: str, states: list[str], access: str) -> int:
    if role in rules.KEEPS_FILES:
        return 200
    if not set(states) <= opened(role):
        return 404
    members = role in rules.STAFF or rules.level("members", role) == "m"
    if access == "members" and not members:
        return 302 if role in rules.NO_ACCOUNT else 403
    return 200


def news(visit: Visit) -> None:
    home = visit.world.libraries["fr"].get_parent().specific
    below = making.news_index(home)["fr"]
    made = make_each(visit, making.news, below)
    visit.expect("news", titles(visit, below.url), seen(visit.role))
    visit.expect("feed", titles(visit, f"{below.url}atom/"), {"open"})
    open_each(visit, made)
