"""One search of one reader, whatever engine it is asked of: what is looked for, and what is made of what was found."""

import re
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache

from library.querysets import Reader
from search import corrections, highlight, visibility
from search.parsing import ParsedQuery, parse_query
from search.passages import add_passages
from search.terms import indexed_word
from search.text import fold
from search.thesaurus import synonyms

from .base import Hit, SearchPage, SearchQuery
from .plan import Choice, Plan, rarity
from .statement import Found

LEAST = 4  # letters of a word that is corrected
MOST_CORRECTED = 3
KEPT = 60  # seconds that a count is told again
WORD = re.compile(r"[^\W_]+")


def answer(engine: str, question_of: type["Question"], query: SearchQuery, reader: Reader) -> SearchPage:
    """The page of one engine, whose questions are of this type."""
    parsed = parse_query(query.q, query.language)
    page = SearchPage(engine=engine, text=parsed.text)
    if parsed.text and not parsed:
        return page
    question = question_of(query, reader, parsed)
    if parsed:
        question.prepare()
    found = question.ask(query.page)
    page.total, page.elsewhere, page.facets = found.total, found.elsewhere, found.facets
    page.hits = [question.hit(row) for row in found.rows]
    page.elsewhere_hits = [question.hit(row) for row in found.other_rows]
    add_passages([*page.hits, *page.elsewhere_hits], question.audiences, question.plan.asked())
    page.did_you_mean = question.did_you_mean(found)
    return page


class Question:
    """An engine says how it counts and how it asks."""

    def __init__(self, query: SearchQuery, reader: Reader, parsed: ParsedQuery) -> None:
        if not query.sort:
            query = replace(query, sort="relevance" if parsed else "newest")
        self.query, self.reader, self.parsed = query, reader, parsed
        self.audiences = visibility.audiences(reader)
        self.languages = list(dict.fromkeys([query.language, *dict(settings.LANGUAGES)]))
        self.plan = Plan()
        self.corrected: dict[str, str] = {}  # a folded word, and the term that was looked for instead

    @cached_property
    def visible(self) -> visibility.Condition:
        return visibility.visible(self.reader)

    def counts(self, choices: list[Choice]) -> list[int]:
        """How many texts of the reader there are, and how many hold each choice."""
        raise NotImplementedError

    def ask(self, page: int) -> Found:
        """What is found, with one page of it. Only what the reader may see counts."""
        raise NotImplementedError

    def prepare(self) -> None:
        words = list(self.parsed.words)
        phrases, recognised = synonyms(words, self.languages)
        self.plan.synonyms = sorted(phrases)
        self.plan.words = [self._choice((word,)) for word in words]
        self.plan.phrases = [self._choice(phrase) for phrase in self.parsed.phrases]
        self.plan.excluded = [self._choice(phrase) for phrase in self.parsed.excluded]
        total, *counts = self._known_counts(self.plan.words)
        unknown = [
            place
            for place, (word, count) in enumerate(zip(words, counts, strict=True))
            if not count and word not in recognised and len(word) >= LEAST and not any(c.isdigit() for c in word)
        ]
        for place in unknown[:MOST_CORRECTED]:
            term, count = self._correction(words[place])
            if term:
                self.corrected[words[place]] = term
                self.plan.words[place], counts[place] = [(term,)], count
        self.plan.weights = [rarity(count, total) for count in counts]

    def _known_counts(self, choices: list[Choice]) -> list[int]:
        """As `counts`, up to a minute old: they say how rare a word is. What nothing holds is always asked anew, for
        it is corrected; and so is what depends on the reader's own groups."""
        if len(self.audiences) > 1:
            return self.counts(choices)
        about = f"search.counts.{type(self).__name__}.{self.audiences[0]}."
        keys = [about + sha256(repr(choice).encode()).hexdigest() for choice in [[], *choices]]
        kept = cache.get_many(keys)
        if len(kept) < len(set(keys)):
            kept = dict(zip(keys, self.counts(choices), strict=True))
            cache.set_many({key: count for key, count in kept.items() if count}, KEPT)
        return [kept[key] for key in keys]

    def _choice(self, phrase: tuple[str, ...]) -> Choice:
        return [tuple(indexed_word(word, language) for word in phrase) for language in self.languages]

    def _correction(self, word: str) -> tuple[str, int]:
        """The nearest term that this reader's texts hold, and how often; an empty one if none is near."""
        near = corrections.near(word, self.languages)
        for terms in near:
            _total, *counts = self.counts([[(term,)] for term in terms])
            known = [(-count, term) for term, count in zip(terms, counts, strict=True) if count]
            if known:
                count, term = min(known)
                return term, -count
        return "", 0

    def hit(self, row: Any) -> Hit:
        asked, others = self.plan.asked(), set(self.plan.synonyms)
        return Hit(
            object_kind=row.object_kind,
            object_id=row.object_id,
            number=row.number,
            kind=row.kind,
            language=row.language,
            access=row.access,
            summary=row.summary,
            score=round(float(row.score), 6),
            title=highlight.marked(row.title, row.language, asked | others),
            fragments=highlight.fragments(row, asked, others),
        )

    def did_you_mean(self, found: Found) -> str | None:
        """The question with each corrected word as the texts that were found write it."""
        if not self.corrected or not found.rows:
            return None
        written = {}
        for word, term in self.corrected.items():
            shown = highlight.first_written(found.rows, term)
            if shown is None:
                alone = type(self)(replace(self.query, page_size=1), self.reader, self.parsed)
                alone.plan = Plan(words=[[(term,)]], weights=[1.0])
                shown = highlight.first_written(alone.ask(1).rows, term)
            if shown:
                written[word] = shown
        text = WORD.sub(lambda match: written.get(fold(match[0]), match[0]), self.parsed.text)
        return text if written else None
