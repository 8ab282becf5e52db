"""What every engine is asked and what it answers."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from library.querysets import Reader

FACETS = ("kind", "theme", "territory", "band", "year", "language", "access")
SORTS = ("relevance", "newest", "confirmed", "title")


@dataclass(frozen=True)
class SearchQuery:
    """`language` is the reader's. With `scope` "language" only that language is found, else it is preferred.

    The choices of one facet are alternatives, those of different facets must all hold.
    """

    q: str = ""
    language: str = "fr"
    scope: str = "all"
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()  # identifiers; narrower ones are included
    territories: tuple[str, ...] = ()  # references; smaller ones are included
    bands: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class Passage:
    """Where the words stand in a file of what was found. `text` is safe HTML."""

    file: str
    page: int | None  # as its reader counts; None where it has no pages
    text: str
    language: str


@dataclass
class Hit:
    """One work or page, in the language in which it is shown. What is marked is safe HTML."""

    object_kind: str
    object_id: int
    number: int
    kind: str
    language: str
    score: float
    access: str
    summary: str
    title: str | None = None  # with the words of the question marked, where it has some
    fragments: list[str] = field(default_factory=list)
    passage: Passage | None = None  # of a file, where nothing else shows why it was found


@dataclass
class SearchPage:
    """One page of answers, best first. All counts are of works and pages that the reader may see."""

    engine: str
    text: str = ""  # what was understood of the question
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    elsewhere: int = 0  # found in other languages, where the scope leaves those out
    elsewhere_hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # value, label, count, parent (in a tree)
    did_you_mean: str | None = None
    degraded: bool = False


@dataclass(frozen=True)
class Suggestion:
    """What a reader may be about to type. `kind`: title, theme, tag or territory."""

    kind: str
    text: str
    language: str
    value: str = ""  # the identifier of a theme, the reference of a territory
    url: str = ""  # where it leads, for a title


class SearchEngine(Protocol):
    @property
    def name(self) -> str: ...

    def search(self, query: SearchQuery, reader: Reader) -> SearchPage:
        """Never raises for what a person typed."""
