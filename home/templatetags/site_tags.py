"""The chrome of every page: names, menu, languages; and numbers as each language writes them."""

from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_from_path
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import navigation, units
from home.languages import direction, native_name, written_in
from home.models import TranslatedWords

register = template.Library()


@register.filter
def named(label: str) -> SafeString:
    """A name, set apart from text of the other direction; marked with its language where it is not the reader's."""
    language = getattr(label, "language", "")
    if not language:
        return SafeString(f"<bdi>{escape(label)}</bdi>")
    return format_html(
        '<bdi lang="{}" dir="{}">{}</bdi> <span class="other-language" aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span>',
        *(language, direction(language), label, language, written_in(language)),
    )


@register.simple_tag
def site_identity() -> dict[str, str]:
    return navigation.chrome()["identity"]


@register.simple_tag(takes_context=True)
def site_menu(context: Context) -> list[dict[str, Any]]:
    path = context["request"].path if "request" in context else ""
    return [item | {"current": path.startswith(item["url"])} for item in navigation.chrome()["menu"]]


@register.simple_tag
def foot_links() -> list[dict[str, Any]]:
    return navigation.chrome()["foot"]


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context) -> list[dict[str, str]]:
    """The way down to the page, the page itself left out; for what stands below a page, that page too."""
    page, below = context.get("page"), any(name in context for name in ("sheet", "authority", "tag"))
    return navigation.ancestors(page, include_self=below) if page else []


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """Each language: the same page where it exists in it, else that language's home."""
    urls, current = _versions(context), get_language()
    return [
        {
            "code": code,
            "name": name,
            "url": urls.get(code) or f"/{code}/",
            "current": code == current,
            "available": bool(urls.get(code)),
        }
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def hreflang_links(context: Context) -> list[dict[str, str]]:
    """The versions of this page for search engines: only what anyone may open, and only where there are several."""
    if not context.get("page") or not context.get("alternates_are_public", True):
        return []
    urls = {code: url for code, url in _versions(context).items() if url}
    if len(urls) < 2:
        return []
    # What a visitor was served is public; for an account the page may be open to it alone.
    if context["user"].is_authenticated and not navigation.is_public(context["page"]):
        return []
    return [{"lang": code, "url": f"{settings.WAGTAILADMIN_BASE_URL}{url}"} for code, url in urls.items()]


def _versions(context: Context) -> dict[str, str | None]:
    """The addresses of this page by language: the view's own, the page's translations, or the same path elsewhere."""
    request = context.get("request")
    if request is None:
        return {}
    if not hasattr(request, "language_versions"):
        request.language_versions = _find_versions(context, request)
    return request.language_versions


def _find_versions(context: Context, request: Any) -> dict[str, str | None]:
    if "language_versions" in context:
        return context["language_versions"]
    if context.get("page"):
        return navigation.translations(_page_versions(context, request))
    if get_language_from_path(request.path_info):
        rest = request.path_info.lstrip("/").partition("/")[2]  # nothing, where the last slash was forgotten
        if request.resolver_match and request.resolver_match.url_name == "search":
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return {code: f"/{code}/{rest}{query}" for code, _name in settings.LANGUAGES}
        return {}
    query = request.GET.dict()
    return {code: f"?{urlencode(query | {'lang': code})}" for code, _name in settings.LANGUAGES}


def _page_versions(context: Context, request: Any) -> list[Any]:
    """Asked once for a request: by the menu of languages, and by what is said of a translation."""
    if not hasattr(request, "page_versions"):
        request.page_versions = navigation.versions(context["page"])
    return request.page_versions


@register.simple_tag(takes_context=True)
def said_of_translation(context: Context) -> dict[str, Any]:
    """``stale`` where the page translates older words of its original, ``machine`` where a machine wrote it,
    ``partly`` where something is still in the original's words: what the components of these names show. Only a reader
    who may see the original is told of it."""
    page, request = context.get("page"), context.get("request")
    # Below a page, what stands there speaks for itself: a sheet, an authority.
    below = "sheet" in context or "authority" in context
    # A view that knows the addresses of its versions itself is asked no more in the language of the originals.
    known = "language_versions" in context and get_language() == settings.LANGUAGE_CODE
    if below or known or not isinstance(page, TranslatedWords) or request is None:
        return {}
    found = _page_versions(context, request)
    source = next((version for version in found if version.locale_id == version.source_locale), page)
    stale = bool(page.source_digest) and source.source_digest not in {"", page.source_digest}
    if not stale and not page.machine_made and not page.untranslated:
        return {}
    fresher = navigation.original(page, found, context["user"])
    link = None
    if fresher is not None:
        link = {
            "source_language": native_name(fresher.locale.language_code),
            "source_url": fresher.url,
            "changed_on": fresher.last_published_at,
        }
    told = {"stale": link if stale else None, "machine": (link or {"source_url": ""}) if page.machine_made else None}
    if link and page.untranslated:
        told["partly"] = {"count": page.untranslated, "language": link["source_language"]}
    return {name: what for name, what in told.items() if what}


@register.simple_tag(takes_context=True)
def account_url(context: Context, name: str) -> str:
    """An address of the account in the reader's language; the login comes back to where it was asked for."""
    names = {"login": "account_login", "logout": "account_logout", "account": "account"}
    query = {"lang": get_language() or settings.LANGUAGE_CODE}
    request = context.get("request")
    if name == "login" and request is not None and not request.path.startswith("/accounts/"):
        query["next"] = request.get_full_path()
    return f"{reverse(names.get(name, name))}?{urlencode(query)}"


@register.simple_tag(takes_context=True)
def comment_url(context: Context) -> str:
    """Where a comment on this page, or on this sheet, is written."""
    if context.get("is_comment"):
        return ""
    sheet, page = context.get("sheet"), context.get("page")
    try:
        if sheet is not None and sheet.work_id:
            return reverse("comment_sheet", args=[sheet.work_id])
        if isinstance(page, Page) and page.pk:
            return reverse("comment_page", args=[page.pk])
    except NoReverseMatch:  # an address without a language
        pass
    return ""


@register.simple_tag
def site_cookies() -> list[dict[str, Any]]:
    """The cookies that this site sets, none but what it needs; ``days`` is None for those the browser drops."""
    day = 24 * 3600
    language = settings.LANGUAGE_COOKIE_AGE
    return [
        {
            "name": settings.SESSION_COOKIE_NAME,
            "purpose": _("Keeps you logged in. Set when you log in."),
            "days": None,  # allauth: remembered by no browser (ACCOUNT_SESSION_REMEMBER)
        },
        {
            "name": settings.CSRF_COOKIE_NAME,
            "purpose": _("Protects forms against being sent by another site. Set by pages with a form."),
            "days": settings.CSRF_COOKIE_AGE // day if settings.CSRF_COOKIE_AGE else None,
        },
        {
            "name": settings.LANGUAGE_COOKIE_NAME,
            "purpose": _("Keeps the language of your account’s pages. Set when you choose one there."),
            "days": language // day if language else None,
        },
        {
            "name": CookieStorage.cookie_name,
            "purpose": _("Carries a notice to the next page, then goes. Set when you log in or out."),
            "days": None,
        },
        {
            "name": "wagtail_sidebar_collapsed",
            "purpose": _("Keeps the menu of the editing pages as you left it. For the team alone."),
            "days": None,
        },
    ]


@register.filter
def number(value: Any) -> SafeString | str:
    """1 840 in French, 1,840 in English; isolated, so that no Arabic line turns it round."""
    if value is None or value == "":
        return ""
    if type(value) is int:  # a page of results has a hundred
        return _count(value, get_language())
    return format_html('<bdi dir="ltr">{}</bdi>', _written(value))


@lru_cache(maxsize=10_000)
def _count(value: int, _language: str | None) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', _written(value))


@register.filter
def euros(value: Any) -> SafeString | str:
    return with_unit(value, "euro")


@register.filter
def with_unit(value: Any, unit: str | None) -> SafeString | str:
    """The number and its unit as the reader's language writes them, isolated from the text around."""
    if value is None or value == "":
        return ""
    text, left_to_right = units.written(_written(value), unit or "number", value)
    if left_to_right:
        return format_html('<bdi dir="ltr">{}</bdi>', text)
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def signed(value: Any) -> str:
    """With its sign, also where it is positive: a change."""
    return f"+{_written(value)}" if value > 0 else _written(value)


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    if not isinstance(value, int | float | Decimal):
        return str(value)
    size: Any = abs(value)
    digits = number_format(size, use_l10n=True, force_grouping=True)
    return f"\N{MINUS SIGN}{digits}" if value < 0 else digits
