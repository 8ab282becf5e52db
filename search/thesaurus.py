"""Synonyms: what is asked under one label of a theme is also looked for under its other labels, in all languages; and
under the words that staff have said to mean the same."""

from collections.abc import Iterable, Iterator, Sequence

from home.kept import Kept
from library.models import ThemeLabel

from .models import Synonym
from .terms import indexed_word
from .text import tokens, without_stop_words

KEY = "search.thesaurus"
SECONDS = 60  # other processes may have changed a label
LONGEST = 4  # words of a label that is recognised in a question

Phrase = tuple[str, ...]
Concept = tuple[str, int]  # a theme or a line of synonyms


def _names() -> Iterator[tuple[Concept, str, str]]:
    for theme, language, label in ThemeLabel.objects.values_list("theme", "language", "label"):
        yield ("theme", theme), language, label
    for line, language, words in Synonym.objects.values_list("pk", "language", "words"):
        for one in words.split(","):
            yield ("synonym", line), language, one


def _read() -> tuple[dict[Phrase, set[Concept]], dict[Concept, set[Phrase]]]:
    """Which concepts a run of words names, and all phrases that name a concept."""
    named: dict[Phrase, set[Concept]] = {}
    phrases: dict[Concept, set[Phrase]] = {}
    for concept, language, label in _names():
        words = tokens(label)
        if not words:
            continue
        phrases.setdefault(concept, set()).add(tuple(indexed_word(word, language) for word in words))
        telling = tuple(indexed_word(word, language) for word in without_stop_words(words, language))
        named.setdefault(telling, set()).add(concept)
    return named, phrases


_thesaurus = Kept(KEY, SECONDS, _read)
forget = _thesaurus.forget


def synonyms(words: Sequence[str], languages: Iterable[str]) -> tuple[set[Phrase], set[str]]:
    """The other names of what runs of these folded words name, and the words of those runs.

    The longest run decides: "drinking water" is not also "water".
    """
    named, phrases = _thesaurus.get()
    concepts: set[Concept] = set()
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
                    concepts |= named[run]
                    recognised |= set(words[start : start + length])
    return {phrase for concept in concepts for phrase in phrases[concept]} - asked, recognised
