"""The search page and the API: what they answer, whatever they are asked."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.openapi import DESCRIPTION
from tests.search.making import make_many, make_member, make_page, make_sheet, make_territories, make_theme

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
HOSTILE = [
    *('"', 'a"b', '"unclosed', " ", "   ", "\0", "eau\0potable", "*", "eau*", "AND", "OR", "NOT", "NEAR(a b)", "("),
    *(")", "eau AND", "a:b", "title:eau", "^eau", "-", "--eau", '-"', "'", "''; DROP TABLE search_searchentry; --"),
    *("\\", "%", "%s", "_", "{{7*7}}", "{title} : eau", "<script>alert(1)</script>", "&", "| !", "a <-> b", ":*"),
    *("🌊 💧", "\u202eeau\u202c", "\u200f", "e\u0301" * 300, "eau " * 5_000, "x" * 20_000, "-eau " * 200),
    *('"a b" ' * 100, "٣", "½ ² ﷺ", "eau;potable", "\x1b[31m", "aeu", "fiute " * 30),
]


@pytest.fixture
def sheets(site: None) -> None:
    theme = make_theme("water", fr="Eau", en="Water", ar="الماء")
    make_sheet(
        "L'eau de la ville", body="<p>une fuite d'eau</p>", themes=[theme], territory=make_territories(), year=2020
    )
    make_sheet("Members only", "en", access="members", themes=[theme])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_typed_is_an_error(client: Client, sheets: None, language: str) -> None:
    for q in HOSTILE:
        page = client.get(f"/{language}/search/", {"q": q})
        assert page.status_code == 200, q
        assert b"<script>alert" not in page.content
        answer = client.get("/api/v1/search", {"q": q, "lang": language})
        assert answer.status_code == 200, q
        assert answer.json()["engine"] == "database"


def test_broken_bytes_are_no_error(client: Client, sheets: None) -> None:
    for raw in ("%ED%A0%80", "%FF%FE", "%00", "%E2%80%AE", "a%00b"):
        for name in ("q", "kind", "theme", "territory", "sort", "scope"):
            assert client.get(f"/fr/search/?{name}={raw}").status_code == 200
            assert client.get(f"/api/v1/search?{name}={raw}").status_code == 200


@pytest.mark.parametrize("name", ["kind", "theme", "territory", "year", "sort", "scope"])
def test_unknown_filters_are_ignored_and_not_repeated(client: Client, sheets: None, name: str) -> None:
    for value in ("<script>x</script>", "unknown", "'", "9" * 30, "-1", "\0", "x" * 5_000):
        page = client.get("/fr/search/", {"q": "eau", name: value})

        assert (page.status_code, page.context["active_filters"], page.context["total"]) == (200, [], 2)
        assert b"<script>x" not in page.content


def test_any_page_number_has_a_page(client: Client, sheets: None) -> None:
    for number in ("0", "-1", "abc", str(10**20), "٣", "1e3", "", " ", "\0", "9" * 5_000):
        page = client.get("/fr/search/", {"q": "eau", "page": number})

        assert (page.status_code, page.context["page_obj"].number, len(page.context["cards"])) == (200, 1, 2), number


@pytest.mark.parametrize("name", ["page", "page_size", "year"])
def test_the_api_names_the_number_at_fault(client: Client, sheets: None, name: str) -> None:
    for number in ("0", "-1", "abc", "1e3", "1.5", "\0"):
        answer = client.get("/api/v1/search", {"q": "eau", name: number})

        assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_past_the_end_the_api_has_no_results(client: Client, sheets: None) -> None:
    for number in ("2", str(10**20), "9" * 5_000):
        answer = client.get("/api/v1/search", {"q": "eau", "page": number}).json()
        assert (answer["total"], answer["results"]) == (2, [])


def test_the_pages_follow_one_another(client: Client, site: None) -> None:
    for number in range(25):
        make_sheet(f"Fuite {number}")

    first = client.get("/fr/search/", {"q": "fuite"})
    second = client.get("/fr/search/", {"q": "fuite", "page": 2})
    last = client.get("/fr/search/", {"q": "fuite", "page": 99})
    titles = [[card["title"] for card in page.context["cards"]] for page in (first, second, last)]

    assert (len(titles[0]), len(titles[1])) == (20, 5)
    assert not set(titles[0]) & set(titles[1])
    assert titles[2] == titles[1]
    answers = [client.get("/api/v1/search", {"q": "fuite", "page": n, "page_size": 10}).json() for n in (1, 2, 3)]
    assert [len(answer["results"]) for answer in answers] == [10, 10, 5]
    assert len({result["id"] for answer in answers for result in answer["results"]}) == 25
    assert len(client.get("/api/v1/search", {"q": "fuite", "page_size": 999}).json()["results"]) == 25


def test_the_answer_of_the_api(client: Client, sheets: None) -> None:
    answer = client.get("/api/v1/search", {"q": "fuites", "lang": "fr"}).json()

    (result,) = answer.pop("results")
    facets = answer.pop("facets")
    assert answer == {
        "engine": "database", "degraded": False, "total": 1, "page": 1, "page_size": 20, "did_you_mean": None,
        "next": None, "previous": None,
    }  # fmt: skip
    assert set(facets) == {"kind", "theme", "territory", "band", "year", "language", "access"}
    assert facets["theme"] == [{"value": "water", "label": "Eau", "count": 1, "parent": None}]
    assert result.pop("score") >= 0
    assert result == {
        "id": result["id"],
        "external_id": None,
        "kind": "experience",
        "lang": "fr",
        "title": "L'eau de la ville",
        "url": f"{client.get('/fr/search/', {'q': 'fuite'}).context['cards'][0]['url']}",
        "summary": "",
        "highlights": ["une <mark>fuite</mark> d&#x27;eau"],
        "access": "public",
    }
    described = DESCRIPTION["paths"]["/api/v1/search"]["get"]["responses"]["200"]["content"]["application/json"]
    assert set(described["schema"]["properties"]) == {*answer, "results", "facets"}


def test_results_link_to_their_own_language(client: Client, sheets: None) -> None:
    page = client.get("/fr/search/", {"q": "الماء"})

    cards = {card["lang"]: card for card in page.context["cards"]}
    assert set(cards) == {"fr", "en"}
    assert cards["en"]["url"].startswith("/en/")
    assert re.search(r'lang="en"\s+dir="ltr"', page.content.decode())
    page = client.get("/ar/search/", {"q": "eau", "scope": "language"})
    assert (page.context["total"], len(page.context["results_other_languages"])) == (0, 2)


def test_a_correction_is_offered(client: Client, sheets: None) -> None:
    page = client.get("/fr/search/", {"q": "fiute"})

    assert page.context["did_you_mean"] == "fuite"
    assert "q=fuite" in page.content.decode()


def test_pages_are_results_too(client: Client, site: None) -> None:
    made = make_page("Qui sommes-nous", "Une association")

    page = client.get("/fr/search/", {"q": "association"})
    result = client.get("/api/v1/search", {"q": "association", "kind": "page", "lang": "fr"}).json()["results"][0]

    assert made.url in page.content.decode()
    assert (result["id"], result["kind"], result["url"]) == (made.pk, "page", made.url)


def test_chosen_filters_can_be_taken_away(client: Client, sheets: None) -> None:
    page = client.get(
        "/fr/search/", {"q": "eau", "theme": "water", "territory": "53", "year": "2020", "kind": "experience"}
    )

    assert [filter["label"] for filter in page.context["active_filters"]][1:] == ["Eau", "Mayenne", "2020"]
    assert page.context["total"] == 1
    assert "theme" not in page.context["active_filters"][1]["remove_url"]
    assert 'value="water" checked' in page.content.decode()


def test_what_is_closed_leaves_no_trace(client: Client, site: None) -> None:
    club = Group.objects.create(name="Club")
    laval = make_territories()
    make_sheet(
        "Hydrolienne", access="groups", groups=[club], territory=laval, year=1999, themes=[make_theme("x", fr="Marée")]
    )
    make_sheet("Autre", body="<p>hydroliennes</p>", access="members")

    for path in ("/fr/search/", "/api/v1/search"):
        content = client.get(path, {"q": "hydrolienne", "lang": "fr"}).content.decode().replace("hydrolienne", "")
        for word in ("Hydro", "Mayenne", "1999", "Marée (", "Autre"):
            assert word not in content
    member = make_member()
    client.force_login(member)
    answer = client.get("/api/v1/search", {"q": "hydrolienne"})
    assert [result["title"] for result in answer.json()["results"]] == ["Autre"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/fr/search/", "/api/v1/search", "/api/v1/themes", "/api/v1/openapi.json"])
def test_the_search_is_read_only(client: Client, site: None, path: str) -> None:
    for method in (client.post, client.put, client.delete):
        assert method(path).status_code == 405
    assert client.head(path).status_code == 200


def test_the_vocabulary_in_pages(client: Client, sheets: None) -> None:
    make_theme("rain", fr="Pluie; eaux pluviales")

    answer = client.get("/api/v1/themes", {"page_size": 1}).json()
    assert (answer["total"], len(answer["results"])) == (2, 1)
    assert answer["results"][0]["labels"] == {"fr": {"preferred": "Pluie", "alternative": ["eaux pluviales"]}}
    assert client.get("/api/v1/themes", {"page": 0}).status_code == 400
    assert client.get("/api/v1/themes", {"page": 10**20}).json()["results"] == []
    assert json.loads(client.get("/api/v1/openapi.json").content)["openapi"] == "3.1.0"


def queries(client: Client, path: str) -> list[str]:
    client.get(path)  # what pages keep in the cache is there
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("path", ["/fr/search/?q=fuite", "/fr/search/?kind=experience", "/api/v1/search?q=fuite"])
def test_the_number_of_queries_does_not_grow(client: Client, site: None, path: str) -> None:
    theme, laval = make_theme("water", fr="Eau", en="Water"), make_territories()

    make_many(10, [theme], laval)
    few = queries(client, path)
    make_many(490, [theme], laval)
    many = queries(client, path)

    assert len(many) == len(few) <= 12, "\n".join(many)
    assert len(set(many)) == len(many)
