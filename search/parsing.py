"""Reads what a person typed into a search box. Nothing typed is an error, and nothing typed is costly."""

import re
from dataclasses import dataclass, field

from .text import is_stop_word, stem, tokens, without_stop_words

MAX_CHARACTERS = 200
MAX_TERMS = 20

_QUOTES = re.compile("[“”„‟«»＂]")
_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_HARMFUL = re.compile("[\0\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROLS = re.compile("[\x01-\x1f\x7f-\x9f]")

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class ParsedQuery:
    """Words are folded, not stemmed: each entry has its own language, and corrections need whole words."""

    text: str = ""  # what was understood, fit to be shown again (escaped, as always)
    language: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    shortened: bool = field(default=False, compare=False)

    def __bool__(self) -> bool:
        """Exclusions alone look for nothing."""
        return bool(self.words or self.phrases)

    @property
    def all_words(self) -> tuple[str, ...]:
        """Every word that is looked for, inside quotation marks or not, each once."""
        return tuple(dict.fromkeys([*self.words, *(word for phrase in self.phrases for word in phrase)]))

    def stems(self, language: str = "") -> tuple[str, ...]:
        return tuple(dict.fromkeys(stem(word, language or self.language) for word in self.words))

    def phrase_stems(self, language: str = "") -> tuple[Phrase, ...]:
        return _stemmed(self.phrases, language or self.language)

    def excluded_stems(self, language: str = "") -> tuple[Phrase, ...]:
        return _stemmed(self.excluded, language or self.language)


def parse_query(q: str | None, language: str) -> ParsedQuery:
    """Plain words, "words in this order", and -words that must not be there: at most 20 words of 200 characters."""
    text, shortened = _shown(q or "")
    words: list[str] = []
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []
    room = MAX_TERMS
    for piece in _PIECE.finditer(_QUOTES.sub('"', text)):
        found = tokens(piece["phrase"] if piece["phrase"] is not None else piece["word"])
        shortened = shortened or len(found) > room
        found = found[:room]
        room -= len(found)
        if not found:
            continue
        if piece["minus"]:
            # Without "the" no English sheet would be left.
            if not all(is_stop_word(word, language) for word in found):
                excluded.append(tuple(found))
        elif piece["phrase"] is not None:
            phrases.append(tuple(found))
        else:
            words += found
    return ParsedQuery(
        text,
        language,
        tuple(dict.fromkeys(without_stop_words(words, language))),
        tuple(dict.fromkeys(phrases)),
        tuple(dict.fromkeys(excluded)),
        shortened,
    )


def _shown(q: str) -> tuple[str, bool]:
    text = " ".join(_CONTROLS.sub(" ", _HARMFUL.sub("", q[: 20 * MAX_CHARACTERS])).split())
    if len(text) <= MAX_CHARACTERS:
        return text, len(q) > 20 * MAX_CHARACTERS
    cut = text[:MAX_CHARACTERS]
    # A word cut in two is not a word that was asked for.
    if text[MAX_CHARACTERS] != " ":
        cut = cut.rpartition(" ")[0] or cut
    return cut.rstrip(), True


def _stemmed(phrases: tuple[Phrase, ...], language: str) -> tuple[Phrase, ...]:
    return tuple(tuple(stem(word, language) for word in phrase) for phrase in phrases)
