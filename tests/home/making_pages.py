"""Pages of the association, made as staff make them: published, then translated through wagtail-localize."""

import datetime
from collections.abc import Iterable
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.test import TestCase
from django.utils import timezone
from django.utils.text import slugify

from home.models import (
    AwardEditionPage,
    AwardPage,
    EventPage,
    EventsPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    SeriesPage,
)
from home.translating import translate
from tests import factories
from tests.kept import kept

_numbers = count(1)
PARIS = ZoneInfo("Europe/Paris")


def said(value: Any, language: str) -> Any:
    return value[language] if isinstance(value, dict) else value


def facts_page(
    model: Any,
    parent: Any,
    title: Any,
    languages: Iterable[str] = ("fr",),
    publish: bool = True,
    rows: dict[str, list[dict[str, Any]]] | None = None,
    fact_rows: dict[str, list[Any]] | None = None,
    **fields: Any,
) -> Any:
    """A page below `parent` in these languages, the first being its source. A dict is a value for each language."""
    source_language, *others = languages
    rows = {name: [{"translation_key": uuid4(), **row} for row in given] for name, given in (rows or {}).items()}
    number = next(_numbers)
    slugs = {
        language: f"{slugify(said(title, language), allow_unicode=True)}-{number}"
        for language in factories.LANGUAGES
        if not isinstance(title, dict) or language in title
    }
    fields = {"title": title, "slug": slugs, **fields}
    source = _unsaved(model, source_language, fields, rows)
    for name in model.FACTS:
        if name in fields:
            setattr(source, name, fields[name])
    for name, given in (fact_rows or {}).items():
        setattr(source, name, given)
    _parent_in(parent, source_language).add_child(instance=source)
    source.refresh_from_db()
    revision = source.save_revision()
    if publish:
        revision.publish()
    else:
        model.objects.filter(pk=source.pk).update(live=False, live_revision=None, first_published_at=None)
    with TestCase.captureOnCommitCallbacks(execute=True):  # where wagtail-localize publishes pages
        translate(source, *(_unsaved(model, language, fields, rows) for language in others))
    return model.objects.get(pk=source.pk)


def _parent_in(parent: Any, language: str) -> Any:
    place = factories.locale(language)
    found = parent if parent.locale_id == place.pk else parent.get_translation(place)
    return type(found).objects.get(pk=found.pk)


def _unsaved(model: Any, language: str, fields: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> Any:
    children = {
        name: [
            model._meta.get_field(name).related_model(
                locale=factories.locale(language),
                sort_order=place,
                **{field: said(value, language) for field, value in row.items()},
            )
            for place, row in enumerate(given)
        ]
        for name, given in rows.items()
    }
    words = {name: said(value, language) for name, value in fields.items() if name not in model.FACTS}
    return model(locale=factories.locale(language), **words, **children)


def version(page: Any, language: str) -> Any:
    return type(page).objects.get(translation_key=page.translation_key, locale__language_code=language)


def edit(page: Any, publish: bool = True, **fields: Any) -> None:
    """A change as its editor makes it: a revision, published or left as a draft."""
    made = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(made, name, value)
    revision = made.save_revision()
    if publish:
        revision.publish()


@kept
def plain_page(model: Any, parent: Any, titles: dict[str, str], **fields: Any) -> dict[str, Any]:
    """A page without facts in these languages, by language."""
    first, *others = titles
    source = model(title=titles[first], locale=factories.locale(first), **fields)
    _parent_in(parent, first).add_child(instance=source)
    source.save_revision().publish()
    made = {first: source}
    for language in others:
        made[language] = factories.translated_page(
            source, language, title=titles[language], slug=f"{source.slug}-{language}"
        )
    return made


def home() -> Any:
    """The French home page of a site in three languages."""
    found = HomePage.objects.filter(locale=factories.locale("fr")).first()
    return found or factories.library_tree()["fr"].get_parent().specific


def agenda(parent: Any) -> dict[str, EventsPage]:
    return plain_page(EventsPage, parent, {"fr": "Agenda", "en": "Events", "ar": "الأجندة"})


def news_index(parent: Any) -> dict[str, NewsIndexPage]:
    return plain_page(NewsIndexPage, parent, {"fr": "Actualités", "en": "News", "ar": "الأخبار"})


def event(parent: Any, title: Any = "Une rencontre", days: float = 10, **fields: Any) -> EventPage:
    """An event that begins in so many days (a negative number: it was held), for two hours unless told otherwise."""
    start = fields.pop("start", None) or timezone.now() + datetime.timedelta(days=days)
    fields = {"kind": "meeting", "start": start, "end": start + datetime.timedelta(hours=2), **fields}
    return facts_page(EventPage, parent, title, **fields)


def award(parent: Any, title: Any = "Trophées", **fields: Any) -> AwardPage:
    return facts_page(AwardPage, parent, title, **fields)


def edition(parent: Any, year: int = 2024, title: Any = "Une édition", **fields: Any) -> AwardEditionPage:
    return facts_page(AwardEditionPage, parent, title, year=year, **fields)


def series(parent: Any, title: Any = "Une série", **fields: Any) -> SeriesPage:
    return facts_page(SeriesPage, parent, title, **fields)


def news(parent: Any, title: Any = "Une nouvelle", date: datetime.date | None = None, **fields: Any) -> NewsPage:
    return facts_page(NewsPage, parent, title, date=date or datetime.date(2026, 5, 1), **fields)
