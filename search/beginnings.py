"""The whole words of titles, kept as further facets: what is suggested while typing begins like them."""

from collections.abc import Iterable

from .arabic import is_arabic, without_article
from .document import Document
from .models import EntryFacet
from .terms import prefix
from .text import tokens, without_stop_words

LONGEST_WORD = 80  # letters that are kept


def title_words(document: Document) -> set[tuple[str, str]]:
    """Names and values of EntryFacet."""
    words = with_bare_forms(without_stop_words(tokens(document.title), document.language))
    start = prefix(document.language)
    return {(EntryFacet.Name.WORD.value, start + word[:LONGEST_WORD]) for word in words}


def with_bare_forms(words: Iterable[str]) -> set[str]:
    """Arabic words without their article too."""
    found = set(words)
    return found | {without_article(word) for word in found if is_arabic(word)}
