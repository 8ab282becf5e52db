from typing import Any

from django import template
from django.template import Context
from wagtail_localize.models import Translation

from library.facts import facts_of, source_of
from library.models import Sheet
from library.translations import missing_passages

register = template.Library()


@register.inclusion_tag("library/admin/translation_state.html", takes_context=True)
def translation_state(context: Context, translation: Translation, instance: Any) -> dict[str, Any]:
    """Above wagtail-localize's editor: the facts of the work, what is not translated, and a way to publish anyway."""
    state = {
        "request": context["request"],
        "translation": translation,
        "missing": missing_passages(translation),
        "is_sheet": isinstance(instance, Sheet),
    }
    if isinstance(instance, Sheet):
        source = source_of(instance.work)
        state |= {"source": source, "facts": facts_of(source) if source else [], "stale": instance.is_stale}
    return state
