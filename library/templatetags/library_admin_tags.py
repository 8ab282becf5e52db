from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail_localize.models import Translation

from home.facts_forms import facts_of_page
from home.languages import direction, language_of
from home.models import FactualPage, TranslatedWords
from home.models.words import unconfirmed
from library.facts import facts_of, source_of
from library.models import Sheet
from library.passages import State, outdated_passages
from library.passages import source_of as source_of_words
from library.passages_views import passages_url
from library.translation_review import state_of
from library.translations import missing_passages

register = template.Library()
EDITOR = '<div class="js-translation-editor"'


@register.simple_tag(takes_context=True)
def with_translation_state(
    context: Context, content: SafeString, translation: Translation, instance: Any
) -> SafeString:
    """wagtail-localize's editor with, below its header, the facts, what is not translated, a way to publish anyway."""
    # Of a translation that nobody has begun, nothing has changed: all of it is missing.
    passages = outdated_passages(instance)
    begun = any(each.state is not State.NEW for each in passages) or translation.get_progress()[1] > 0
    state = {
        "translation": translation,
        "missing": missing_passages(translation),
        "unconfirmed": unconfirmed(translation).count(),
        "passages": passages if begun else [],
        "passages_url": passages_url(instance),
        "language": {"code": language_of(translation.source), "dir": direction(language_of(translation.source))},
        "own_dir": direction(translation.target_locale.language_code),
        **_facts(instance),
    }
    request = context["request"]
    kind = instance.KIND.value if isinstance(instance, Sheet) else "page"
    review = {"instance": instance, "review": state_of(instance, request.user), "review_kind": kind}
    shown = render_to_string("library/admin/translation_state.html", state, request)
    shown += render_to_string("library/admin/translations/review.html", state | review, request)
    before, editor, after = content.partition(EDITOR)
    return SafeString(f"{before}{shown}{editor}{after}")


@register.inclusion_tag("library/admin/outdated_notice.html")
def outdated_notice(thing: Any) -> dict[str, Any]:
    """In the ordinary editor of a translation: where to see what has changed in its source."""
    source = source_of_words(thing) if isinstance(thing, TranslatedWords) and thing.pk else None
    outdated = source is not None and source.source_digest not in {"", thing.source_digest}
    return {"url": passages_url(thing) if outdated else ""}


def _facts(instance: Any) -> dict[str, Any]:
    if isinstance(instance, Sheet):
        source = source_of(instance.work)
        facts = facts_of(source) if source else []
        return {"has_facts": True, "source": source, "facts": facts, "stale": instance.is_stale}
    if isinstance(instance, FactualPage) and not instance.is_source:
        source = instance.source if instance.source.pk != instance.pk else None
        facts = facts_of_page(source) if source else []
        return {"has_facts": facts or not source, "source": source, "facts": facts, "is_page": True}
    return {}
