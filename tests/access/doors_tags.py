"""The door of tags: in the world each work bears one of its own."""

from tests.access import rules
from tests.access.doors_sheets import words_of_cards
from tests.access.visit import Visit


def tag_page(visit: Visit) -> None:
    for state in rules.STATES:
        word = visit.world.words.new(state, "tag")
        for language in rules.LANGUAGES:
            url = f"{visit.world.libraries[language].url}tags/{word.lower()}/"
            visible = visit.visible(language) & {state}
            response = visit.ask(url, 200 if visible else 404)
            found = {place for place in visit.told(response) if place.state == state}
            visit.expect(f"{url}: cards", found, words_of_cards(visit, visible, language))
            visit.expect(f"{url}: sheets", visit.sheets(response, language), visible)
