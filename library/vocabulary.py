"""The vocabulary as pages need it: read once by each process, thrown away by all when a theme or label changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.dispatch import Signal

from home.kept import Kept
from home.languages import Label, label_among
from library.models import Theme, ThemeLabel
from networks.choosers import folded

KEY = "library.vocabulary"
SECONDS = 60

# Themes written otherwise than one by one with their own signals: `themes`, primary keys. Sent in the transaction.
themes_changed = Signal()


@dataclass
class Concept:
    pk: int
    identifier: str
    parent: int | None
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, language: str | None = None) -> Label:
        return label_among(self.labels, language, self.identifier)


@dataclass
class Vocabulary:
    concepts: dict[int, Concept] = field(default_factory=dict)
    named: dict[str, Concept] = field(default_factory=dict)  # by identifier, those of merged themes too
    below: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(list))


def _read() -> Vocabulary:
    found = Vocabulary()
    for pk, name, parent, former in Theme.objects.values_list("pk", "identifier", "parent", "former__identifier"):
        concept = found.concepts.get(pk)
        if concept is None:
            concept = found.concepts[pk] = found.named[name] = Concept(pk, name, parent)
            found.below[parent].append(pk)
        if former:
            found.named.setdefault(former, concept)
    labels = ThemeLabel.objects.filter(preferred=True).values_list("theme", "language", "label")
    for theme, language, label in labels:
        if theme in found.concepts:
            found.concepts[theme].labels[language] = label
    return found


_vocabulary = Kept(KEY, SECONDS, _read)
forget = _vocabulary.forget


def vocabulary() -> Vocabulary:
    return _vocabulary.get()


def concepts() -> dict[int, Concept]:
    """Every theme by its primary key, with its preferred labels."""
    return vocabulary().concepts


def concept_named(identifier: str | None) -> Concept | None:
    """By identifier, that of a theme which was merged into it too."""
    return vocabulary().named.get(identifier) if identifier else None


def narrower_ids(theme: int) -> set[int]:
    """The theme and all narrower ones, at any depth."""
    found, level, below = {theme}, {theme}, vocabulary().below
    while level := {pk for above in level for pk in below.get(above, ())} - found:
        found |= level
    return found


def broader_ids(theme: int) -> list[int]:
    """What stands above the theme, the nearest first."""
    found: list[int] = []
    everything = concepts()
    while (concept := everything.get(theme)) and concept.parent and concept.parent not in found:
        theme = concept.parent
        found.append(theme)
    return found


def in_reading_order(keys: Iterable[int]) -> list[int]:
    """By label, as the reader's language has them."""
    known = concepts()
    return sorted((pk for pk in keys if pk in known), key=lambda pk: (folded(known[pk].label()), pk))


def in_tree_order(top: int | None = None) -> Iterator[tuple[Concept, int]]:
    """Each theme with its depth, below its broader one, by label."""
    known, below = concepts(), vocabulary().below
    waiting = [(pk, 0) for pk in reversed(in_reading_order(below.get(top, ())))]
    while waiting:
        pk, depth = waiting.pop()
        yield known[pk], depth
        waiting += [(narrower, depth + 1) for narrower in reversed(in_reading_order(below.get(pk, ())))]


def indented(concept: Concept, depth: int) -> str:
    """In a list where no markup can stand."""
    return "\N{EN SPACE}" * 2 * depth + concept.label().marked


def tell(themes: Iterable[int]) -> None:
    """To be called in the transaction that wrote these themes by other means than one save each."""
    forget()
    themes_changed.send(sender=Theme, themes=set(themes))
    transaction.on_commit(forget)  # what another process read meanwhile was still the old one
