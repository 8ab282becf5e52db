"""What counts as a word, and as the same word: one answer for what is indexed and for what is asked."""

import re
import unicodedata

from .stemming import stem
from .stop_words import STOP_WORDS

__all__ = ["analyse", "fold", "is_stop_word", "stem", "stems", "tokens", "without_stop_words"]

# Controls without width or sound: NUL, soft hyphen, joiners, marks of direction, halves of surrogate pairs.
_SILENT = re.compile(
    "[\0\u00ad\u034f\u061c\u0640\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
# Latin accents and Arabic vowels only: the vowel signs of other scripts are letters to their readers.
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ٱ": "ا", "ہ": "ه", "ھ": "ه"}
    | {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}
)
_APOSTROPHES = re.compile("[’‘ʼʹʻ′＇`´‛]")

# habitant·e·s, acteur·rice·s, agent(e)s, élu.e.s: the masculine form, with its plural. Accents are gone by then.
_FEMININE = "(?:e|f?fe|i?ere|l?le|n?ne|t?te|s?se|ve|che|euse|t?rice|ale|elle|enne|onne|x)"
_DOT = "[·•‧∙⋅・]"
_INCLUSIVE = re.compile(
    rf"(?<=[^\W\d_]{{2}})(?:{_DOT}{_FEMININE}(?:{_DOT}?s)?\b|{_DOT}s\b|([.-]){_FEMININE}\1s\b|\({_FEMININE}s?\)s?)"
)
_ELISION = re.compile(r"\b(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w\w)'s\b")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """What is left when writing habits are set aside: case, accents, ligatures, apostrophes, forms of letters."""
    text = _APOSTROPHES.sub("'", _SILENT.sub("", text))
    # Marks before normalisation as well: a long run of them would make it slow.
    text = unicodedata.normalize("NFKD", _MARKS.sub("", text)).casefold()
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
    text = _SILENT.sub("", unicodedata.normalize("NFKC", text))
    text = _INCLUSIVE.sub(_masculine, text)
    text = _ELISION.sub("", text)
    text = _POSSESSIVE.sub("", text)
    return _ACRONYM.sub(lambda match: match[0].replace(".", ""), text)


def _masculine(match: re.Match[str]) -> str:
    plural = match[0].rstrip(")").endswith("s")
    return "s" if plural and match.string[match.start() - 1] not in "sx" else ""


def tokens(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def stems(text: str, language: str) -> list[str]:
    return [stem(token, language) for token in tokens(text)]


def analyse(text: str, language: str) -> str:
    """The text as an index keeps it: every stem in its place, stop words too, so that phrases are found."""
    return " ".join(stems(text, language))


def without_stop_words(words: list[str], language: str) -> list[str]:
    """Never empties a query: someone who asks for "avec" or "The Who" asks for those words."""
    return [word for word in words if not is_stop_word(word, language)] or words


def is_stop_word(word: str, language: str) -> bool:
    return word in STOP_WORDS.get(language.partition("-")[0], ())
