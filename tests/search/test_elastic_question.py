"""What one question costs, and how far one may turn pages."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.engines import SearchQuery, elasticsearch, get_engine
from search.models import SearchEntry
from tests.search import outside
from tests.search.making import make_many, make_sheet, make_territories, make_theme

pytestmark = [pytest.mark.django_db, pytest.mark.service]


def find(**options: Any) -> Any:
    return get_engine().search(SearchQuery(**{"q": "fuite", "language": "fr", **options}), AnonymousUser())


@pytest.mark.parametrize("path", ["/fr/search/?q=fuite", "/fr/search/?q=fuite&kind=experience&scope=language"])
def test_the_number_of_statements_does_not_grow(client: Client, site: None, on_elasticsearch: None, path: str) -> None:
    theme, laval = make_theme("water", fr="Eau", en="Water"), make_territories()

    def statements() -> list[str]:
        client.get(path)  # what pages keep in the cache is there, and the index has everything
        with CaptureQueriesContext(connection) as captured:
            assert not client.get(path).context["degraded"]
        return [query["sql"] for query in captured.captured_queries]

    make_many(10, [theme], laval)
    few = statements()
    make_many(90, [theme], laval)
    many = statements()

    own = sum("indexed_version" in sql for sql in many)  # of the test itself: does anything wait to be sent?
    assert own == 1
    assert len(many) == len(few) <= 12 + own, "\n".join(many)


def test_two_requests_are_enough_and_one_for_words_asked_of_late(
    on_elasticsearch: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sheet("Une fuite", year=2020)
    find()
    cache.clear()
    asked, real = [], elasticsearch.ask
    monkeypatch.setattr(elasticsearch, "ask", lambda *args: asked.append(1) or real(*args))

    find(kinds=("experience",), years=(2020,), scope="language")
    assert len(asked) == 2

    find(kinds=("experience",))
    assert len(asked) == 3


def test_far_pages_are_bounded(on_elasticsearch: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_sheet(f"Fuite {number}")
    monkeypatch.setattr(elasticsearch, "LAST_ROW", 4)

    assert [len(find(page=page, page_size=2).hits) for page in (1, 2, 3, 4, 10**9)] == [2, 2, 2, 0, 0]


def test_what_readers_lost_is_left_out_before_the_index_knows(on_elasticsearch: None) -> None:
    sheet, other = make_sheet("Une fuite"), make_sheet("Une autre fuite")
    assert find().total == 2
    SearchEntry.objects.filter(object_id=sheet.pk).update(withheld=True)

    page = find()

    assert (page.total, [hit.number for hit in page.hits]) == (1, [other.work_id])
    assert [facet["count"] for facet in page.facets["kind"]] == [1]


def test_the_same_again_in_the_index_moves_nothing(on_elasticsearch: None) -> None:
    """Statistics of the index would count what was deleted there."""
    for title in ("Une fuite", "Une fuite d'eau", "Autre chose"):
        make_sheet(title, body="<p>eau et fuite</p>")
    before = find(q="fuite eau")

    for _time in range(3):
        outside.again()

    assert find(q="fuite eau") == before
