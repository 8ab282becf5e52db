"""Public addresses of the library, its sheets and its lists."""

from urllib.parse import quote, urlencode

from django.core.cache import cache

from library.models import LibraryPage, Sheet

KEY = "library.addresses"
SECONDS = 60


def library_urls() -> dict[str, str]:
    """The address of the library by language, for the languages where it is published."""
    return {language: page["url"] for language, page in _pages().items() if page["url"]}


def _pages() -> dict[str, dict[str, str | None]]:
    known = cache.get(KEY)
    if known is None:
        pages = LibraryPage.objects.live().filter(alias_of__isnull=True).select_related("locale", "join_page")
        known = {
            page.locale.language_code: {
                "url": page.url,
                "join": page.join_page.url if page.join_page and page.join_page.live else None,
            }
            for page in pages.order_by("-pk")
            if page.url
        }
        cache.set(KEY, known, SECONDS)
    return known


def join_url(language: str) -> str | None:
    """The page, in this language, that says how to become a member."""
    return _pages().get(language, {}).get("join")


def sheet_url(sheet: Sheet, libraries: dict[str, str] | None = None) -> str | None:
    """The address of a sheet in its own language; None where the library has no page in that language.

    For many at once, `libraries` are the addresses of the libraries, asked of the cache once.
    """
    known = library_urls() if libraries is None else libraries
    library = known.get(sheet.locale.language_code)
    return f"{library}{sheet.number}/{quote(sheet.slug)}/" if library else None


def list_url(language: str, **filters: str) -> str:
    """The address of the library's list with these filters."""
    library = library_urls().get(language, "")
    return f"{library}?{urlencode(filters)}" if filters else library


def tag_url(language: str, slug: str) -> str:
    """The address of what bears a tag, in a language that has a library."""
    library = library_urls().get(language, "")
    return f"{library}tags/{quote(slug)}/" if library else ""


def forget_addresses(**_kwargs: object) -> None:
    cache.delete(KEY)
