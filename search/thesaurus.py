"""Synonyms: what is asked under one label of a theme is also looked for under its other labels, in all languages."""

from collections.abc import Iterable, Sequence

from django.core.cache import cache

from library.models import ThemeLabel

from .terms import indexed_word
from .text import tokens, without_stop_words

KEY = "search.thesaurus"
SECONDS = 60  # other processes may have changed a label
LONGEST = 4  # words of a label that is recognised in a question

Phrase = tuple[str, ...]


def _thesaurus() -> tuple[dict[Phrase, set[int]], dict[int, set[Phrase]]]:
    """Which themes a run of words names, and all phrases that name a theme."""
    known = cache.get(KEY)
    if known is None:
        named: dict[Phrase, set[int]] = {}
        phrases: dict[int, set[Phrase]] = {}
        for theme, language, label in ThemeLabel.objects.values_list("theme", "language", "label"):
            words = tokens(label)
            if not words:
                continue
            phrases.setdefault(theme, set()).add(tuple(indexed_word(word, language) for word in words))
            telling = tuple(indexed_word(word, language) for word in without_stop_words(words, language))
            named.setdefault(telling, set()).add(theme)
        known = (named, phrases)
        cache.set(KEY, known, SECONDS)
    return known


def synonyms(words: Sequence[str], languages: Iterable[str]) -> tuple[set[Phrase], set[str]]:
    """The other labels of the themes that runs of these folded words name, and the words of those runs.

    The longest run decides: "drinking water" is not also "water".
    """
    named, phrases = _thesaurus()
    themes: set[int] = set()
    asked: set[Phrase] = set()
    recognised: set[str] = set()
    for language in languages:
        terms = tuple(indexed_word(word, language) for word in words)
        asked |= {(term,) for term in terms}
        taken: set[int] = set()
        for length in range(LONGEST, 0, -1):
            for start in range(len(terms) - length + 1):
                run, places = terms[start : start + length], set(range(start, start + length))
                if run in named and not places <= taken:
                    taken |= places
                    asked.add(run)
                    themes |= named[run]
                    recognised |= set(words[start : start + length])
    return {phrase for theme in themes for phrase in phrases[theme]} - asked, recognised


def forget(**_kwargs: object) -> None:
    cache.delete(KEY)
