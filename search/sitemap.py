"""What search engines are told: the sitemap, robots.txt, security.txt. Only what anyone may open."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from home.models import HomePage
from home.visibility import published
from library.addresses import library_urls, sheet_url, tag_url
from library.models import LibraryPage, Sheet
from library.tag_page import public_tags

Entry = dict[str, Any]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page and sheet in each language, each with its versions in the others."""
    entries = [*_entries(_pages()), *_entries(_sheets()), *_entries(_tags())]
    return render(request, "search/sitemap.xml", {"entries": entries}, content_type="application/xml")


def _pages() -> list[tuple[Any, str, str | None, datetime | None]]:
    homes = HomePage.objects.live().filter(alias_of__isnull=True)
    pages = Page.objects.public().filter(published(), depth__gt=1).select_related("locale")
    roots = tuple(home.path for home in homes)
    # A live page under one that is not live is still reachable by its address; it is listed like any other.
    return [
        (page.translation_key, page.locale.language_code, page.url, page.last_published_at)
        for page in pages.select_related("locale").order_by("path")
        if page.path.startswith(roots)
    ]


def _sheets() -> list[tuple[Any, str, str | None, datetime | None]]:
    sheets = Sheet.objects.visible_to(AnonymousUser()).select_related("locale").only(
        "title", "work_id", "locale__language_code", "translation_key", "last_published_at"
    )  # fmt: skip
    # Below a library that is closed by its own restriction, no sheet can be opened either.
    open_libraries = LibraryPage.objects.live().public().values_list("locale__language_code", flat=True)
    codes = set(library_urls()) & set(open_libraries)
    return [
        (sheet.translation_key, sheet.locale.language_code, sheet_url(sheet), sheet.last_published_at)
        for sheet in sheets.order_by("work_id", "locale_id")
        if sheet.locale.language_code in codes
    ]


def _tags() -> list[tuple[Any, str, str | None, datetime | None]]:
    open_libraries = LibraryPage.objects.live().public().values_list("locale__language_code", flat=True)
    codes = set(library_urls()) & set(open_libraries)
    return [(slug, code, tag_url(code, slug), None) for slug, code in public_tags() if code in codes]


def _entries(found: list[tuple[Any, str, str | None, datetime | None]]) -> list[Entry]:
    versions: dict[Any, dict[str, str]] = defaultdict(dict)
    for key, language, url, _moment in found:
        if url:
            versions[key][language] = absolute(url)
    return [
        {
            "url": absolute(url),
            "modified": moment,
            "alternates": versions[key] if len(versions[key]) > 1 else {},
        }
        for key, _language, url, moment in found
        if url
    ]


def absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /documents/", "Disallow: /api/"]
    lines += [f"Disallow: /{code}/search/" for code, _name in settings.LANGUAGES]
    return HttpResponse("\n".join([*lines, "", f"Sitemap: {absolute('/sitemap.xml')}", ""]), content_type="text/plain")


@require_safe
@cache_control(max_age=3600)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0).isoformat()
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        f"Preferred-Languages: {languages}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
