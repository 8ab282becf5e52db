from django import template
from django.template import Context

from library.addresses import library_urls, list_url
from library.cards import build_cards
from library.models import Kind, Sheet

register = template.Library()


@register.simple_tag(takes_context=True)
def telling_sheets(context: Context, language: str, limit: int = 5) -> list[dict]:
    """Cards of the sheets with most to tell that the reader may see in the language."""
    user = context["request"].user
    sheets = Sheet.objects.visible_to(user).filter(locale__language_code=language).most_telling_first()
    return build_cards(sheets.with_readable(user).for_cards()[:limit])


@register.simple_tag
def kind_links(language: str) -> list[dict]:
    """The kinds of resource, each with the address of its list."""
    return [{"kind": kind, "label": label, "url": list_url(language, kind=kind)} for kind, label in Kind.choices]


@register.simple_tag
def library_url(language: str) -> str:
    return library_urls().get(language, "")
