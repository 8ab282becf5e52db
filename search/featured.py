"""What staff put first for certain words: shown to those alone who may see it."""

from typing import Any

from django.core.cache import cache
from django.db.models import Q
from wagtail.models import Page

from library.querysets import Reader

from . import results
from .engines.base import Hit
from .models import FeaturedAnswer, ObjectKind, SearchEntry
from .text import tokens

KEY = "search.featured"
SECONDS = 60  # other processes may have changed one
Target = tuple[int | None, int | None]  # a work or a page


def variants(words: str) -> list[frozenset[str]]:
    """Each of the questions that these words, commas between them, stand for: in any order."""
    return [frozenset(found) for variant in words.split(",") if (found := tokens(variant))]


def featured(question: str, reader: Reader, language: str) -> list[dict[str, Any]]:
    """Cards of the answers to a question, in the reader's language where they may see such a version."""
    targets = _known().get(frozenset(tokens(question)), []) if question else []
    if not targets:
        return []
    pages = Page.objects.filter(pk__in=[page for _work, page in targets if page])
    keys = dict(pages.values_list("pk", "translation_key"))
    works = Q(object_kind=ObjectKind.WORK, number__in=[work for work, _page in targets if work])
    entries = SearchEntry.objects.filter(works | Q(object_kind=ObjectKind.PAGE, key__in=keys.values()), gone=False)
    hits = [_hit(entry) for entry in sorted(entries, key=lambda one: (one.language != language, one.object_id))]
    shown: dict[Any, results.Result] = {}
    for found in results.load(hits, reader):  # the best version of each first
        thing = found.thing
        shown.setdefault(thing.work_id if found.hit.object_kind == ObjectKind.WORK else thing.translation_key, found)
    ordered = [work or keys.get(page) for work, page in targets]
    return results.cards([shown[target] for target in ordered if target in shown], language)


def _hit(entry: SearchEntry) -> Hit:
    return Hit(
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        number=entry.number,
        kind=entry.kind,
        language=entry.language,
        score=0,
        access=entry.access,
        summary=entry.summary,
    )


def _known() -> dict[frozenset[str], list[Target]]:
    known = cache.get(KEY)
    if known is None:
        known = {}
        for words, work, page in FeaturedAnswer.objects.order_by("pk").values_list("words", "work", "page"):
            for variant in variants(words):
                known.setdefault(variant, []).append((work, page))
        cache.set(KEY, known, SECONDS)
    return known


def forget(**_kwargs: object) -> None:
    cache.delete(KEY)
