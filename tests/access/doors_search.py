"""The doors of the search: each reader finds by the words that they may read, and by no other word in any way."""

from collections.abc import Iterator

from django.http import HttpResponse

from tests.access import rules
from tests.access.visit import Visit
from tests.access.words import Place

AT_ONCE = 20  # words of one question
NOT_INDEXED = ("contact", "name_of_", "content_of_", "draft_")  # the files of the world are of a kind that is not read


def search(visit: Visit) -> None:
    everything(visit)
    for turn, state in enumerate(rules.STATES):
        language = rules.LANGUAGES[turn % len(rules.LANGUAGES)]
        places = sorted(visit.world.words.of(state))
        opened = [place for place in places if is_found(place, visit.role)]
        closed = [place for place in places if place not in opened]
        for some in chunks(closed):
            expect_answer(visit, some, language, set())
        for some in chunks(opened):
            expect_answer(visit, some, language, {state})
        for place in opened[turn % 9 :: 9]:
            expect_answer(visit, [place], language, {state})
        expect_page(visit, closed[turn % 5 :: 5], language, set())
        expect_page(visit, opened[turn % 3 :: 3], language, {state})


def is_found(place: Place, role: str) -> bool:
    """Whether the search looks there for this reader: where a page shows them the word, the contact apart; by files
    those find who may download them."""
    if place.field.startswith("title_of_"):
        return rules.level(place.state, role) == "m" or (
            rules.level(place.state, role) == "b" and place.field == "title_of_same"
        )
    return not place.field.startswith(NOT_INDEXED) and rules.may_see(place, role)


def chunks(places: list[Place]) -> Iterator[list[Place]]:
    for start in range(0, len(places), AT_ONCE):
        yield places[start : start + AT_ONCE]


def expect_answer(visit: Visit, places: list[Place], language: str, states: set[str]) -> None:
    url = f"/api/v1/search?q={question(visit, places)}&lang={language}&page_size=50"
    response = visit.ask(url, 200)
    visit.words(url, response)
    answer = response.json()
    visit.expect(url, results(visit, response), states)
    visit.expect(f"{url}: total", answer["total"], len(states))
    visit.expect(f"{url}: correction", answer["did_you_mean"], None)
    visit.expect(
        f"{url}: facets", {name for name, values in answer["facets"].items() if values} != set(), bool(states)
    )


def expect_page(visit: Visit, places: list[Place], language: str, states: set[str]) -> None:
    if not places:
        return
    url = f"/{language}/search/?q={question(visit, places[:AT_ONCE])}"
    response = visit.ask(url, 200)
    visit.words(url, response)
    found = {state for code in rules.LANGUAGES for state in visit.sheets(response, code)}
    visit.expect(url, found, states)


def question(visit: Visit, places: list[Place]) -> str:
    return "+".join(visit.world.words.new(*place) for place in places)


def results(visit: Visit, response: HttpResponse) -> set[str]:
    numbers = {result["id"] for result in response.json()["results"] if result["kind"] != "page"}
    return {state for state, number in visit.world.numbers.items() if number in numbers}


def everything(visit: Visit) -> None:
    """Without a question: all that the reader may see, each work once; one language alone; each filter."""
    visible = {state for code in rules.LANGUAGES for state in visit.visible(code)}
    for language in rules.LANGUAGES:
        url = f"/api/v1/search?lang={language}&page_size=50"
        response = visit.ask(url, 200)
        visit.words(url, response)
        visit.expect(url, results(visit, response), visible)
        facets = response.json()["facets"]
        years = {int(year["value"]) for year in facets["year"]}
        visit.expect(f"{url}: years", years, {visit.world.years[state] for state in visible})
        places = {place["value"] for place in facets["territory"]}
        visit.expect(f"{url}: territories", places, {visit.world.territories[state] for state in visible})
        url = f"/api/v1/search?lang={language}&scope=language&page_size=50"
        visit.expect(url, results(visit, visit.ask(url, 200)), visit.visible(language))
        url = f"/{language}/search/?scope=language"
        response = visit.ask(url, 200)
        visit.words(url, response)
        visit.expect(url, visit.sheets(response, language) <= visit.visible(language), True)
    for turn, state in enumerate(rules.STATES):
        wanted = visible & {state}
        query = (f"territory={visit.world.territories[state]}", f"year={visit.world.years[state]}")[turn % 2]
        url = f"/api/v1/search?{query}"
        visit.expect(url, results(visit, visit.ask(url, 200)), wanted)
        response = visit.ask(f"/fr/search/?{query}", 200)
        found = {state for code in rules.LANGUAGES for state in visit.sheets(response, code)}
        visit.expect(f"/fr/search/?{query}", found, wanted)


def suggestions(visit: Visit) -> None:
    """What is suggested while one types, from the beginnings of titles that the reader may see or not."""
    for turn, state in enumerate(rules.STATES):
        language = rules.LANGUAGES[turn % len(rules.LANGUAGES)]
        for place in sorted(visit.world.words.of(state))[turn % 5 :: 5]:
            for asked in (visit.world.words.new(*place), visit.world.words.new(*place)[:3]):
                url = f"/{language}/search/suggest/?q={asked}"
                visit.words(url, visit.ask(url, 200))
