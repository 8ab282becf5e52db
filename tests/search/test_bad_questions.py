"""Whatever is typed, the engine answers, and soon: three scripts, syntax of other engines, halves of characters."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser

from search.completion import suggest
from search.engines import SearchQuery
from search.engines.database import DatabaseEngine
from tests.search.making import make_sheet, make_theme

pytestmark = pytest.mark.django_db

TYPED = [
    '"',
    'a"b',
    '"non fermé',
    " ",
    "\0",
    "\ud800",
    "%ED%A0%80",
    "*",
    "a*",
    "*a",
    "AND",
    "OR NOT",
    "NEAR(a b)",
    "(",
    "a:b",
    "title:eau",
    "{eau} : fuite",
    "^eau",
    "eau & !fuite",
    "eau <-> fuite",
    "'",
    "''",
    "l'",
    "\\",
    "-",
    "--",
    "-eau",
    '-"',
    '""',
    "{{7*7}}",
    "<script>",
    "\u202eeau",
    "🙂",
    "é" * 20_000,
    "eau " * 5_000,
    "%",
    "_",
    "١٢٣",
    "؟",
    "ـ",
    "٫",
    "a\tb\nc",
    "1e999",
    "eau;DROP TABLE",
    "0",
    "·",
    "œ",
    "ﷺ",
    "İ",
    "ß",
]
PARTS = [
    "eau",
    "fuite",
    "المياه",
    "مدرسة",
    "water",
    "leak",
    '"',
    "-",
    "'",
    "(",
    ")",
    "*",
    ":",
    "&",
    "|",
    "!",
    "<->",
    "\0",
    "ـ",
    "\u064b",
    "œ",
    "’",
    "2024",
    "٢٠٢٤",
    "\ud800",
    "🙂",
    "NOT",
    "OR",
    "%",
    "\\",
    "^",
    "~",
    "C.C.T.P.",
    "élu·e·s",
]


@pytest.fixture
def sheets() -> None:
    theme = make_theme("water", fr="Eau; fuites d’eau", en="Water", ar="المياه")
    make_sheet("Une fuite d’eau", themes=[theme])
    make_sheet("Water leak", "en", themes=[theme])
    make_sheet("المياه في المدرسة", "ar", themes=[theme])


@pytest.mark.usefixtures("sheets")
def test_nothing_typed_is_an_error() -> None:
    engine = DatabaseEngine()
    for typed in TYPED:
        for language in ("fr", "en", "ar"):
            engine.search(SearchQuery(q=typed, language=language), AnonymousUser())
            suggest(typed, language, AnonymousUser())


@pytest.mark.usefixtures("sheets")
def test_no_mixture_is_an_error() -> None:
    engine, chance = DatabaseEngine(), random.Random(52)
    for _time in range(300):
        typed = chance.choice(["", " "]).join(chance.choices(PARTS, k=chance.randrange(1, 12)))
        language = chance.choice(["fr", "en", "ar"])
        page = engine.search(
            SearchQuery(q=typed, language=language, sort=chance.choice(["", "title"])), AnonymousUser()
        )
        assert page.total >= len(page.hits), typed
        suggest(typed, language, AnonymousUser())


@pytest.mark.usefixtures("sheets")
def test_no_choice_is_an_error() -> None:
    odd = ("<script>", "\0", "\ud800", "' OR 1=1 --", "x" * 5_000, *(f"v{number}" for number in range(500)))
    query = SearchQuery(
        q="eau", kinds=odd, themes=odd, territories=odd, bands=odd, languages=odd, access=odd, years=(0, -1, 10**20)
    )

    page = DatabaseEngine().search(query, AnonymousUser())

    assert (page.total, page.hits) == (0, [])
    assert [value for values in page.facets.values() for value in values] == []


@pytest.mark.usefixtures("sheets")
@pytest.mark.parametrize("number", [1, 2, 10**6, 10**15])
def test_a_page_past_the_end_is_empty(number: int) -> None:
    page = DatabaseEngine().search(SearchQuery(q="eau", page=number), AnonymousUser())

    assert page.total == 3
    assert bool(page.hits) == (number == 1)
