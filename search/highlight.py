"""Where the words of a question stand in the words themselves, as safe HTML."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import escape
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.safestring import mark_safe

from .document import SEPARATOR
from .terms import prefix
from .text import stem, tokens

if TYPE_CHECKING:
    from .engines.statement import Row

Phrase = tuple[str, ...]
WINDOW = 28  # words of one fragment
MOST = 2  # fragments of the body
MOST_COMPARED = 100  # places where a fragment may begin
FARTHEST = 20_000  # words of a body that are read
MOST_READ = 100_000  # different words of a language that are remembered

_CHUNK = re.compile(r"\S+")
_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f\u0640\u064b-\u0652\u0670])+")
_ELISION = re.compile(r"^[^\w]*(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.IGNORECASE)


# A word in its place, as the index has it: start, end, term. Plain tuples, for there are thousands on a page.
Piece = tuple[int, int, str]
Known = dict[str, list[Phrase]]
Span = tuple[int, int, str, int]  # the last one: in which of the chunks it begins


def marked(text: str, language: str, terms: Iterable[Phrase]) -> str | None:
    """The whole text with what was asked for marked; None where there is nothing to mark."""
    spans = _spans(_Words(text, language), _by_first(terms))
    return _html(text, 0, len(text), spans) if spans else None


def fragments(row: "Row", asked: set[Phrase], synonyms: set[Phrase]) -> list[str]:
    """What shows best why a row was found: its summary, parts of its body, or else the label that names it."""
    terms = asked | synonyms
    if not terms:
        return []
    found = [summary] if (summary := marked(row.summary, row.language, terms)) else []
    found += windows(row.body, row.language, terms)
    return found[: MOST + 1] or _labels(row, asked) or _labels(row, synonyms)


def first_written(rows: Iterable["Row"], term: str) -> str | None:
    """A term as one of these rows writes it."""
    for row in rows:
        for text in (row.title, row.summary, row.labels, row.body):
            for language in _languages(row, term):
                for start, end, known in _Words(text, language).pieces(0):
                    if known == term:
                        return text[start:end]
    return None


def _languages(row: "Row", term: str) -> list[str]:
    """Labels may be in another language than the row."""
    return [code for code in {row.language: 1, **dict(settings.LANGUAGES)} if term.startswith(prefix(code))]


def _labels(row: "Row", terms: set[Phrase]) -> list[str]:
    for label in row.labels.split(SEPARATOR):
        for language in [row.language, *dict(settings.LANGUAGES)]:
            if shown := marked(label, language, terms):
                return [shown]
    return []


def windows(text: str, language: str, terms: set[Phrase]) -> list[str]:
    """The parts of the text where most of the words stand together."""
    words = _Words(text, language)
    spans = _spans(words, _by_first(terms))
    if not spans:
        return []
    places = [span[3] for span in spans]
    candidates = []
    for place in places[:MOST_COMPARED]:
        first = max(0, place - WINDOW // 4)
        last = min(len(words.chunks), first + WINDOW) - 1
        inside = spans[bisect_left(places, first) : bisect_right(places, last)]
        candidates.append((-len({span[2] for span in inside}), -len(inside), first, last))
    chosen: list[tuple[int, int]] = []
    for _distinct, _number, first, last in sorted(candidates):
        if len(chosen) < MOST and all(last < other[0] or first > other[1] for other in chosen):
            chosen.append((first, last))
    shown: list[str] = []
    for first, last in sorted(chosen):
        start, end = words.start(first), words.end(last)
        before, after = "… " if first else "", " …" if last < len(words.chunks) - 1 else ""
        shown.append(mark_safe(before + _html(text, start, end, spans) + after))
    return shown


def _html(text: str, start: int, end: int, spans: list[Span]) -> str:
    made, place = [], start
    for first, last, _term, _place in spans:
        if first < place or last > end:
            continue
        made += [_escaped(text[place:first]), "<mark>", _escaped(text[first:last]), "</mark>"]
        place = last
    made.append(_escaped(text[place:end]))
    return mark_safe("".join(made))


def _escaped(text: str) -> str:
    """With the ends of lines, which HTML does not show, still to be seen between the rows of a sheet."""
    return escape(text).replace("\n", SEPARATOR)


def _by_first(terms: Iterable[Phrase]) -> Known:
    """Phrases by their first word, the longest first."""
    known: Known = {}
    for phrase in sorted(set(terms), key=len, reverse=True):
        known.setdefault(phrase[0], []).append(phrase)
    return known


class _Words:
    """A text as chunks, which stand between spaces. A page shows thousands: few of them are looked at one by one."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language, self.chunks = text, language, text.split()[:FARTHEST]

    @cached_property
    def _starts(self) -> list[int]:
        before = list(accumulate(map(len, self.chunks), initial=0))
        if len(self.text) == before[-1] + len(self.chunks) - 1:  # one space between two
            return [length + place for place, length in enumerate(before)]
        return [chunk.start() for chunk in islice(_CHUNK.finditer(self.text), len(self.chunks))]

    def start(self, place: int) -> int:
        return self._starts[place]

    def end(self, place: int) -> int:
        return self._starts[place] + len(self.chunks[place])

    def places(self, known: Known) -> list[int]:
        """Of the chunks that hold one of these terms."""
        written = _written(set(self.chunks), self.language, known)
        return [place for place, chunk in enumerate(self.chunks) if chunk in written] if written else []

    def pieces(self, place: int) -> Iterator[Piece]:
        """From this chunk on."""
        for chunk, offset in zip(self.chunks[place:], self._starts[place:], strict=False):
            for start, end, term in _chunk(chunk, self.language):
                yield offset + start, offset + end, term


def _spans(words: _Words, known: Known) -> list[Span]:
    spans, free = list[Span](), 0
    for place in words.places(known):
        offset = words.start(place)
        for nth, (start, end, term) in enumerate(_chunk(words.chunks[place], words.language)):
            if term not in known or offset + start < free:
                continue
            for phrase in known[term]:
                if len(phrase) == 1:
                    free = offset + end
                else:
                    ahead = list(islice(words.pieces(place), nth, nth + len(phrase)))
                    if tuple(piece[2] for piece in ahead) != phrase:
                        continue
                    free = ahead[-1][1]
                spans.append((offset + start, free, term, place))
                break
    return spans


class _Read:
    """What was read of one language so far, and how it writes each term."""

    def __init__(self) -> None:
        self.chunks: set[str] = set()
        self.of_term: dict[str, set[str]] = {}


_read: dict[str, _Read] = {}


def _written(chunks: set[str], language: str, known: Known) -> set[str]:
    """Those that hold one of these terms. Each is looked at once for all readers; the rest is a comparison of sets."""
    read = _read.get(language)
    if read is None or len(read.chunks) > MOST_READ:
        read = _read[language] = _Read()
    for chunk in chunks - read.chunks:
        for _start, _end, term in _chunk(chunk, language):
            read.of_term.setdefault(term, set()).add(chunk)
        read.chunks.add(chunk)
    return chunks & set().union(*(read.of_term.get(term, ()) for term in known))


def _chunk(chunk: str, language: str) -> tuple[Piece, ...]:
    """The words of what stands between two spaces. Where folding joins or drops parts, they are one."""
    plain = chunk.rstrip(".,;:!?")
    if plain.isascii() and plain.isalpha():  # most words: nothing to fold but capitals
        return ((0, len(plain), prefix(language) + stem(plain.lower(), language)),)
    found = tokens(chunk)
    if not found:
        return ()
    elided = _ELISION.match(chunk)
    words = list(_WORD.finditer(chunk, elided.end() if elided else 0))
    terms = [prefix(language) + stem(token, language) for token in found]
    if len(words) == len(terms):
        return tuple((word.start(), word.end(), term) for word, term in zip(words, terms, strict=True))
    if not words:
        return ()
    return tuple((words[0].start(), words[-1].end(), term) for term in terms)
