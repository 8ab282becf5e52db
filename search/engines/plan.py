"""What one question looks for, in no engine's words."""

import math
from dataclasses import dataclass, field

Phrase = tuple[str, ...]
Choice = list[Phrase]  # one word or phrase, as each language writes it


@dataclass
class Plan:
    """What is looked for. Any of the words, all of the phrases, none of what is excluded."""

    words: list[Choice] = field(default_factory=list)
    phrases: list[Choice] = field(default_factory=list)
    excluded: list[Choice] = field(default_factory=list)
    synonyms: Choice = field(default_factory=list)
    weights: list[float] = field(default_factory=list)  # of each word: the rarer, the more it tells

    def asked(self) -> set[Phrase]:
        return {phrase for choice in [*self.words, *self.phrases] for phrase in choice}


def rarity(found: int, total: int) -> float:
    return math.log(1 + (total - found + 0.5) / (found + 0.5))
