"""Two versions of a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word with its marks (Arabic vowels, accents on their own), a run of blanks, or one sign.
WORDS = re.compile(r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+|\s+|.", re.DOTALL)
LONGEST = 4000  # words: what is longer is compared as a whole


@dataclass(frozen=True)
class Part:
    text: str
    changed: bool = False


@dataclass(frozen=True)
class Difference:
    """The old text with what went, the new text with what came."""

    old: tuple[Part, ...]
    new: tuple[Part, ...]


def difference(old: str, new: str) -> Difference:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > LONGEST:
        return Difference((Part(old, old != new),), (Part(new, old != new),))
    went: list[Part] = []
    came: list[Part] = []
    for change, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for parts, words in ((went, before[a:b]), (came, after[c:d])):
            if words:
                parts.append(Part("".join(words), change != "equal"))
    return Difference(tuple(went), tuple(came))


def likeness(old: str, new: str) -> float:
    """From 0 to 1: how much of one is in the other."""
    return SequenceMatcher(None, WORDS.findall(old[:2000]), WORDS.findall(new[:2000]), autojunk=False).ratio()
