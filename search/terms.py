"""Words as the index of the database keeps them: stems, each after the letters of its language.

So the statistics of each language are its own, and no French stem is taken for an English one.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .document import Document, File
from .models import EntryText
from .text import stem, tokens

LONGEST_TEXT = 20_000  # words of one sheet that are indexed
LONGEST_FILES = 50_000  # words of all its files

# Of `files_shown`: files, in each its title (with a mark where pages have no numbers) and then its pages.
BETWEEN_FILES, BETWEEN_PAGES, NOT_NUMBERED = "\x1d", "\x0c", "\x1e"
SEPARATORS = dict.fromkeys(map(ord, (BETWEEN_FILES, BETWEEN_PAGES, NOT_NUMBERED)), " ")


class Pages(NamedTuple):
    """The text of a file."""

    texts: list[str]
    numbered: bool


def prefix(language: str) -> str:
    return language.partition("-")[0]


def indexed_word(word: str, language: str) -> str:
    """A folded word as the index keeps it."""
    return prefix(language) + stem(word, language)


def indexed(text: str, language: str) -> str:
    return " ".join(indexed_word(word, language) for word in tokens(text)[:LONGEST_TEXT])


def texts(document: Document, pages: Mapping[int, Pages]) -> dict[str, EntryText]:
    """What each audience may find of the document. The pages of its files are given by their primary key."""
    language = document.language
    common = {
        "title": indexed(document.title, language),
        "summary": indexed(document.summary, language),
        "labels": " ".join(indexed(label.words, label.language) for label in document.labels),
        "labels_shown": document.labels_shown(),
    }
    body = {"body": indexed(document.body, language), "body_shown": document.body}
    made: dict[tuple[int, ...], dict[str, str]] = {}  # most audiences have the same files
    written = {}
    for audience, whole in document.audiences().items():
        files = document.files_for(audience)
        chosen = tuple(file.document for file in files)
        if chosen not in made:
            made[chosen] = _of_files(files, pages)
        written[audience] = EntryText(audience=audience, **common, **(body if whole else {}), **made[chosen])
    return written


def _of_files(files: list[File], pages: Mapping[int, Pages]) -> dict[str, str]:
    stems, shown, left = [], [], LONGEST_FILES
    for file in files:
        title = file.title.translate(SEPARATORS)
        known = pages.get(file.document, Pages([], True))
        kept = []
        for text in known.texts if file.stamp else []:
            words = text.split()[:left]
            left -= len(words)
            kept.append(" ".join(words))
        # The words of a file are cut by the bound above, not by that of a sheet's own text.
        stems += [indexed_word(word, file.language) for text in (title, *kept) for word in tokens(text)]
        mark = "" if known.numbered else NOT_NUMBERED
        shown.append(BETWEEN_PAGES.join([title + mark, *kept]))
    return {"files": " ".join(stems), "files_shown": BETWEEN_FILES.join(shown)}
