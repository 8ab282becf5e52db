"""Menu, names and languages of the pages. What every page repeats is kept in the cache until a page changes."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from home.models import HomePage, Picture
from home.visibility import published, visible_to

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
    home = HomePage.objects.filter(published(), locale__language_code=language).first()
    if home is None:
        return {"identity": {"name": "Communothèque"}, "menu": [], "foot": [], "places": {}}
    children = in_source_order(home.get_children().public().filter(published()), home.source)
    menu = [page for page in children if page.show_in_menus]
    below = home.get_descendants().public().filter(published(), depth=home.depth + 2, show_in_menus=True)
    in_order = in_source_order(below, home.source)
    return {
        "identity": {
            "name": home.association_name or home.title,
            "long_name": home.long_name,
            "slogan": home.slogan,
            "address": home.address,
            "phone": home.source.phone,
            "email": home.source.email,
            "website": home.source.website,
            "social_accounts": [dict(block.value) for block in home.social_accounts],
        },
        "menu": [
            _link(page) | {"children": [_link(child) for child in in_order if child.path.startswith(page.path)]}
            for page in menu
        ],
        # What has no place in the menu stands at the foot: contact, legal notice, privacy, accessibility.
        "foot": [_link(page) for page in children if not page.show_in_menus],
        "places": _places(home),
    }


def _places(home: HomePage) -> dict[str, dict[str, Any]]:
    """The first page of each type, such as the agenda, by ``app.model``."""
    pages = home.get_descendants().public().filter(published()).select_related("content_type").order_by("-path")
    first = {f"{page.content_type.app_label}.{page.content_type.model}": page for page in pages}
    return {name: _link(page) for name, page in first.items()}


def _link(page: Page) -> dict[str, Any]:
    return {"title": page.title, "url": page.url}


def in_source_order(pages: Iterable[Page], source_parent: Page) -> list[Page]:
    """As staff order them under the source of their parent, for every language; the others come last."""
    pages = list(pages)
    keys = [page.translation_key for page in pages]
    below = Page.objects.descendant_of(source_parent).filter(translation_key__in=keys)
    order = {key: place for place, key in enumerate(below.order_by("path").values_list("translation_key", flat=True))}
    return sorted(pages, key=lambda page: (order.get(page.translation_key, len(order)), page.path))


def children_of(page: Page, user: Any) -> list[Any]:
    """The pages below, as their own kinds, that the reader may see, in the order of the source language."""
    below = list(visible_to(page.get_children(), user).specific())
    pictures = Picture.objects.in_bulk([child.picture_id for child in below if getattr(child, "picture_id", None)])
    for child in below:
        if getattr(child, "picture_id", None):
            child.picture = pictures[child.picture_id]
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return below
    source = Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=settings.LANGUAGE_CODE
    ).first()
    return in_source_order(below, source) if source else below


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


def versions(page: Page) -> list[Any]:
    """The live versions of a page in all languages; each says which language the others are translated from."""
    source = TranslationSource.objects.filter(object_id=OuterRef("translation_key")).values("locale")[:1]
    found = page.get_translations(inclusive=True).filter(published()).annotate(source_locale=Subquery(source))
    return list(found.select_related("locale"))


def translations(found: Iterable[Any]) -> dict[str, str | None]:
    """The addresses of the live versions of a page by language; never a copy of another language's text."""
    return {version.locale.language_code: version.url for version in found}


def original(page: Any, found: Iterable[Any], user: Any) -> Any | None:
    """Of the versions of a page the one that it translates, where this reader may see it."""
    for version in found:
        if version.locale_id == version.source_locale and version.pk != page.pk:
            return version if visible_to(Page.objects.filter(pk=version.pk), user).exists() else None
    return None


def is_public(page: Page) -> bool:
    """Whether anyone may open the page: neither it nor a page above it is restricted."""
    return not page.get_view_restrictions().exists()
