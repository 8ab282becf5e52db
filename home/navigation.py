"""Menu, names and languages of the pages. What every page repeats is kept in the cache until a page changes."""

from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language
from wagtail.models import Page

from home.models import HomePage
from home.visibility import published

KEY = "home.chrome"
SECONDS = 60  # a change made by another process is seen within a minute


def chrome() -> dict[str, Any]:
    """In the reader's language: ``identity`` (name, slogan, address…), and the links of ``menu`` and ``foot``."""
    language = get_language() or ""
    known = cache.get(KEY) or {}
    if language not in known:
        known[language] = _read_chrome(language)
        cache.set(KEY, known, SECONDS)
    return known[language]


def _read_chrome(language: str) -> dict[str, Any]:
    home = HomePage.objects.live().filter(locale__language_code=language, alias_of__isnull=True).first()
    if home is None:
        return {"identity": {"name": "Communothèque"}, "menu": [], "foot": []}
    children = home.get_children().public().filter(published())
    return {
        "identity": {
            "name": home.association_name or home.title,
            "slogan": home.slogan,
            "address": home.address,
            "phone": home.phone,
            "email": home.email,
        },
        "menu": [{"title": page.title, "url": page.url} for page in children if page.show_in_menus],
        # What has no place in the menu stands at the foot: legal notice, privacy, accessibility.
        "foot": [{"title": page.title, "url": page.url} for page in children if not page.show_in_menus],
    }


def forget_chrome(**_kwargs: object) -> None:
    cache.delete(KEY)


def ancestors(page: Page, include_self: bool = False) -> list[dict[str, str]]:
    """From the home page down; nothing on the home page itself."""
    if page.depth <= 2 and not include_self:
        return []
    found = [{"title": chrome()["identity"]["name"], "url": f"/{get_language()}/"}]
    if page.depth > 3:
        between = page.get_ancestors().filter(depth__gt=2).live()
        found += [{"title": ancestor.title, "url": ancestor.url} for ancestor in between]
    if include_self:
        found.append({"title": page.title, "url": page.url})
    return found


def translations(page: Page) -> dict[str, str | None]:
    """The addresses of the live versions of a page by language; never a copy of another language's text."""
    versions = page.get_translations(inclusive=True).filter(published())
    return {version.locale.language_code: version.url for version in versions.select_related("locale")}


def is_public(page: Page) -> bool:
    """Whether anyone may open the page: neither it nor a page above it is restricted."""
    return not page.get_view_restrictions().exists()
