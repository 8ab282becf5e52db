from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Case, Count, When, Window
from django.template import Context
from django.utils.translation import get_language

from library import elsewhere
from library.addresses import library_urls, list_url
from library.cards import build_cards
from library.linked import linked_cards
from library.list_page import PER_PAGE
from library.models import Kind, Sheet

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_sheets(context: Context, rows: Any) -> list[dict[str, Any]]:
    """Cards of the sheets that rows name (a relation, or dicts with ``sheet_id``), where the reader may see them."""
    rows = rows.all() if hasattr(rows, "all") else rows
    keys = [row["sheet_id"] if isinstance(row, dict) else row.sheet_id for row in rows]
    return linked_cards(keys, context["request"].user, get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def versions_of_path(context: Context) -> list[dict[str, Any]]:
    """Where an address led to no page: the same page in the languages in which it exists."""
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return []
    return elsewhere.versions_of_path(request.path_info, request.user)


@register.simple_tag(takes_context=True)
def sheet_named(context: Context, key: int | None) -> dict[str, Any] | None:
    """As `linked_sheets`, for one sheet."""
    language = get_language() or settings.LANGUAGE_CODE
    return next(iter(linked_cards([key], context["request"].user, language)), None)


@register.simple_tag(takes_context=True)
def authority_sheets(context: Context, authority: Any) -> dict[str, Any]:
    """The works of a local authority that the reader may see in the language, the most telling first, in pages."""
    request, language = context["request"], get_language() or settings.LANGUAGE_CODE
    sheets = Sheet.objects.visible_to(request.user).filter(
        work__source__authority=authority, locale__language_code=language
    )
    counted = sheets.most_telling_first().with_readable(request.user).for_cards().annotate(total=Window(Count("pk")))
    number = request.GET.get("page", "")
    start = (int(number) - 1) * PER_PAGE if number.isascii() and number.isdecimal() and int(number[:6]) > 0 else 0
    found = list(counted[start : start + PER_PAGE]) or list(counted[:PER_PAGE] if start else [])
    paginator = Paginator(sheets.order_by("pk"), PER_PAGE)
    paginator.__dict__["count"] = found[0].total if found else 0  # known already: one query less
    return {"cards": build_cards(found), "page_obj": paginator.get_page(number), "total": paginator.count}


@register.simple_tag
def card_of(key: int | None, cards: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Of `linked_sheets`, the card of the sheet with this key."""
    return next((card for card in cards if card["linked_id"] == key), None) if key else None


@register.simple_tag(takes_context=True)
def telling_sheets(context: Context, language: str, featured: Any = None, limit: int = 5) -> list[dict]:
    """Cards of the sheets that staff chose (rows of a relation), then of those with most to tell, in the language."""
    user = context["request"].user
    rows = featured.all() if featured is not None else []
    chosen = [When(work__source=row.sheet_id, then=rank) for rank, row in enumerate(rows)]
    sheets = Sheet.objects.visible_to(user).filter(locale__language_code=language).most_telling_first()
    if chosen:
        sheets = sheets.order_by(Case(*chosen, default=len(chosen)), *sheets.query.order_by)
    return build_cards(sheets.with_readable(user).for_cards()[:limit])


@register.simple_tag
def kind_links(language: str) -> list[dict]:
    """The kinds of resource, each with the address of its list."""
    return [{"kind": kind, "label": label, "url": list_url(language, kind=kind)} for kind, label in Kind.choices]


@register.simple_tag
def library_url(language: str) -> str:
    return library_urls().get(language, "")
