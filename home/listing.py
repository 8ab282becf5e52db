"""Lists of pages with facts: chosen and ordered by the facts, shown in the words of one language."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from wagtail.models import Locale

from home.models import FactualPage
from home.visibility import visible_to


def sources(model: type[FactualPage], locale: Locale | int, user: Any = None) -> "QuerySet[Any]":
    """The pages that keep the facts, where the reader may see a version of them in this language."""
    versions = visible_to(model._default_manager.all(), user or AnonymousUser())
    shown = versions.filter(translation_key=OuterRef("translation_key"), locale=locale)
    return model._default_manager.filter(Exists(shown), facts_of__isnull=False)


def versions(found: Iterable[Any], locale: Locale | int, *select: str) -> list[Any]:
    """The same pages in the words of this language, in the same order, each with its ``source`` at hand.

    `found` are sources, from `sources`: their rights were asked there. One query at most.
    """
    found = list(found)
    key = locale if isinstance(locale, int) else locale.pk
    others = [page.translation_key for page in found if page.locale_id != key]
    translated = {}
    if others:
        pages = type(found[0])._default_manager.filter(
            translation_key__in=others, locale=key, live=True, alias_of=None
        )
        translated = {page.translation_key: page for page in pages.select_related(*select)}
    shown = []
    for source in found:
        page = source if source.locale_id == key else translated.get(source.translation_key)
        if page is not None:
            page.__dict__ |= {"source": source, "is_source": page is source}
            shown.append(page)
    return shown


def shown_with_facts(sources: "QuerySet[Any]", locale: Locale | int, user: Any, *facts: str) -> "QuerySet[Any]":
    """The versions in this language of these sources that the reader may see, each with these facts as ``fact_…``.

    For short lists beside something else: one query, where `sources` and `versions` take two.
    """
    kept = sources.model._default_manager.filter(facts_of__translation_key=OuterRef("translation_key")).order_by()
    pages = sources.model._default_manager.filter(
        translation_key__in=sources.filter(facts_of__isnull=False).order_by().values("translation_key"), locale=locale
    )
    return visible_to(pages, user).annotate(**{f"fact_{name}": Subquery(kept.values(name)[:1]) for name in facts})
