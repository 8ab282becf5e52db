"""Links to our own pages, files and sheets: they are looked up, not visited."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

from home.visibility import published
from library.addresses import library_urls
from library.models import Link, PrivateDocument, Sheet
from library.upkeep.finding import Found

Target, State = Link.Target, Link.State
DOCUMENT = re.compile(r"^/documents/(\d{1,18})/")
NUMBER = re.compile(r"^(\d{1,18})(?:/|$)")
PART = 500
GONE = "path:"  # an address of ours at which there is nothing


def ours_or_outside(found: Found) -> Found | None:
    """An address in a text, as the page, file or sheet of ours that it leads to; none for what else is ours."""
    try:
        parts = urlsplit(found.address)
    except ValueError:
        return found  # whatever it is, it does not work
    if parts.netloc and (parts.hostname or "") not in _our_hosts():
        return Found(found.field, Target.OUTSIDE, found.address.partition("#")[0])
    if not parts.netloc and not found.address.startswith("/"):
        return found if parts.scheme in {"http", "https"} or not parts.scheme else None
    path = unquote(parts.path)
    if match := DOCUMENT.match(path):
        return Found(found.field, Target.DOCUMENT, match[1])
    for address in library_urls().values():
        if path.startswith(unquote(address)) and (match := NUMBER.match(path.removeprefix(unquote(address)))):
            return Found(found.field, Target.SHEET, f"number:{match[1]}")
    return _page_at(found, path)


def _our_hosts() -> set[str]:
    sites = {urlsplit(site.root_url).hostname or "" for site in Site.get_site_root_paths()}  # from the cache
    return {*sites, urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""}


def _page_at(found: Found, path: str) -> Found | None:
    components = [part for part in path.split("/") if part]
    language = components[0] if components else ""
    root = next((site.root_path for site in Site.get_site_root_paths() if site.language_code == language), None)
    if root is None:
        return None  # no page: an account, a feed, a picture
    paths = [root, *(f"{root}{'/'.join(components[1:length])}/" for length in range(2, len(components) + 1))]
    page = Page.objects.filter(url_path__in=paths).order_by("-depth").first()
    if page is None:
        return Found(found.field, Target.PAGE, f"{GONE}{path}"[:500])
    exact = page.url_path == paths[-1]
    if not exact and not issubclass(page.specific_class or Page, RoutablePageMixin):
        known = components[1:2] in (["search"], ["comment"], ["_util"])
        return None if known else Found(found.field, Target.PAGE, f"{GONE}{path}"[:500])
    return Found(found.field, Target.PAGE, str(page.pk))


def look_up(links: QuerySet[Link]) -> None:
    """Say of each of these whether what it leads to is there for readers."""
    now = timezone.now()
    by_target: dict[str, list[Link]] = {}
    for link in links:
        by_target.setdefault(link.target, []).append(link)
    changed = []
    for target, some in by_target.items():
        problems = _PROBLEMS[Target(target)]({link.address for link in some})
        for link in some:
            problem = problems.get(link.address, "")
            link.state, link.answer, link.checked_at = (State.BROKEN if problem else State.FINE), problem, now
            link.failing_since = (link.failing_since or now) if problem else None
            changed.append(link)
    Link.objects.bulk_update(changed, ["state", "answer", "checked_at", "failing_since"], batch_size=PART)


def _pages(addresses: Iterable[str]) -> dict[str, str]:
    keys = [address for address in addresses if address.isdigit()]
    there = _known(Page.objects.all(), keys)
    shown = _known(Page.objects.filter(published()), keys)
    return {address: _problem(address, there, shown) for address in addresses}


def _documents(addresses: Iterable[str]) -> dict[str, str]:
    there = _known(PrivateDocument.objects.all(), addresses)
    return {address: _problem(address, there, there) for address in addresses}


def _sheets(addresses: Iterable[str]) -> dict[str, str]:
    """By the number in an address, or by the key of the sheet that a field names."""
    numbers = {address: address.removeprefix("number:") for address in addresses if address.startswith("number:")}
    keys = [address for address in addresses if address not in numbers]
    there, shown = _known(Sheet.objects.all(), keys), _known(Sheet.objects.published(), keys)
    works = _known(Sheet.objects.all(), numbers.values(), "work_id")
    read = _known(Sheet.objects.published(), numbers.values(), "work_id")
    problems = {address: _problem(address, there, shown) for address in keys}
    return problems | {address: _problem(number, works, read) for address, number in numbers.items()}


def _known(rows: QuerySet[Any], keys: Iterable[str], name: str = "pk") -> set[str]:
    asked, found = [int(key) for key in keys if key.isascii() and key.isdigit()], set()
    for start in range(0, len(asked), PART):
        part = rows.filter(**{f"{name}__in": asked[start : start + PART]})
        found |= {str(key) for key in part.values_list(name, flat=True)}
    return found


def _problem(key: str, there: set[str], shown: set[str]) -> str:
    if key in shown:
        return ""
    return "unpublished" if key in there else "deleted"


_PROBLEMS = {Target.PAGE: _pages, Target.DOCUMENT: _documents, Target.SHEET: _sheets}
