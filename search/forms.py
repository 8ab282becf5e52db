"""The question and its filters, from the address."""

from collections.abc import Iterable

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.vocabulary import concept_named

from .engines import SearchQuery
from .engines.base import FACETS
from .engines.facets import LATEST_YEAR, labels

LONGEST = 4_000  # characters of a question that are looked at; the parser keeps far fewer
MOST = 20  # choices of one facet, each of at most so many characters:
LONGEST_VALUE = 100

SORTS = {
    "": gettext_lazy("Best match"),
    "newest": gettext_lazy("Newest"),
    "confirmed": gettext_lazy("Recently confirmed"),
    "title": gettext_lazy("Title"),
}
SCOPES = {
    "": gettext_lazy("Among the others"),
    "language": gettext_lazy("In a section of their own"),
    "only": gettext_lazy("Not at all"),
}


class SearchForm:
    """Whatever it is given, it is valid: a value that is not known is no filter, and no address repeats it."""

    def __init__(self, data: QueryDict) -> None:
        self.q = data.get("q", "")[:LONGEST]
        self.sort = known(SORTS, data.get("sort"))
        self.scope = known(SCOPES, data.get("scope"))
        # Of each facet, the chosen values with what they are called.
        self.chosen = {name: _labels(name, data.getlist(name)) for name in FACETS}

    def query(self, language: str, page: int, page_size: int) -> SearchQuery:
        values = {name: tuple(chosen) for name, chosen in self.chosen.items()}
        return SearchQuery(
            q=self.q,
            language=language,
            scope="language" if self.scope else "all",
            kinds=values["kind"],
            themes=values["theme"],
            territories=values["territory"],
            bands=values["band"],
            years=tuple(int(year) for year in values["year"]),
            languages=values["language"],
            access=values["access"],
            sort=self.sort,
            page=page,
            page_size=page_size,
        )

    def parameters(self, q: str) -> QueryDict:
        """What was understood, as an address has it; `q` as the engine understood it."""
        made = QueryDict(mutable=True)
        single = {"q": q, "sort": self.sort, "scope": self.scope}
        made.update({name: value for name, value in single.items() if value})
        for name, chosen in self.chosen.items():
            if chosen:
                made.setlist(name, list(chosen))
        return made

    def labels(self) -> list[tuple[str, str, str]]:
        """The choices in force: facet, value, and what to call it."""
        return [(name, value, label) for name in FACETS for value, label in self.chosen[name].items()]

    def sentence(self) -> str:
        """The choices as one reads them aloud; empty without any."""
        if not self.labels():
            return ""
        said = {name: _(" or ").join(map(isolated, chosen.values())) for name, chosen in self.chosen.items() if chosen}
        parts = [said.get("kind") or _("All resources")]
        if "theme" in said:
            quoted = [_("“%(label)s”") % {"label": label} for label in map(marked, self.chosen["theme"].values())]
            parts.append(_("about %(themes)s") % {"themes": _(" or ").join(quoted)})
        for name, text in _said().items():
            if name in said:
                parts.append(text % {name: said[name]})
        return " ".join(parts)


def _said() -> dict[str, str]:
    return {
        "territory": _("in this territory: %(territory)s"),
        "band": "(%(band)s)",
        "year": _("of the year %(year)s"),
        "language": _("in this language: %(language)s"),
        "access": _("with this access: %(access)s"),
    }


def isolated(label: str) -> str:
    """A label of either direction, in a sentence of the other: with the marks that keep its order."""
    return f"\N{FIRST STRONG ISOLATE}{label}\N{POP DIRECTIONAL ISOLATE}"


def marked(label: str) -> str:
    """With its language, where it has none in the reader's."""
    return getattr(label, "marked", label)


def known(values: Iterable[str], asked: str | None) -> str:
    return asked if asked and asked in values else ""


def _labels(name: str, asked: list[str]) -> dict[str, str]:
    values = [_value(name, value) for value in asked[:MOST]]
    values = list(dict.fromkeys(v for v in values if v and len(v) <= LONGEST_VALUE and v.isprintable()))
    return {value: described["label"] for value, described in labels(name, values).items()} if values else {}


def _value(name: str, text: str) -> str:
    """As the search writes it: a year may have been typed in any digits."""
    text = text.strip()
    if name == "territory":
        return text.upper()
    if name == "theme":
        concept = concept_named(text)  # one that was merged leads to the one that stays
        return concept.identifier if concept else ""
    if name == "year":
        short = text.isdecimal() and len(text) <= len(str(LATEST_YEAR))
        return str(int(text)) if short and int(text) else ""
    return text


def own_language(code: str | None) -> str:
    """A language of the site, whatever was asked."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
