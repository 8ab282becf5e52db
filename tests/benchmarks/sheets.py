"""Many sheets at once: words as frequent as in a real language (Zipf), straight into the tables of the search."""

import random
import uuid
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Any

from django.db import connection
from django.utils import timezone
from wagtail.models import Locale

from library.models import Sheet, Theme, ThemeLabel, Work
from networks.models import Territory
from search.bands import BANDS
from search.models import Audience, EntryFacet, EntryText, SearchEntry, SearchTerm
from search.terms import indexed, indexed_word, prefix
from search.text import tokens
from tests.search.relevance.judged import as_experiences

WORDS = 30_000  # of each language
LENGTH = 250  # words of a text: 1.6 kB
BATCH = 1000
LANGUAGES = {"fr": 3, "en": 1, "ar": 1}  # how many of each
SYLLABLES = {
    "fr": "ba beau cha cou de eau fon gu in jar la lu mai men no on pla pou que ré ri ru sa sol ta tion tu va vil vi",
    "en": "bar ber cle dow en for gard hea ing ket land ligh lo ment ness or par pow riv school str ter town wa wi",
    "ar": "با بل تر جد حي خط در رو سا شا صر طا عم فا قر كه لا ما مد مي نا نو هر وا يا",
}  # fmt: skip


class Vocabulary:
    """Words of one language, the first ones the most frequent."""

    def __init__(self, language: str) -> None:
        chance = random.Random(language)
        found: dict[str, None] = {}
        syllables = SYLLABLES[language].split()
        while len(found) < WORDS:
            found["".join(chance.choices(syllables, k=2 + chance.randrange(3)))] = None
        self.language, self.words = language, list(found)
        self.terms = [indexed(word, language) for word in self.words]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))

    def pick(self, chance: random.Random, number: int) -> tuple[str, str]:
        """So many words, and their terms."""
        places = chance.choices(range(WORDS), cum_weights=self.weights, k=number)
        return " ".join(self.words[place] for place in places), " ".join(self.terms[place] for place in places)


def vocabularies() -> dict[str, Vocabulary]:
    return {language: Vocabulary(language) for language in LANGUAGES}


def questions(number: int, seed: int = 1) -> list[tuple[str, str]]:
    """What people ask, with their language: one to three words, neither the commonest nor the rarest."""
    chance, known = random.Random(seed), vocabularies()
    asked = []
    for _place in range(number):
        language = chance.choices(list(LANGUAGES), LANGUAGES.values())[0]
        words = known[language].words
        ranks = [int(20 * (5000 / 20) ** chance.random()) for _word in range(chance.choice([1, 1, 2, 2, 3]))]
        asked.append((language, " ".join(words[rank] for rank in ranks)))
    return asked


def fill(number: int, audiences: tuple[str, ...] = (Audience.PUBLIC, Audience.MEMBERS), seed: int = 0) -> None:
    chance, known = random.Random(seed), vocabularies()
    themes, territories = _themes(), _territories()
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    for vocabulary in known.values():
        SearchTerm.objects.bulk_create(
            [SearchTerm(term=term, length=len(term)) for term in sorted(set(vocabulary.terms))],
            ignore_conflicts=True,
            batch_size=2000,
        )
    numbers = iter(range(number))
    while batch := list(islice(numbers, BATCH)):
        _batch(len(batch), chance, known, locales, themes, territories, audiences)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _batch(
    number: int,
    chance: random.Random,
    known: dict[str, Vocabulary],
    locales: dict[str, Locale],
    themes: list[list[str]],
    territories: list[list[Territory]],
    audiences: tuple[str, ...],
) -> None:
    now = timezone.now()
    works = Work.objects.bulk_create(
        [Work(kind="experience", translation_key=uuid.uuid4()) for _place in range(number)]
    )
    texts: list[dict[str, Any]] = []
    for _work in works:
        language = chance.choices(list(LANGUAGES), LANGUAGES.values())[0]
        parts = dict(
            zip(("title", "summary", "body"), (known[language].pick(chance, n) for n in (6, 20, LENGTH)), strict=True)
        )
        texts.append(
            {"language": language, "place": chance.choice(territories), "year": 1990 + chance.randrange(36)} | parts
        )
    sheets = Sheet.objects.bulk_create(
        Sheet(
            work=work,
            translation_key=work.translation_key,
            locale=locales[text["language"]],
            title=text["title"][0],
            summary=text["summary"][0],
            body=f"<p>{text['body'][0]}</p>",
            access="public",
            live=True,
            first_published_at=now,
            year=text["year"],
            territory=text["place"][0],
        )
        for work, text in zip(works, texts, strict=True)
    )
    for work, sheet in zip(works, sheets, strict=True):
        work.source = sheet
    Work.objects.bulk_update(works, ["source"])
    as_experiences()
    chosen = [sorted({name for theme in chance.choices(themes, k=2) for name in theme}) for _work in works]
    entries = SearchEntry.objects.bulk_create(
        SearchEntry(
            object_kind="work",
            key=work.translation_key,
            language=text["language"],
            object_id=sheet.pk,
            number=work.pk,
            kind="experience",
            title=sheet.title,
            summary=sheet.summary,
            access="public",
            year=sheet.year,
            band=chance.choice(BANDS),
            published_at=now,
            theme_set=" ".join(names),
            territory_set=" ".join(place.reference for place in text["place"]),
            digest="",
        )
        for work, sheet, text, names in zip(works, sheets, texts, chosen, strict=True)
    )
    facets = [
        EntryFacet(entry=entry, name=name, value=value)
        for entry, text, names in zip(entries, texts, chosen, strict=True)
        for name, values in (
            ("theme", names),
            ("territory", [place.reference for place in text["place"]]),
            ("word", {prefix(text["language"]) + word for word in tokens(text["title"][0])}),
        )
        for value in values
    ]
    EntryFacet.objects.bulk_create(facets, batch_size=4000)
    EntryText.objects.bulk_create(
        EntryText(
            entry=entry,
            audience=audience,
            title=text["title"][1],
            summary=text["summary"][1],
            labels=" ".join(indexed_word(name, "fr") for name in names),
            body=text["body"][1],
            labels_shown=" · ".join(names),
            body_shown=text["body"][0],
        )
        for entry, text, names in zip(entries, texts, chosen, strict=True)
        for audience in audiences
    )


def _themes() -> list[list[str]]:
    """Each narrower theme, with what stands above it."""
    found = []
    for place in range(12):
        above = Theme.objects.create(identifier=f"bench-{place}")
        for under in range(5):
            theme = Theme.objects.create(identifier=f"bench-{place}-{under}", parent=above)
            ThemeLabel.objects.create(theme=theme, language="fr", label=f"Banc {place} {under}", preferred=True)
            found.append([theme.identifier, above.identifier])
    return found


def _territories() -> list[list[Territory]]:
    """Each commune, with what it lies in."""
    found = []
    for place in range(100):
        department, region = (
            Territory(kind=kind, code=f"{mark}{place}", reference=f"{mark}{place}", name=f"{kind} {place}")
            for kind, mark in (("department", "BD"), ("region", "BR"))
        )
        region.save()
        department.region = region
        department.save()
        communes: Iterator[Territory] = (
            Territory(kind="commune", code=f"BC{place}-{n}", reference=f"BC{place}-{n}", name=f"Commune {place} {n}",
                      department=department, region=region)
            for n in range(20)
        )  # fmt: skip
        found += [[commune, department, region] for commune in Territory.objects.bulk_create(communes)]
    return found
