from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from search.engines import breaker
from tests.search import outside
from tests.search.making import make_site


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """What pages keep in the cache is of the test before."""
    cache.clear()
    breaker.forget()


@pytest.fixture
def site(db: None) -> None:
    """A home page and a library in each language."""
    make_site()


@pytest.fixture(scope="session")
def outside_prefix(elasticsearch_url: str) -> Iterator[str]:
    """Indices for all tests of this process, each of which fills them anew."""
    with outside.indices_for_all(elasticsearch_url) as prefix:
        yield prefix


@pytest.fixture
def on_elasticsearch(
    elasticsearch_url: str, outside_prefix: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search is asked of Elasticsearch, which knows at once what was projected; nothing answers in its place."""
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = elasticsearch_url, outside_prefix
    outside.always_delivered(monkeypatch)


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.service)])
def engine(request: pytest.FixtureRequest) -> str:
    """The test runs on each."""
    if request.param == "elasticsearch":
        request.getfixturevalue("on_elasticsearch")
    return request.param
