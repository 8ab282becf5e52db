"""A real browser on the site of the test: `browser_page`. Mark its tests with ``browser``."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.services import Missing, absent, find_browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        path = find_browser()
    except Missing as why:
        absent(why)
    # Playwright runs an event loop in this thread, where Django would then refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """A page with cookies of its own, whose addresses are relative; asking another host than `address` fails."""
    elsewhere: list[str] = []

    def guard(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.scheme in {"http", "https"} and asked.netloc != urlsplit(address).netloc:
            elsewhere.append(route.request.url)
            route.abort()
        else:
            route.fallback()

    context = browser.new_context(base_url=address)
    # The site's own requests need not come by here: hundreds of them, each of which would wait for Python.
    context.route(re.compile(f"^(?!{re.escape(address)}/)"), guard)
    context.set_default_timeout(15_000)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not elsewhere, f"requests to other hosts: {elsewhere}"


@pytest.fixture
def browser_page(browser: Browser, live_server) -> Iterator[Page]:
    with visit(browser, live_server.url) as page:
        yield page
