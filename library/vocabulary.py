"""The vocabulary as pages need it: read once, kept in the cache, thrown away when a theme or label changes."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from library.models import Theme, ThemeLabel

KEY = "library.vocabulary"
SECONDS = 60  # other processes may have changed it


@dataclass
class Concept:
    pk: int
    identifier: str
    parent: int | None
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, language: str | None = None) -> str:
        language = language or get_language() or ""
        return self.labels.get(language) or self.labels.get(settings.LANGUAGE_CODE) or self.identifier


def concepts() -> dict[int, Concept]:
    """Every theme by its primary key, with its preferred labels."""
    known = cache.get(KEY)
    if known is None:
        known = {
            pk: Concept(pk, name, parent)
            for pk, name, parent in Theme.objects.values_list("pk", "identifier", "parent")
        }
        labels = ThemeLabel.objects.filter(preferred=True).values_list("theme", "language", "label")
        for theme, language, label in labels:
            if theme in known:
                known[theme].labels[language] = label
        cache.set(KEY, known, SECONDS)
    return known


def narrower_ids(theme: int) -> set[int]:
    """The theme and all narrower ones, at any depth."""
    found, level = {theme}, {theme}
    everything = concepts().values()
    while level := {concept.pk for concept in everything if concept.parent in level} - found:
        found |= level
    return found


def forget(**_kwargs: object) -> None:
    cache.delete(KEY)
