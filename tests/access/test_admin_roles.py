"""What each role of the staff may open in the admin: one table, in which every part of the admin must stand."""

import pytest
from django.test import Client

from library.roles import EDITORS, MANAGERS, MODERATORS, TRANSLATORS
from tests import factories
from tests.access.addresses import _admin_routes

pytestmark = pytest.mark.django_db
ROLES = [EDITORS, TRANSLATORS, MODERATORS, MANAGERS]
#                                       editor translator moderator manager (the administrator opens all of them)
TABLE = """
account/                                  y        y         y        y
all_sheets/                               y        y         y        -
snippets/library/experiencesheet/         y        y         y        -
snippets/library/experiencesheet/add/     y        -         y        -
snippets/library/guide/                   y        y         y        -
snippets/library/guide/add/               y        -         y        -
snippets/library/specification/           y        y         y        -
snippets/library/technicalsheet/          y        y         y        -
snippets/library/workingdocument/         y        y         y        -
snippets/library/theme/                   y        -         y        -
snippets/library/theme/add/               y        -         y        -
tags/                                     y        -         y        -
tags/unused/                              -        -         y        -
suggest-tags/                             y        y         y        -
imports/                                  y        -         y        -
localauthority/                           y        -         y        y
localauthority/new/                       y        -         y        y
membership/                               -        -         -        y
membership/new/                           -        -         -        y
organisation/                             y        -         y        y
users/                                    -        -         -        y
users/new/                                -        -         -        y
groups/                                   -        -         -        -
groups/new/                               -        -         -        -
inbox/                                    -        -         y        y
documents/                                y        -         y        -
images/                                   y        -         y        -
synonym/                                  y        -         y        -
featuredanswer/                           y        -         y        -
reports/searches/                         y        -         y        -
reports/searches/why/                     y        y         y        -
reports/search-state/                     -        -         -        -
reports/site-history/                     y        y         y        y
collections/                              -        -         -        -
locales/                                  -        -         -        -
redirects/                                -        -         -        -
sites/                                    -        -         -        -
workflows/list/                           -        -         -        -
"""
LINES = [
    (address, dict(zip(ROLES, marks, strict=True))) for address, *marks in map(str.split, TABLE.split("\n")[1:-1])
]
# Parts of the admin that hold no list of their own: their own tests, or Wagtail's, say who may go through them.
ELSEWHERE = {
    *("api", "authority-chooser", "block-preview", "bulk", "choose-anchor-link", "choose-email-link", "dismissibles"),
    *("choose-external-link", "choose-page", "choose-phone-link", "editing-sessions", "embeds", "forms", "localize"),
    *("organisation-chooser", "pages", "passages", "release", "review", "settings", "sheet-chooser", "upkeep"),
    *("tag-autocomplete", "territory-chooser", "test404", "theme-chooser", "translations"),
}


def test_every_part_of_the_admin_stands_in_the_table():
    parts = {route.removeprefix("admin/").split("/")[0] for route in _admin_routes()} - {"", "^.*"}
    assert parts - {address.split("/")[0] for address, _marks in LINES} == ELSEWHERE
    lists = {
        "/".join(route.split("/")[1:4]) for route in _admin_routes() if route.startswith("admin/snippets/library/")
    }
    assert lists <= {address.rstrip("/") for address, _marks in LINES}, "a new kind of snippet"


def test_each_role_opens_what_it_needs_and_nothing_else():
    factories.library_tree()
    people = {role: factories.staff(f"{number}@example.org", role) for number, role in enumerate(ROLES)}
    people["Administrators"] = factories.account("a@example.org", is_superuser=True, is_staff=True)
    faults = []
    for role, person in people.items():
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for address, marks in LINES:
            status = client.get(f"/admin/{address}").status_code
            wanted = {200} if marks.get(role, "y") == "y" else {302, 403}
            if status not in wanted:
                faults.append(f"{role}: {address} {status}")
    assert not faults, "\n".join(faults)
