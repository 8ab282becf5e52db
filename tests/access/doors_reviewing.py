"""The doors of drafts shown by a secret address."""

import datetime

from django.utils import timezone

from library.models import KINDS
from library.reviewing.links import make_link
from tests.access import rules
from tests.access.visit import Visit


def draft(visit: Visit) -> None:
    """Whoever has the address reads that draft, whatever their account; nobody reads another one by it."""
    world, state = visit.world, "draft"
    sheet = KINDS[rules.kind_of(state)].objects.get(pk=world.sources[state])
    _link, address = make_link(sheet, world.people["editor"], "test", timezone.localdate() + datetime.timedelta(1))
    response = visit.ask(address, 200)
    shown = {place.state for place in visit.told(response) if not rules.may_see(place, visit.role)}
    visit.expect(f"{address}: works", shown, {state})
    visit.expect("its referrer", response["Referrer-Policy"], "no-referrer")
    visit.expect("its robots", "noindex" in response["X-Robots-Tag"], True)

    document = world.files[state, "same"]
    visit.ask(f"{address}{document.pk}/{document.filename}", 200)
    other = world.files["group", "same"]
    for wrong in (
        f"{address}{other.pk}/{other.filename}",
        f"{address[:-3]}/",
        "/ar/_draft/x/",
        "/ar/_draft/x/1/a.txt",
    ):
        visit.words(wrong, visit.ask(wrong, 404))
        visit.ask(wrong, 405, method="post")
