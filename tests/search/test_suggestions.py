"""What a reader may be about to type."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.cache import cache

from library.addresses import sheet_url
from library.models import Sheet
from search import completion
from search.engines.base import Suggestion
from tests.search.making import (
    make_member,
    make_page,
    make_sheet,
    make_site,
    make_staff,
    make_territories,
    make_theme,
    make_user,
    translate,
)

pytestmark = pytest.mark.django_db


def suggest(text: str, language: str = "fr", reader: object = None, limit: int = 8) -> list[Suggestion]:
    cache.clear()
    return completion.suggest(text, language, reader or AnonymousUser(), limit)


def texts(text: str, language: str = "fr", reader: object = None) -> list[str]:
    return [suggestion.text for suggestion in suggest(text, language, reader)]


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("fr", "Une école économe", "eco"),
        ("fr", "Une école économe", "ÉCONO"),
        ("fr", "L’économie d’eau", "d'ea"),
        ("fr", "L’économie d’eau", "eau d’"),
        ("fr", "La rénovation des écoles", "rénov éco"),
        ("fr", "La rénovation des écoles", "la rénovatio"),
        ("fr", "Une œuvre collective", "oeuv"),
        ("en", "Renovated schools", "renovated sch"),
        ("ar", "المياه في المدارس", "مي"),
        ("ar", "المياه في المدارس", "المي"),
        ("ar", "إنارة الشوارع", "انا"),
        ("ar", "البلدية الجديدة", "بلديه"),
        ("ar", "خطة ٢٠٢٤", "20"),
        ("fr", "Plan 2024", "٢٠"),
        ("ar", "المـــيـــاه", "الميـا"),
    ],
)
def test_titles_are_suggested_however_their_beginnings_are_written(language: str, title: str, typed: str) -> None:
    make_sheet(title, language)
    make_sheet("Zzz", language)

    assert texts(typed, language) == [title]


@pytest.mark.parametrize(
    "typed", ["", " ", "'", "%", "_", "\0", "\ud800", "x" * 5000, "(", '"', "🙂", "é" * 200, "zzz zzz"]
)
def test_nothing_typed_is_an_error(typed: str) -> None:
    make_sheet("Une école")

    assert suggest(typed) == []


def test_the_language_of_the_reader_comes_first_and_a_work_once() -> None:
    french = make_sheet("Laval rénove", "fr")
    translate(french, "en", "Laval renovates")
    make_sheet("Laval plants", "en")

    assert texts("lav", "fr") == ["Laval rénove", "Laval plants"]
    assert texts("lav", "en") == ["Laval plants", "Laval renovates"]


def test_a_title_says_where_it_leads() -> None:
    make_site()
    sheet = make_sheet("Une école")
    page = make_page("Les écoles amies")

    assert {s.url for s in suggest("éco")} == {sheet_url(sheet), page.url}


def test_themes_tags_and_places_are_suggested_where_they_lead_somewhere() -> None:
    laval = make_territories()
    water = make_theme("water", fr="Eau; ressource en eau", en="Water", ar="المياه")
    make_theme("waste", fr="Déchets", en="Waste")
    make_sheet("Un", themes=[water], tags=["Écogestes"], territory=laval)

    assert suggest("ress") == [Suggestion("theme", "ressource en eau", "fr", "water")]
    assert suggest("wat", "fr") == [Suggestion("theme", "Water", "en", "water")]
    assert suggest("مياه", "ar") == [Suggestion("theme", "المياه", "ar", "water")]
    assert suggest("was", "en") == []
    assert suggest("ecog") == [Suggestion("tag", "Écogestes", "fr", "Écogestes")]
    assert suggest("laval") == [Suggestion("territory", "Laval", "fr", "53130")]
    assert suggest("loire") == [Suggestion("territory", "Pays de la Loire", "fr", "R52")]


def test_what_is_filed_under_a_group_is_suggested_to_it_alone() -> None:
    club, laval = Group.objects.create(name="Club"), make_territories()
    water = make_theme("water", fr="Eau")
    make_sheet("Secret du club", access="groups", groups=[club], themes=[water], tags=["Secrète"], territory=laval)
    friend, stranger = make_user("friend", groups=(club,)), make_user("stranger")

    for typed in ("sec", "eau", "lav", "secrète"):
        for reader in (AnonymousUser(), stranger, make_member(f"member-{typed}")):
            assert suggest(typed, reader=reader) == [], (typed, reader)
        for reader in (friend, make_staff(f"staff-{typed}")):
            assert suggest(typed, reader=reader) != [], (typed, reader)


def test_what_is_hidden_takes_no_place_among_what_is_shown() -> None:
    club = Group.objects.create(name="Club")
    titles = [f"École {number}" for number in range(3)]
    for title in titles:
        make_sheet(title)
    before = suggest("école", limit=3)

    for number in range(5):
        make_sheet(f"Éco {number}", access="groups", groups=[club])

    assert suggest("école", limit=3) == before
    assert sorted(texts("eco")) == titles


def test_what_is_restricted_and_not_projected_yet_is_not_suggested() -> None:
    sheet = make_sheet("Une école", tags=["Écogestes"])
    Sheet.objects.filter(pk=sheet.pk).update(access="groups")

    assert suggest("éco") == []


def test_the_title_of_a_members_sheet_is_public() -> None:
    make_sheet("Une école", access="members", body="<p>ecobuage</p>")

    assert texts("eco") == ["Une école"]


def test_suggestions_take_few_queries(django_assert_max_num_queries) -> None:
    make_site()
    water = make_theme("water", fr="Eau")
    for number in range(12):
        make_sheet(f"Eau {number}", themes=[water], tags=[f"Eau tag {number}"])
        make_page(f"Eau page {number}")
    suggest("eau")
    cache.clear()

    with django_assert_max_num_queries(14):
        found = completion.suggest("eau", "fr", AnonymousUser())

    assert len(found) == 8
    assert {suggestion.kind for suggestion in found} == {"theme", "tag", "title"}
