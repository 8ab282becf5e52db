import pytest
from django.core.cache import cache

from tests.search.making import make_site


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """What pages keep in the cache is of the test before."""
    cache.clear()


@pytest.fixture
def site(db: None) -> None:
    """A home page and a library in each language."""
    make_site()
