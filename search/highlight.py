"""Where the words of a question stand in the words themselves, as safe HTML."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.html import escape
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

_CHUNK = re.compile(r"\S+")
_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f\u0640\u064b-\u0652\u0670])+")
_ELISION = re.compile(r"^[^\w]*(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.IGNORECASE)


# A word in its place, as the index has it: start, end, term. Plain tuples, for there are thousands on a page.
Piece = tuple[int, int, str]


def marked(text: str, language: str, terms: Iterable[Phrase]) -> str | None:
    """The whole text with what was asked for marked; None where there is nothing to mark."""
    pieces = _pieces(text, language)
    spans = _spans(pieces, _by_first(terms))
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
                for start, end, known in _pieces(text, language):
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
    pieces = _pieces(text, language)
    spans = _spans(pieces, _by_first(terms))
    if not spans:
        return []
    starts = {start: place for place, (start, _end, _term) in enumerate(pieces)}
    candidates = []
    for start, _end, _term in spans[:MOST_COMPARED]:
        first = max(0, starts[start] - WINDOW // 4)
        last = min(len(pieces), first + WINDOW) - 1
        inside = [span for span in spans if pieces[first][0] <= span[0] and span[1] <= pieces[last][1]]
        candidates.append((-len({span[2] for span in inside}), -len(inside), first, last))
    chosen: list[tuple[int, int]] = []
    for _distinct, _number, first, last in sorted(candidates):
        if len(chosen) < MOST and all(last < other[0] or first > other[1] for other in chosen):
            chosen.append((first, last))
    shown: list[str] = []
    for first, last in sorted(chosen):
        start, end = pieces[first][0], pieces[last][1]
        before, after = "… " if first else "", " …" if last < len(pieces) - 1 else ""
        shown.append(mark_safe(before + _html(text, start, end, spans) + after))
    return shown


def _html(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> str:
    made, place = [], start
    for first, last, _term in spans:
        if first < place or last > end:
            continue
        made += [_escaped(text[place:first]), "<mark>", _escaped(text[first:last]), "</mark>"]
        place = last
    made.append(_escaped(text[place:end]))
    return mark_safe("".join(made))


def _escaped(text: str) -> str:
    """With the ends of lines, which HTML does not show, still to be seen between the rows of a sheet."""
    return escape(text).replace("\n", SEPARATOR)


def _by_first(terms: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """Phrases by their first word, the longest first."""
    known: dict[str, list[Phrase]] = {}
    for phrase in sorted(set(terms), key=len, reverse=True):
        known.setdefault(phrase[0], []).append(phrase)
    return known


def _spans(pieces: list[Piece], known: dict[str, list[Phrase]]) -> list[tuple[int, int, str]]:
    spans, free = [], 0
    for place, (start, _end, term) in enumerate(pieces):
        if term not in known or place < free:
            continue
        for phrase in known[term]:
            if len(phrase) == 1 or tuple(piece[2] for piece in pieces[place : place + len(phrase)]) == phrase:
                free = place + len(phrase)
                spans.append((start, pieces[free - 1][1], term))
                break
    return spans


def _pieces(text: str, language: str) -> list[Piece]:
    pieces: list[Piece] = []
    for chunk in _CHUNK.finditer(text):
        offset = chunk.start()
        for start, end, term in _chunk(chunk[0], language):
            pieces.append((offset + start, offset + end, term))
        if len(pieces) > FARTHEST:
            break
    return pieces


@lru_cache(maxsize=131_072)
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
