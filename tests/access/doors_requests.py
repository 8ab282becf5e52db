"""The doors of comments: whoever may see a title may comment on it, and learns nothing else there."""

from tests.access import rules
from tests.access.visit import Visit
from tests.access.words import Place


def comment_on_sheet(visit: Visit) -> None:
    for state, number in visit.world.numbers.items():
        for language in rules.LANGUAGES:
            url = f"/{language}/comment/sheet/{number}/"
            visible = language in visit.versions(state)
            response = visit.ask(url, 200 if visible else 404)
            wanted = {Place(state, "title", language)} if visible else set()
            visit.expect(url, visit.words(url, response), wanted)
            # Nothing is kept: the form is empty, or there is none.
            visit.expect(f"POST {url}", visit.told(visit.ask(url, 422 if visible else 404, method="post")), wanted)
    visit.ask(f"/fr/comment/sheet/{10**20}/", 404)


def comment_on_page(visit: Visit) -> None:
    for language, library in visit.world.libraries.items():
        response = visit.ask(f"/{language}/comment/page/{library.pk}/", 200)
        visit.expect("comment on a page", visit.words("comment on a page", response), set())
        for other in set(rules.LANGUAGES) - {language}:
            visit.ask(f"/{other}/comment/page/{library.pk}/", 404)
    visit.ask(f"/fr/comment/page/{10**20}/", 404)
