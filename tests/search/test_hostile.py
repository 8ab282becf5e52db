"""Whatever is typed or put into the address, each engine answers, and soon."""

import random
import time
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from search.engines import SearchQuery, get_engine
from search.engines.base import SORTS
from tests.search.making import make_sheet, make_territories, make_theme, translate
from tests.search.test_views import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]

SCRIPTS = {
    "latin": "aàâäbcçdeéèêëfghiîïjklmnoôœpqrstuùûüvwxyzßøłđ'’-ÀÉÎŒ",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئةىًٌٍَُِّْـ٠١٢٣٤٥٦٧٨٩،؟",
    "others": "бвгджийλμπσω水火気候तथाเมือง한국어🌊💧½²ﷺ\u0301\u200d\u202e",
}
KNOWN = ["eau", "fuite", "réseau", "chaufferie bois", "water", "الماء", "مياه", "réutilisation", "l'école", "œuvre"]
STRANGE = ['"', '"', "-", "-", " ", "  ", "\t", "\0", "\\", "*", "(", ")", "AND", "OR", "NOT", ":", "/", "%", "|", "&",
           "~2", "^9", "\ud800", "<b>", "{", "}", "'", "’", "«", "»", "_", "+", "1e999", "-0", "\x7f"]  # fmt: skip


def generated(script: str, number: int) -> list[str]:
    """Always the same: words known and unknown, long and short, among signs that mean something somewhere."""
    chance = random.Random(script)

    def piece() -> str:
        match chance.randrange(8):
            case 0 | 1:
                return chance.choice(KNOWN)
            case 2:
                return chance.choice(STRANGE)
            case 3:  # a slip in a known word
                word = chance.choice(KNOWN)
                place = chance.randrange(len(word))
                return word[:place] + chance.choice(SCRIPTS[script]) + word[place + 1 :]
            case 4:
                return chance.choice(SCRIPTS[script]) * chance.choice([1, 3, 80])
            case _:
                return "".join(chance.choices(SCRIPTS[script], k=chance.randrange(1, 14)))

    lengths = [1, 1, 2, 3, 5, 8, 40]
    return [chance.choice(["", " "]).join(piece() for _p in range(chance.choice(lengths))) for _q in range(number)]


@pytest.fixture
def sheets() -> None:
    theme = make_theme("water", fr="Eau; réseau d'eau", en="Water", ar="الماء")
    sheet = make_sheet("Les fuites d'eau de l'école", themes=[theme], territory=make_territories(), year=2020)
    translate(sheet, "en", "Water leaks at school", body="<p>network and water</p>")
    translate(sheet, "ar", "مياه المدرسة", body="<p>الماء</p>")
    make_sheet("La chaufferie bois", body="<p>une œuvre collective</p>")


def search(query: SearchQuery) -> float:
    begun = time.monotonic()
    page = get_engine().search(query, AnonymousUser())
    assert len(page.hits) <= query.page_size
    assert page.total >= len(page.hits)
    return time.monotonic() - begun


def options(chance: random.Random) -> dict[str, Any]:
    """What an address may hold, known or not."""
    strange: list[Any] = ["water", "53", "fr", "experience", "500-1999", "\0", "x" * 300, "\ud800", "'", "%s"]
    known: dict[str, list[Any]] = {
        "scope": ["all", "language"],
        "kinds": [("experience",), ("page", "experience")],
        "themes": [("water",)],
        "territories": [("53",)],
        "bands": [("0-499",)],
        "years": [(2020,), (10**30,), (-1, 0)],
        "languages": [("fr",), ("fr", "en")],
        "access": [("public",)],
        "sort": list(SORTS),
        "page": [2, 500, 10**9],
        "page_size": [1, 50],
    }
    chosen = {name: chance.choice(known[name]) for name in chance.sample(sorted(known), chance.randrange(4))}
    for name in ("kinds", "themes", "territories", "bands", "languages", "access"):
        if name in chosen and chance.random() < 0.2:
            chosen[name] = tuple(chance.sample(strange, 2))
    return chosen


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_thousand_questions_of_each_script_have_their_answers(sheets: None, script: str) -> None:
    chance, slow = random.Random(script), []
    for q in generated(script, 1_000):
        language = chance.choice(["fr", "en", "ar"])
        if search(SearchQuery(q=q, language=language, **(options(chance) if chance.random() < 0.4 else {}))) > 2:
            slow.append(q)

    assert not slow


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_what_has_a_meaning_elsewhere_has_none_here(sheets: None, language: str) -> None:
    for q in HOSTILE:
        search(SearchQuery(q=q, language=language))
        search(SearchQuery(q=q, language=language, scope="language", sort="newest"))
