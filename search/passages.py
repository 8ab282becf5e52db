"""Where the words of a question stand in the files of what was found: which file, which page, and the passage.

Read for those results alone that show no other reason: the texts of files are long.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q

from . import highlight
from .engines.base import Hit, Passage
from .models import EntryText
from .terms import BETWEEN_FILES, BETWEEN_PAGES, NOT_NUMBERED

Phrase = tuple[str, ...]
MOST = 5  # results of a page that are looked at
FARTHEST = 20_000  # words of the files of one result that are read


def add_passages(hits: Sequence[Hit], audiences: Iterable[str], terms: set[Phrase]) -> None:
    """Give each hit that shows nothing else its first passage in a file, of what these audiences may read."""
    bare = [hit for hit in hits if not hit.fragments and not hit.title][:MOST]
    if not bare or not terms:
        return
    wanted = [
        Q(entry__object_kind=hit.object_kind, entry__object_id=hit.object_id, entry__language=hit.language)
        for hit in bare
    ]
    texts = EntryText.objects.filter(reduce(or_, wanted), audience__in=list(audiences)).exclude(files_shown="")
    known = {
        (kind, number, language): shown
        for kind, number, language, shown in texts.values_list(
            "entry__object_kind", "entry__object_id", "entry__language", "files_shown"
        )
    }
    for hit in bare:
        shown = known.get((hit.object_kind, hit.object_id, hit.language), "")
        hit.passage = _first(shown, hit.language, terms)


def _first(shown: str, language: str, terms: set[Phrase]) -> Passage | None:
    """Pages are read one by one, in the language of the result, then in the others: a file may be in any."""
    for code in {language: 1, **dict(settings.LANGUAGES)}:
        left = FARTHEST
        for file in shown.split(BETWEEN_FILES) if shown else []:
            title, *pages = file.split(BETWEEN_PAGES)
            numbered = not title.endswith(NOT_NUMBERED)
            title = title.removesuffix(NOT_NUMBERED)
            if marked := highlight.marked(title, code, terms):
                return Passage(file=title, page=None, text=marked, language=code)
            for number, text in enumerate(pages, 1):
                left -= len(text.split())
                if left < 0:
                    break
                if found := highlight.windows(text, code, terms):
                    return Passage(file=title, page=number if numbered else None, text=found[0], language=code)
    return None
