from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils.translation import trans_real

from home.catalogues import compile_catalogues
from search.api import limit
from tests.services import Redis, running

pytest_plugins = ["tests.browser", "tests.database", "tests.elastic"]


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput") and compile_catalogues():  # once, not in each process of xdist
        trans_real._translations.clear()  # Django has read the old ones by now
        trans_real._default = None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    done = [report for reports in terminalreporter.stats.values() for report in reports if hasattr(report, "when")]
    checks = [value for one in done if one.when == "call" for name, value in one.user_properties if name == "checks"]
    if checks:
        terminalreporter.write_line(f"access matrix: {sum(checks)} checks in {len(checks)} tests")


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """What one test left in the cache is not true in the next, whose database is another."""
    cache.clear()
    limit.own.clear()


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    """A Redis of the test's own, which it may kill."""
    with running(Redis()) as server:
        yield server


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[Redis]:
    with running(Redis()) as server:
        yield server


@pytest.fixture
def redis_url(shared_redis: Redis) -> str:
    return shared_redis.url
