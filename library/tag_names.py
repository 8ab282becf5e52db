"""What makes two tags one: the same word, however it was typed."""

import re
import unicodedata

LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None}
)
# Between words: spaces, and the apostrophes and hyphens of which there are as many kinds as keyboards.
BETWEEN = re.compile(r"[\s'’‘ʼ´`′\-‐‑‒–—_]+")


def tag_name(text: str) -> str:
    """The tag as it is shown: composed, without what nobody sees (zero-width, bidi marks, controls)."""
    text = unicodedata.normalize("NFC", text)
    seen = ("" if unicodedata.category(letter) in {"Cf", "Cs", "Co", "Cn"} else letter for letter in text)
    plain = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in "".join(seen))
    return " ".join(plain.split())


def tag_key(text: str) -> str:
    """What twins have in common: case, accents, alef with or without its hamza, tatweel and hyphens aside."""
    letters = unicodedata.normalize("NFKD", tag_name(text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(LETTERS)
    return BETWEEN.sub(" ", bare).strip() or tag_name(text).casefold()
