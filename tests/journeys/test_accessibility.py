"""Every kind of page that a visitor or member meets, on the starter content, under axe, in three languages, by day and
by night, on the narrowest phone. With SCREENSHOTS=<folder> each is kept there as a picture, desk and phone."""

import os
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from wagtail.models import get_page_models

from home.visibility import visible_to
from library.models import KINDS, Sheet
from tests.database import STARTER_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Axe().axe_script
NARROWEST = 320
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def a_page_of_each_type(language: str) -> Iterator[str]:
    for model in get_page_models():
        pages = visible_to(model.objects.filter(locale__language_code=language), AnonymousUser())
        page = pages.order_by("-path").first()  # the last one: seldom the shortest
        if page is not None:
            yield page.url


def addresses(language: str) -> list[str]:
    sheets = [
        Sheet.objects.filter(work__kind=kind, locale__language_code=language, work__source__access=access).first()
        for kind in KINDS
        for access in ("public", "members")
    ]
    library = {"fr": "bibliotheque", "en": "library", "ar": "maktaba"}[language]
    return [
        *a_page_of_each_type(language),
        f"/{language}/{library}/?theme=water&year=1999",
        f"/{language}/search/?q=eau",
        f"/{language}/search/?q=zzzzzz",
        f"/{language}/nowhere/",
        f"/accounts/login/?lang={language}",
        f"/accounts/password/reset/?lang={language}",
        *(sheet.url for sheet in sheets if sheet),
    ]


def violations(page, name: str, options: dict | None = None) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    asked = {"resultTypes": ["violations"], **(options or {})}
    found = page.evaluate("options => axe.run(options).then((results) => results.violations)", asked)
    return [f"{name}: {one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found]


def keep_picture(page, address: str, screen: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")[:80] or "home"
        page.screenshot(path=f"{folder}/{name}-{screen}.png", full_page=True)


def faults(page, address: str) -> list[str]:
    """What axe finds there by day and by night, and whether the narrowest phone has to scroll sideways."""
    page.goto(address)
    keep_picture(page, address, "desk")
    found = violations(page, address)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour half-way
    found += violations(page, f"{address} (dark)", COLOURS)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    width = page.evaluate("document.documentElement.scrollWidth")
    keep_picture(page, address, "phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found + ([f"{address}: {width} px wide on a screen of {NARROWEST}"] if width > NARROWEST else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_fault_that_axe_sees(starter_site, browser_page, language):
    found: list[str] = []
    for address in addresses(language):
        found += faults(browser_page, address)

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_refused_has_none_either(starter_site, browser_page, language):
    found, refused = [], 0
    for address in a_page_of_each_type(language):
        browser_page.goto(address)
        button = browser_page.locator("main form[method=post] button[type=submit]")
        if button.count():
            button.first.click()
            browser_page.wait_for_load_state()
            refused += browser_page.locator("[role=alert]").count()
            found += violations(browser_page, f"{address} (refused)")

    assert found == []
    assert refused


def test_the_pages_of_an_account_have_none_either(starter_site, browser_page):
    found: list[str] = []
    browser_page.goto("/accounts/login/?lang=fr")
    browser_page.fill("[name=login]", "member@example.org")
    browser_page.fill("[name=password]", STARTER_PASSWORD)
    browser_page.press("[name=password]", "Enter")
    browser_page.wait_for_url("**/accounts/")
    for address in (
        "/accounts/?lang=fr",
        "/accounts/?lang=ar",
        "/accounts/password/change/?lang=fr",
        *a_page_of_each_type("ar"),
        "/accounts/logout/",
    ):
        found += faults(browser_page, address)

    assert found == []
