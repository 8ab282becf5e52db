"""The public page of a tag: the sheets that bear it, of those that this reader may see."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from library.addresses import library_urls, tag_url
from library.cards import build_cards
from library.models import LibraryPage, Sheet, Tag
from library.querysets import Reader

PER_PAGE = 20


def tag_response(request: HttpRequest, page: LibraryPage, slug: str) -> HttpResponse:
    """404 for a tag of which this reader may see nothing in this language, whatever others may see."""
    tag = Tag.objects.at(slug) if len(slug) <= 120 and "\0" not in slug else None
    if tag is None:
        raise Http404
    sheets = Sheet.objects.visible_to(request.user).filter(locale=page.locale_id).tagged(tag)
    shown = sheets.newest_first().with_readable(request.user).for_cards()
    page_obj = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    if not page_obj.paginator.count:
        raise Http404
    if slug != tag.slug:
        return redirect(tag_url(get_language() or "", tag.slug), permanent=True)
    languages = languages_of(tag, request.user)
    for_all = languages if not request.user.is_authenticated else languages_of(tag, AnonymousUser())
    context = {
        "page": page,
        "tag": tag,
        "cards": build_cards(page_obj.object_list),
        "page_obj": page_obj,
        "total": page_obj.paginator.count,
        "language_versions": {code: tag_url(code, tag.slug) for code in library_urls() if code in languages},
        "alternates_are_public": languages == for_all and len(languages) > 1,
        "canonical": f"{settings.WAGTAILADMIN_BASE_URL}{tag_url(get_language() or '', tag.slug)}{_place(page_obj)}",
        "is_public": page.locale.language_code in for_all,
    }
    return render(request, "library/tag_page.html", context)


def _place(page_obj: Any) -> str:
    return f"?page={page_obj.number}" if page_obj.number > 1 else ""


def languages_of(tag: Tag, user: Reader) -> set[str]:
    """The languages in which this reader may see something that bears the tag."""
    found = Sheet.objects.visible_to(user).tagged(tag).order_by()
    return set(found.values_list("locale__language_code", flat=True).distinct())


def public_tags() -> list[tuple[str, str]]:
    """The end of the address of each tag and the language, where a visitor may see something that bears it."""
    found = Sheet.objects.visible_to(AnonymousUser()).filter(work__source__tagged_items__isnull=False).order_by()
    return sorted(set(found.values_list("work__source__tagged_items__tag__slug", "locale__language_code")))
