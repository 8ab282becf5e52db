"""Words as the index of the database keeps them: stems, each after the letters of its language.

So the statistics of each language are its own, and no French stem is taken for an English one.
"""

from .document import Document
from .models import EntryText
from .text import stem, tokens

LONGEST_TEXT = 20_000  # words of one sheet that are indexed


def prefix(language: str) -> str:
    return language.partition("-")[0]


def indexed_word(word: str, language: str) -> str:
    """A folded word as the index keeps it."""
    return prefix(language) + stem(word, language)


def indexed(text: str, language: str) -> str:
    return " ".join(indexed_word(word, language) for word in tokens(text)[:LONGEST_TEXT])


def texts(document: Document) -> dict[str, EntryText]:
    """What each audience may find of the document."""
    language = document.language
    common = {
        "title": indexed(document.title, language),
        "summary": indexed(document.summary, language),
        "labels": " ".join(indexed(label.words, label.language) for label in document.labels),
        "labels_shown": document.labels_shown(),
    }
    body = {"body": indexed(document.body, language), "body_shown": document.body}
    return {
        audience: EntryText(audience=audience, **common, **(body if whole else {}))
        for audience, whole in document.audiences().items()
    }
