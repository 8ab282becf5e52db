"""Public addresses of the library, its sheets and its lists."""

from urllib.parse import urlencode

from django.core.cache import cache

from library.models import LibraryPage, Sheet

KEY = "library.addresses"
SECONDS = 60


def library_urls() -> dict[str, str]:
    """The address of the library by language, for the languages where it is published."""
    urls = cache.get(KEY)
    if urls is None:
        pages = LibraryPage.objects.live().filter(alias_of__isnull=True).select_related("locale").order_by("-pk")
        urls = {page.locale.language_code: page.url for page in pages if page.url}
        cache.set(KEY, urls, SECONDS)
    return urls


def sheet_url(sheet: Sheet) -> str | None:
    """The address of a sheet in its own language; None where the library has no page in that language."""
    library = library_urls().get(sheet.locale.language_code)
    return f"{library}{sheet.number}/{sheet.slug}/" if library else None


def list_url(language: str, **filters: str) -> str:
    """The address of the library's list with these filters."""
    library = library_urls().get(language, "")
    return f"{library}?{urlencode(filters)}" if filters else library


def forget_addresses(**_kwargs: object) -> None:
    cache.delete(KEY)
