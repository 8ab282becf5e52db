"""Words that stand in one place of the world each: whoever finds one in an answer knows where it came from."""

import hashlib
import re
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from django.http import HttpResponse

PATTERN = re.compile(r"qz[a-y]{10}")


class Place(NamedTuple):
    """Where a word stands. Facts have no language; a file's words belong to the file."""

    state: str
    field: str
    language: str = ""


class Words:
    def __init__(self) -> None:
        self._places: dict[str, Place] = {}

    def new(self, state: str, field: str, language: str = "") -> str:
        """The word of this place. Far from any other, so that no search takes one for a slip of another."""
        place = Place(state, field, language)
        digest = hashlib.sha256(repr(place).encode()).digest()
        word = "qz" + "".join(chr(ord("a") + byte % 25) for byte in digest[:10])
        assert self._places.setdefault(word, place) == place
        return word

    def each(self, state: str, field: str, languages: list[str]) -> dict[str, str]:
        return {language: self.new(state, field, language) for language in languages}

    def of(self, state: str) -> set[Place]:
        return {place for place in self._places.values() if place.state == state}

    def found(self, *texts: str) -> set[Place]:
        return {self._places[word] for text in texts for word in PATTERN.findall(text.lower()) if word in self._places}

    def found_in(self, response: HttpResponse) -> set[Place]:
        """All words in the body and in the headers, addresses and entities decoded."""
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = content.decode("utf-8", "replace")
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        return self.found(text, unescape(text), unquote(text), unquote(headers))
