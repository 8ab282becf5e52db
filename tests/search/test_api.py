"""The read API: what its lists say, to whom, and how it answers programs."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.models import EventsPage
from library.models import Theme, Work
from networks.models import NetworkPage, NetworksPage, Territory
from search.api import limit
from tests import factories
from tests.access.asking import client_of
from tests.home import making_pages
from tests.networks import making as networks
from tests.search import api_world
from tests.search.making import make_many, make_site, make_territories, make_theme

pytestmark = pytest.mark.django_db
LISTS = ("search", "sheets", "themes", "networks", "events", "territories")


@pytest.fixture
def works(db: None) -> dict[str, Work]:
    return api_world.build()


def get(client: Client, path: str, **asked: Any) -> Any:
    response = client.get(f"/api/v1/{path}", {"lang": "fr", **asked})
    assert response.status_code == 200, response.content
    return response.json()


def test_each_work_once_in_all_its_languages(client: Client, works: dict[str, Work]) -> None:
    answer = get(client, "sheets")

    listed = {work["id"]: work for work in answer["results"]}
    assert (answer["total"], set(listed)) == (4, {works[name].pk for name in works if name != "group"})
    first = listed[works["public"].pk]
    assert [version["lang"] for version in first["versions"]] == ["fr", "en", "ar"]
    assert (first["themes"], first["territory"]["reference"], first["population"]) == (["water"], "53130", 50_000)
    assert (first["year"], first["readable"], first["source_language"]) == (2021, True, "fr")
    assert first["versions"][2]["url"].startswith("/ar/")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "guide"}, ["guide"]),
        ({"language": "en"}, ["members", "public"]),
        ({"theme": "water"}, ["public"]),
        ({"territory": "R52"}, ["public"]),
        ({"year": "2021"}, ["public"]),
        ({"year": "1990"}, []),
        ({"kind": "?", "language": "xx", "theme": "?"}, ["guide", "members", "public", "working"]),
    ],
    ids=["kind", "language", "theme", "territory", "year", "no year", "unknown"],
)  # fmt: skip
def test_sheets_are_filtered(client: Client, works: dict[str, Work], asked: dict[str, str], found: list[str]) -> None:
    names = {work.pk: name for name, work in works.items()}

    assert sorted(names[work["id"]] for work in get(client, "sheets", **asked)["results"]) == found


def test_a_sheet_with_its_facts_and_files(client: Client, works: dict[str, Work]) -> None:
    sheet = get(client, f"sheets/{works['public'].pk}")

    assert sheet["facts"]["cost_total"] == {"value": 1250.5, "unit": "euro"}
    assert sheet["tags"] == ["bocage"]
    assert [(file["title"], file["access"], file["readable"]) for file in sheet["files"]] == [
        ("open.txt", "same", True),
        ("closed.txt", "members", False),
    ]
    assert sheet["contact"] is None
    french, english, _arabic = sheet["versions"]
    assert english["sections"][0]["html"] == "<p>Text en &amp; more</p>"
    (result,) = french["rows"]["results"]
    assert (result["before"], result["after"]) == ({"value": 10, "unit": "metre"}, {"value": 25.5, "unit": "metre"})
    assert french["testimonial"] == {"text": "Il pousse.", "by": "Le maire"}
    assert get(client, f"sheets/{works['guide'].pk}")["facts"]["pages"] == 24


def test_a_member_reads_more_and_a_stranger_nothing(client: Client, works: dict[str, Work]) -> None:
    member = client_of(factories.member("member@example.org"))
    closed = f"sheets/{works['members'].pk}"

    assert "closed" not in str(get(client, closed))
    assert get(member, closed)["facts"]["cost_max"] == {"value": 20, "unit": "euro"}
    assert get(member, closed)["versions"][0]["rows"]["method_steps"][0]["label"] == "closed-step"
    assert get(member, f"sheets/{works['public'].pk}")["contact"]["email"] == "anne@example.org"
    for reader in (client, member):
        assert reader.get(f"/api/v1/sheets/{works['group'].pk}").status_code == 404


def test_a_closed_library_closes_its_sheets_here_too(client: Client, works: dict[str, Work]) -> None:
    library = factories.LibraryPage.objects.get(locale__language_code="en")
    library.view_restrictions.create(restriction_type="login")  # which the other languages follow
    number = works["public"].pk

    assert client.get(f"/api/v1/sheets/{number}").status_code == 404
    assert get(client, "sheets")["total"] == 0
    account = client_of(factories.account("account@example.org"))
    assert [version["lang"] for version in get(account, f"sheets/{number}")["versions"]] == ["fr", "en", "ar"]
    assert get(account, "sheets")["total"] == 4


def test_themes_know_those_around_them(client: Client, works: dict[str, Work]) -> None:
    leak, water = get(client, "themes")["results"]

    assert (leak["broader"], water["narrower"]) == ("water", ["leak"])
    assert water["labels"]["fr"] == {"preferred": "Eau", "alternative": ["ressource en eau"]}


def test_networks_and_events(client: Client, works: dict[str, Work]) -> None:
    (network,) = get(client, "networks")["results"]
    assert (network["acronym"], network["founded"], network["figures"][0]["value"]) == ("RH", 1999, 1200)
    (event,) = get(client, "events", when="upcoming")["results"] or get(client, "events", when="past")["results"]
    assert event["start"] == "2026-07-01T11:30:00+04:00"
    assert (event["place"], event["seats"], event["audience"]) == ("La halle", 30, ["elected"])
    assert get(client, "events", lang="en", kind="meeting")["results"][0]["title"] == "A visit"
    assert [get(client, name, lang="ar")["total"] for name in ("networks", "events")] == [0, 0]


def test_territories_by_code_and_name(client: Client, db: None) -> None:
    make_territories()

    def names(**asked: str) -> list[str]:
        return [place["name"] for place in get(client, "territories", **asked)["results"]]

    assert names(q="53") == ["Mayenne", "Laval"] or names(q="53") == ["Laval", "Mayenne"]
    assert names(q="R52") == ["Pays de la Loire"]
    assert names(q="máyen") == ["Mayenne"]
    assert names(q="l", kind="commune") == ["Laval"]
    assert len(names()) == 3
    assert names(q="nowhere") == names(q="''") == names(q="\0%") == []
    assert get(client, "territories", q="laval")["results"][0]["department"] == "53"


@pytest.mark.parametrize("path", LISTS)
def test_lists_go_from_page_to_page(client: Client, works: dict[str, Work], path: str) -> None:
    first = get(client, path, page_size=1)
    total, seen, address = first["total"], 0, first["next"]
    while address:
        page = client.get(address).json()
        seen, address = seen + len(page["results"]), page["next"]

    assert seen == total - 1
    past = get(client, path, page=10**12, page_size=1)
    assert (past["results"], past["next"]) == ([], None)
    assert f"page={total}" in past["previous"]


@pytest.mark.parametrize("path", LISTS)
def test_the_number_at_fault_is_named(client: Client, db: None, path: str) -> None:
    make_site()
    for name in ("page", "page_size"):
        for value in ("0", "-1", "abc", "1e3", "\0"):
            response = client.get(f"/api/v1/{path}", {name: value})
            assert (response.status_code, list(response.json()["errors"])) == (400, [name])
    both = client.get(f"/api/v1/{path}?page=x&page_size=y&lang=ar").json()["errors"]
    assert set(both) == {"page", "page_size"}
    assert client.get(f"/api/v1/{path}", {"page": "", "page_size": ""}).status_code == 200


def test_refusals_are_for_programs(client: Client, db: None) -> None:
    make_site()
    for path in ("", "nowhere", "sheets/", "sheets/abc", "sheets/99", f"sheets/{10**30}", "search/x"):
        response = client.get(f"/api/v1/{path}" if path else "/api/v1")
        assert (response.status_code, list(response.json())) == (404, ["errors"]), path
    for method in ("post", "put", "patch", "delete"):
        response = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/search")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert list(response.json()["errors"]) == ["method"]


def test_what_has_not_changed_is_not_sent_again(client: Client, works: dict[str, Work]) -> None:
    for path in (*LISTS, "openapi.json", f"sheets/{works['public'].pk}"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"]), path
        assert "Cookie" in first["Vary"]
        assert first["Cache-Control"] == "public, max-age=60"
    factories.edit(factories.source_of(works["public"]), title="Une autre haie")
    changed = client.get(f"/api/v1/sheets/{works['public'].pk}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_what_an_account_reads_is_its_own(works: dict[str, Work]) -> None:
    member = client_of(factories.member("member@example.org"))
    for path in (*LISTS, f"sheets/{works['members'].pk}", "nowhere"):
        assert member.get(f"/api/v1/{path}")["Cache-Control"] == "private, no-store"


def test_scripts_of_any_origin_read_as_visitors(client: Client, db: None) -> None:
    make_site()
    for path in ("search", "search?page=x", "nowhere"):
        response = client.get(f"/api/v1/{path}", headers={"Origin": "https://elsewhere.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
    before = client.options("/api/v1/search", headers={"Access-Control-Request-Method": "GET"})
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in client.get("/fr/search/", headers={"Origin": "https://e.example"})


def test_one_address_may_ask_so_often_in_a_minute(client: Client, db: None, settings: Any, monkeypatch: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(limit.time, "time", lambda: 6015.0)
    statuses = [client.get("/api/v1/themes").status_code for _turn in range(5)]
    refused = client.get("/api/v1/themes")

    assert statuses == [200, 200, 200, 429, 429]
    assert (refused["Retry-After"], refused["Cache-Control"], refused["Access-Control-Allow-Origin"]) == (
        "45", "no-store", "*",
    )  # fmt: skip
    assert list(refused.json()["errors"]) == ["requests"]
    assert client.get("/api/v1/themes", REMOTE_ADDR="192.0.2.9").status_code == 200
    # What a client says of itself is not believed where no proxy is declared.
    assert client.get("/api/v1/themes", headers={"X-Forwarded-For": "192.0.2.77"}).status_code == 429
    monkeypatch.setattr(limit.time, "time", lambda: 6061.0)
    assert client.get("/api/v1/themes").status_code == 200


def test_the_limit_holds_without_the_shared_cache(client: Client, db: None, settings: Any, monkeypatch: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    monkeypatch.setattr(limit.time, "time", lambda: 6015.0)
    monkeypatch.setattr(limit.cache, "incr", lambda key: 1)  # as `home.cache` answers while Redis is away

    assert [client.get("/api/v1/themes").status_code for _turn in range(2)] == [200, 429]


@pytest.mark.parametrize("path", LISTS)
def test_as_many_queries_for_fifty_as_for_ten(client: Client, db: None, path: str) -> None:
    make_site() if path in {"search", "sheets", "themes", "territories"} else factories.library_tree()
    queries = []
    for turn, number in enumerate((10, 40)):
        MAKE[path](turn, number)
        get(client, path, page_size=50)
        with CaptureQueriesContext(connection) as asked:
            found = get(client, path, page_size=50)["results"]
        queries.append(len(asked))
    assert len(found) == 50
    assert queries[1] <= queries[0] <= 15


def more_works(turn: int, number: int) -> None:
    territory = Territory.objects.first() or make_territories()
    make_many(number, [Theme.objects.first() or make_theme("water", fr="Eau")], territory)


def more_themes(turn: int, number: int) -> None:
    for place in range(number):
        make_theme(f"theme-{turn}-{place}", fr="Eau", en="Water")


def more_territories(turn: int, number: int) -> None:
    codes = [f"{turn}-{place}" for place in range(number)]
    Territory.objects.bulk_create(Territory(kind="commune", code=c, reference=c, name=f"Ville {c}") for c in codes)


def more_events(turn: int, number: int) -> None:
    below = (
        making_pages.agenda(making_pages.home())["fr"]
        if not turn
        else EventsPage.objects.get(locale__language_code="fr")
    )
    for place in range(number):
        making_pages.event(below, f"Rencontre {place}")


def more_networks(turn: int, number: int) -> None:
    below = networks.directory()["fr"] if not turn else NetworksPage.objects.get(locale__language_code="fr")
    for place in range(number):
        figures = [{"label": "communes", "value": place}]
        networks.add(below, NetworkPage, f"Réseau {turn} {place}", {"figures": figures}, kind="local")


MAKE = {
    "search": more_works,
    "sheets": more_works,
    "themes": more_themes,
    "territories": more_territories,
    "events": more_events,
    "networks": more_networks,
}


def test_the_languages_of_the_description_are_those_of_the_site(client: Client, db: None) -> None:
    described = get(client, "openapi.json")

    assert described["components"]["schemas"]["Result"]["properties"]["lang"]["enum"] == [
        code for code, _name in django_settings.LANGUAGES
    ]
    single = {"/api/v1/sheets/{number}", "/api/v1/themes/{identifier}"}
    assert {"/api/v1/", *single, *get(client, "").values()} == set(described["paths"])
