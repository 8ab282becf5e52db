"""Choices that are alternatives inside a facet, conditions across facets, and the counts that go with them."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from search.engines import SearchPage, SearchQuery, get_engine
from tests.search.making import make_sheet, make_territories, make_theme, translate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def find(q: str = "", language: str = "fr", **options: Any) -> SearchPage:
    return get_engine().search(SearchQuery(q=q, language=language, **options), AnonymousUser())


def numbers(page: SearchPage) -> set[int]:
    assert page.total == len(page.hits)
    return {hit.number for hit in page.hits}


def counts(page: SearchPage, facet: str) -> dict[str, int]:
    return {value["value"]: value["count"] for value in page.facets[facet]}


def test_choices_are_alternatives_inside_a_facet_and_conditions_across() -> None:
    water, energy = make_theme("water", fr="Eau"), make_theme("energy", fr="Énergie")
    wet = make_sheet("Un", themes=[water], year=2020).work_id
    warm = make_sheet("Deux", themes=[energy], year=2021).work_id
    both = make_sheet("Trois", kind="technical", themes=[water, energy], year=2021).work_id
    make_sheet("Quatre", year=2021)

    assert numbers(find(themes=("water", "energy"))) == {wet, warm, both}
    assert numbers(find(themes=("water", "energy"), years=(2021,))) == {warm, both}
    assert numbers(find(themes=("water",), years=(2020, 2021), kinds=("technical",))) == {both}


def test_a_facet_is_counted_under_all_choices_but_its_own() -> None:
    water, energy = make_theme("water", fr="Eau"), make_theme("energy", fr="Énergie")
    make_sheet("Un", themes=[water], year=2020)
    make_sheet("Deux", themes=[energy], year=2021)
    make_sheet("Trois", kind="technical", themes=[energy], year=2021)

    page = find(themes=("water",), years=(2020,))

    assert counts(page, "theme") == {"water": 1}
    assert counts(page, "year") == {"2020": 1}
    assert counts(find(themes=("water",)), "theme") == {"water": 1, "energy": 2}
    assert counts(find(themes=("water",)), "kind") == {"experience": 1}
    assert counts(find(themes=("energy",)), "kind") == {"experience": 1, "technical": 1}
    assert counts(find(themes=("energy",), kinds=("technical",)), "theme") == {"energy": 1}
    assert counts(find(themes=("energy",), kinds=("technical",)), "kind") == {"experience": 1, "technical": 1}


def test_trees_say_what_stands_above_each_value() -> None:
    laval = make_territories()
    water = make_theme("water", fr="Eau")
    rain = make_theme("rain", parent=water, fr="Pluie")
    make_sheet("Un", themes=[rain], territory=laval)

    page = find(territories=("53",), themes=("water",))

    assert page.total == 1
    assert {facet["value"]: facet["parent"] for facet in page.facets["theme"]} == {"water": None, "rain": "water"}
    assert {facet["value"]: facet["parent"] for facet in page.facets["territory"]} == {
        "R52": None,
        "53": "R52",
        "53130": "53",
    }


def test_a_work_counts_once_and_its_languages_each() -> None:
    sheet = make_sheet("Laval rénove", "fr", year=2020)
    english = translate(sheet, "en", "Laval renovates")
    make_sheet("Laval plante", "fr", year=2020)

    page = find("Laval", languages=("en",))

    assert [hit.object_id for hit in page.hits] == [english.pk]
    assert counts(page, "language") == {"fr": 2, "en": 1}
    assert counts(page, "year") == {"2020": 1}
    assert counts(find("Laval"), "year") == {"2020": 2}


def test_what_is_chosen_stays_in_sight_and_what_is_unknown_does_not() -> None:
    make_theme("water", fr="Eau")
    make_sheet("Un", year=2020)

    page = find(themes=("water", "<script>"), kinds=("guide", "x\0"), years=(99_999,), bands=("0-499", "\ud800"))

    assert page.total == 0
    assert counts(page, "theme") == {"water": 0}
    assert counts(page, "kind") == {"guide": 0}
    assert counts(page, "year") == {}
    assert counts(page, "band") == {"0-499": 0}


def test_the_population_band_is_that_of_the_commune() -> None:
    laval = make_territories()
    laval.population = 300
    laval.save()
    small = make_sheet("Un", territory=laval).work_id
    make_sheet("Deux")

    assert numbers(find(bands=("0-499", "500-1999"))) == {small}
    assert counts(find(), "band") == {"0-499": 1}
