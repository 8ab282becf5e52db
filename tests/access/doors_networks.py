"""The doors of member authorities and of commitments. The authorities of the world are no members: only works name
them, so that each is known to those who see its work, and to nobody else."""

from typing import Any

from networks.models import LocalAuthority
from tests.access import rules
from tests.access.doors_agenda import make_each, open_each, seen, titles
from tests.access.visit import Visit
from tests.networks import making


def authorities(visit: Visit) -> None:
    lists = making.authorities()
    for language, page in lists.items():
        visit.expect(page.url, visit.words(page.url, visit.ask(page.url, 200)), set())
        visit.expect(
            f"{page.url}?department", visit.words("filtered", visit.ask(f"{page.url}?kind=other", 200)), set()
        )
        for state in rules.STATES:
            name = visit.world.words.new(state, "authority")
            number = LocalAuthority.objects.get(name=name).pk
            known = bool(visit.versions(state))
            for address in (f"{page.url}{number}/", f"{page.url}{number}/wrong/"):
                response = visit.ask(address, 301 if known else 404)
                visit.expect(f"{address} names it", name in response.get("Location", ""), known)
            address = f"{page.url}{number}/{name}/"
            response = visit.ask(address, 200 if known else 404)
            visit.expect(f"{address}: words", name in response.content.decode() and known, known)
            visit.words(address, response)
            wanted = {state} if language in visit.versions(state) else set()
            visit.expect(f"{address}: sheets", visit.sheets(response, language), wanted)


def commitments(visit: Visit) -> None:
    below = making.commitments()["fr"]

    def make(parent: Any, title: str, publish: bool) -> Any:
        made = making.commitment(parent, title, {"results": [{"label": f"{title} measured", "after": 1}]})
        if not publish:
            type(made).objects.filter(pk=made.pk).update(live=False, live_revision=None, first_published_at=None)
        return made

    made = make_each(visit, make, below)
    for address in (below.url, f"{below.url}results/", f"{below.url}results/?level=&programme=1"):
        visit.expect(address, titles(visit, address), seen(visit.role))
    open_each(visit, made)
