"""What an address without a page may have meant: the same page or sheet in the languages in which it exists."""

import re
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_from_path
from wagtail.models import Page

from home.languages import direction, native_name
from home.models import HomePage
from home.visibility import published, visible_to
from library.addresses import library_urls, sheet_url
from library.models import Sheet
from library.querysets import Reader

LONGEST = 500  # of an address that is worth looking for
SHEET = re.compile(r"(?P<library>.+?/)(?P<number>[0-9]{1,9})(/[^/]*)?/?")


def versions_of_path(path: str, user: Reader) -> list[dict[str, Any]]:
    """``code``, ``name``, ``dir``, ``title`` and ``url`` of each version that this reader may see."""
    if not get_language_from_path(path) or len(path) > LONGEST or "\0" in path:
        return []
    rest = path.lstrip("/").partition("/")[2].strip("/") + "/"
    sheets = _sheets(rest, user)
    if sheets:
        return [_version(sheet.locale.language_code, sheet.title, sheet_url(sheet)) for sheet in sheets]
    return [_version(page.locale.language_code, page.title, page.url) for page in _pages(rest, user)]


def _sheets(rest: str, user: Reader) -> list[Sheet]:
    """Of a work below an address that is the library's in any language."""
    match = SHEET.fullmatch(rest)
    if not match or not any(url.partition("/")[2].endswith(f"/{match['library']}") for url in library_urls().values()):
        return []
    found = Sheet.objects.visible_to(user).filter(work=int(match["number"])).select_related("locale", "work")
    return [sheet for sheet in found.order_by("locale") if sheet.locale.language_code in library_urls()]


def _pages(rest: str, user: Reader) -> list[Page]:
    """Of a page that has this address in one of the languages, published there or not."""
    homes = HomePage.objects.filter(published()).values_list("url_path", flat=True)
    paths = [f"{home}{rest}" for home in homes]
    keys = Page.objects.filter(url_path__in=paths, depth__gt=2).values("translation_key")
    found = visible_to(Page.objects.filter(translation_key__in=keys), user).select_related("locale")
    codes = [code for code, _name in settings.LANGUAGES]
    return sorted(found, key=lambda page: codes.index(page.locale.language_code))


def _version(code: str, title: str, url: str | None) -> dict[str, Any]:
    return {"code": code, "name": native_name(code), "dir": direction(code), "title": title, "url": url}
