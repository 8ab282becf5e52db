"""Between pages and the library: sheets that a page names, files that it gives out, and the pages that name a work."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, Subquery
from django.template import Context
from django.utils.translation import get_language
from wagtail.models import Page

from home.awards import by_category
from home.languages import native_name
from home.models import AwardEditionPage, EventSheet, Laureate, ProgrammeSheet
from home.visibility import visible_to
from library.access import may_take
from library.addresses import join_url, sheet_url
from library.models import PrivateDocument, Sheet

register = template.Library()


def _reader(context: Context) -> Any:
    request = context.get("request")
    return getattr(request, "user", None) or AnonymousUser()


@register.simple_tag(takes_context=True)
def categories_of(context: Context, laureates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Laureates by category, each with ``sheet_link`` where the reader may see the sheet of what they did."""
    chosen = Sheet.objects.filter(pk__in={row["sheet_id"] for row in laureates if row["sheet_id"]})
    links = {}
    if any(row["sheet_id"] for row in laureates):
        named = Subquery(chosen.filter(work=OuterRef("work")).values("pk")[:1])
        sheets = Sheet.objects.visible_to(_reader(context)).filter(work__in=chosen.values("work"))
        here = sheets.filter(locale=context["page"].locale_id).select_related("locale", "work").annotate(named=named)
        links = {sheet.named: {"title": sheet.title, "url": sheet_url(sheet)} for sheet in here}  # type: ignore
    return by_category([row | {"sheet_link": links.get(row["sheet_id"])} for row in laureates])


@register.simple_tag(takes_context=True)
def files_of(context: Context, materials: list[dict[str, Any]]) -> dict[str, Any]:
    """Materials of an event as components/files.html shows them; what is closed to the reader keeps its address."""
    user = _reader(context)
    files = []
    for row in materials:
        document, readable = row["document"], may_take(user, row["access"])
        if document is None and not row["url"]:
            continue
        if document is not None and document.scan != PrivateDocument.Scan.CLEAN:
            continue
        file = {"title": row["label"], "language": row["lang"], "access": row["access"], "readable": readable}
        if document is not None:
            language = document.language
            file |= {
                "language_name": native_name(language) if language else "",
                "format": document.file_extension.upper(),
                "size": document.file_size or 0,
                "url": f"{document.url}?lang={get_language()}",  # a refusal or the login answers in this language
            }
        else:
            file["url"] = row["url"] if readable else ""
        files.append(file)
    return {"files": files, "some_closed": not all(file["readable"] for file in files)}


@register.simple_tag(takes_context=True)
def pages_about(context: Context, sheet: Sheet) -> list[dict[str, Any]]:
    """The awards, events and programmes that name the work, as far as the reader may see them. One query."""
    if not sheet.work_id:
        return []
    naming = Q()
    for model in (Laureate, EventSheet, ProgrammeSheet):
        naming |= Q(pk__in=model._default_manager.filter(sheet__work=sheet.work_id).values("page"))
    keys = Page.objects.filter(naming, facts_of__isnull=False).values("translation_key")
    found = visible_to(Page.objects.filter(translation_key__in=keys, locale=sheet.locale_id), _reader(context))
    return [
        {
            "title": page.title,
            "url": page.url,
            "kind_label": page.specific_class._meta.verbose_name,
            "award": page.specific_class is AwardEditionPage,
        }
        for page in found.order_by("-first_published_at", "-pk")
    ]


@register.simple_tag
def join_page() -> str:
    """The page that says how to become a member, in the reader's language."""
    return join_url(get_language() or "") or ""
