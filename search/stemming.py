"""One stem for the forms of a word. Words come folded (`search.text.fold`), in the index and in the query alike."""

import threading
from functools import lru_cache
from typing import Any

import snowballstemmer

from .arabic import is_arabic, stem_arabic
from .french import stem_french

# A language that is not here and that Snowball does not know either is searched by its folded words.
_SNOWBALL = {
    "ca": "catalan", "de": "german", "en": "english", "es": "spanish", "it": "italian", "nl": "dutch",
    "pt": "portuguese",
}  # fmt: skip
_LONGEST = 64
_local = threading.local()


@lru_cache(maxsize=65_536)
def stem(token: str, language: str) -> str:
    """The script decides before the language: an Arabic name in a French sheet is found from an Arabic query."""
    code = language.partition("-")[0]
    if len(token) > _LONGEST:
        return token[:_LONGEST]
    if is_arabic(token):
        return stem_arabic(token)
    if code == "fr":
        return stem_french(token)
    if code in _SNOWBALL and len(token) > 3 and token.isalpha():
        return _snowball(_SNOWBALL[code]).stemWord(token)
    return token


def _snowball(name: str) -> Any:
    """A Snowball stemmer keeps the word it works on: each thread needs its own."""
    stemmers: dict[str, Any] = _local.__dict__.setdefault("stemmers", {})
    if name not in stemmers:
        stemmers[name] = snowballstemmer.stemmer(name)
    return stemmers[name]
