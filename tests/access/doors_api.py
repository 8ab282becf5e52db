"""The doors of the read API: works with what the reader may read of them, and lists of pages."""

from typing import Any

from networks.models import NetworkPage
from tests.access import rules
from tests.access.doors_agenda import make_each, seen, titles
from tests.access.visit import Visit
from tests.access.words import Place
from tests.home import making_pages
from tests.networks import making as networks


def sheets(visit: Visit) -> None:
    visible = {state for code in rules.LANGUAGES for state in visit.visible(code)}
    for language in rules.LANGUAGES:
        url = f"/api/v1/sheets?page_size=50&lang={language}"
        response = visit.ask(url, 200)
        visit.expect(f"{url}: words", visit.words(url, response) <= shown(visit, rules.CARD), True)
        listed = {work["id"]: work for work in response.json()["results"]}
        visit.expect(url, set(listed), {visit.world.numbers[state] for state in visible})
        visit.expect(f"{url}: total", response.json()["total"], len(visible))
        for state in visible:
            versions = {version["lang"] for version in listed[visit.world.numbers[state]]["versions"]}
            visit.expect(f"{url}: versions ({state})", versions, visit.versions(state))
        url = f"/api/v1/sheets?page_size=50&language={language}"
        found = {work["id"] for work in visit.ask(url, 200).json()["results"]}
        visit.expect(url, found, {visit.world.numbers[state] for state in visit.visible(language)})
    for state in rules.STATES:
        for query in (f"year={visit.world.years[state]}", f"territory={visit.world.territories[state]}"):
            found = visit.ask(f"/api/v1/sheets?{query}", 200).json()["total"]
            visit.expect(query, found, int(state in visible))


def sheet(visit: Visit) -> None:
    for state, number in visit.world.numbers.items():
        versions = visit.versions(state)
        response = visit.ask(f"/api/v1/sheets/{number}", 200 if versions else 404)
        found = visit.words(f"sheet {state}", response)
        wanted = {place for place in shown(visit) if place.state == state} if versions else set()
        visit.expect(f"/api/v1/sheets/{number} ({state})", found, wanted)


def shown(visit: Visit, fields: set[str] | None = None) -> set[Place]:
    return {
        place
        for state in rules.STATES
        for place in visit.world.words.of(state)
        if rules.may_see(place, visit.role) and (fields is None or place.field in fields)
    }


def pages(visit: Visit) -> None:
    home = visit.world.libraries["fr"].get_parent().specific
    make_each(visit, making_pages.event, making_pages.agenda(home)["fr"])
    make_each(visit, network, networks.directory()["fr"])
    for url in ("/api/v1/events", "/api/v1/events?when=upcoming&kind=meeting", "/api/v1/networks"):
        address = f"{url}{'&' if '?' in url else '?'}lang=fr&page_size=50"
        visit.expect(address, titles(visit, address), seen(visit.role))
        visit.expect(address, visit.ask(address, 200).json()["total"], len(seen(visit.role)))


def network(parent: Any, title: str, publish: bool = True) -> Any:
    made = networks.add(parent, NetworkPage, title, kind="local")
    if not publish:
        NetworkPage.objects.filter(pk=made.pk).update(live=False, live_revision=None, first_published_at=None)
    return made


def same_for_all(visit: Visit) -> None:
    """The themes, the territories and the description of the API tell of no work; other addresses are none."""
    for url in ("/api/v1/", "/api/v1/themes", "/api/v1/themes/energy", "/api/v1/openapi.json"):
        visit.expect(url, visit.words(url, visit.ask(url, 200)), set())
    visit.ask("/api/v1/territories?page_size=50", 200)  # the names of territories are no secret
    visit.ask("/api/v1/nowhere", 404)
