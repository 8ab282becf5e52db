from typing import Any

from django import template

from library.cards import build_cards
from library.models import Sheet
from search.similar import similar

register = template.Library()


@register.simple_tag(takes_context=True)
def similar_cards(context: template.Context, sheet: Sheet, limit: int = 3) -> list[dict[str, Any]]:
    """Cards of the works nearest to a sheet, among those that the reader may see."""
    if sheet.work_id is None or sheet.work.source_id is None:  # the preview of what is not saved
        return []
    return build_cards(similar(sheet, context["request"].user, limit))
