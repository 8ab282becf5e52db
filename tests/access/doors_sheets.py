"""The doors of sheets: their pages, the lists, the home pages."""

import re

from django.http import HttpResponse

from tests.access import rules
from tests.access.visit import Visit
from tests.access.words import Place


def sheet_page(visit: Visit) -> None:
    for state in rules.STATES:
        for language in rules.LANGUAGES:
            url = visit.world.urls[state, language]
            visible = visit.versions(state)
            response = visit.ask(url, 200 if language in visible else 404)
            words = visit.words(url, response) if language in visible else visit.told(response)
            found = {place for place in words if place.state == state}
            if language in visible:
                visit.expect(f"{url} ({state})", found, words_of_sheet(visit, state, language))
                visit.expect(f"{url}: links to languages", languages_linked(visit, state, response), visible)
                visit.expect(f"{url}: hreflang", hreflang(response), hreflang_wanted(state, visible))
            elif visible:  # the page that names the languages there are
                visit.expect(f"{url} ({state})", found, {Place(state, "title", other) for other in visible})
                visit.expect(f"{url}: links to languages", languages_linked(visit, state, response), visible)
                visit.expect(f"{url}: hreflang", hreflang(response), set())
            else:
                visit.expect(f"{url} ({state})", found, set())
                visit.expect(f"{url}: links to languages", languages_linked(visit, state, response), set())


def words_of_sheet(visit: Visit, state: str, language: str) -> set[Place]:
    """All that stands on the page of this sheet for this reader; titles in other languages are in its links."""
    everywhere = visit.world.words.of(state)
    return {
        place
        for place in everywhere
        if rules.may_see(place, visit.role) and (place.language in {"", language} or place.field == "title")
    }


def languages_linked(visit: Visit, state: str, response: HttpResponse) -> set[str]:
    return {language for language in rules.LANGUAGES if state in visit.sheets(response, language)}


def hreflang(response: HttpResponse) -> set[str]:
    return set(re.findall(r'rel="alternate"\s+hreflang="(\w+)"', response.content.decode()))


def hreflang_wanted(state: str, visible: set[str]) -> set[str]:
    """For search engines: what a visitor may open, where there are several."""
    open_to_all = rules.level(state, "anonymous") != "-"
    return visible if open_to_all and len(visible) > 1 else set()


def sheet_by_number(visit: Visit) -> None:
    """By its number alone, or with an old or wrong slug: to its address, for those alone who may see it."""
    for state, number in visit.world.numbers.items():
        for language in rules.LANGUAGES:
            base = f"{visit.world.libraries[language].url}{number}/"
            for url in (base, f"{base}wrong/?q=1"):
                visible = visit.versions(state)
                response = visit.ask(url, 301 if language in visible else 404)
                if language in visible:
                    wanted = visit.world.urls[state, language]
                    visit.expect(url, response["Location"].split("?")[0], wanted)
                visit.words(url, response)


def library_list(visit: Visit) -> None:
    for language in rules.LANGUAGES:
        url = visit.world.libraries[language].url
        response = visit.ask(url, 200)
        visible = visit.visible(language)
        visit.expect(f"{url}: cards", visit.words(url, response), words_of_cards(visit, visible, language))
        years = {int(year) for year in re.findall(r'<option value="(19\d\d)"', response.content.decode())}
        visit.expect(f"{url}: years", years, {visit.world.years[state] for state in visible})
        for state in rules.STATES[rules.LANGUAGES.index(language) :: len(rules.LANGUAGES)]:
            wanted = visible & {state}
            query = f"territory={visit.world.territories[state]}"
            # The names of territories are no secret: the official reference has them all.
            response = visit.ask(f"{url}?{query}", 200)
            visit.expect(f"{url}?{query}", visit.sheets(response, language), wanted)
            query = f"year={visit.world.years[state]}"  # one that the reader cannot know is no filter, like any other
            visit.expect(f"{url}?{query}", visit.cards(f"{url}?{query}", language), wanted or visible)
        for kind in ["experience", "technical", "working"]:
            wanted = {state for state in visible if rules.kind_of(state) == kind}
            query = f"kind={kind}&theme=energy&sort=title&page=99"
            visit.expect(f"{url}?{query}", visit.cards(f"{url}?{query}", language), wanted)


def words_of_cards(visit: Visit, states: set[str], language: str) -> set[Place]:
    """A card says what everyone who sees the sheet may know, and its first result to those who may read it."""
    return {
        place
        for state in states
        for place in visit.world.words.of(state)
        if place.field in rules.CARD | {"results.label"}
        and place.language in {"", language}
        and rules.may_see(place, visit.role)
    }


def pages(visit: Visit) -> None:
    """The home pages, which show the newest sheets, and what the server answers to addresses that do not exist."""
    for language in rules.LANGUAGES:
        response = visit.ask(f"/{language}/", 200)
        visit.words(f"/{language}/", response)
        visit.expect(f"/{language}/", visit.sheets(response, language) <= visit.visible(language), True)
        visit.words("nowhere", visit.ask(f"/{language}/nowhere/", 404))
    for url in ("/nowhere/", "/fr", "/fr/bibliotheque"):
        visit.ask(url, 301, 302)
