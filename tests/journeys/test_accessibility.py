"""Every page that a visitor or member meets, on the starter content, under axe, in three languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from library.models import KINDS, Sheet
from tests.database import STARTER_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROWEST = 320


def addresses(language: str) -> list[str]:
    sheets = [
        Sheet.objects.filter(work__kind=kind, locale__language_code=language, work__source__access=access).first()
        for kind in KINDS
        for access in ("public", "members")
    ]
    library = {"fr": "bibliotheque", "en": "library", "ar": "maktaba"}[language]
    return [
        f"/{language}/",
        f"/{language}/{library}/",
        f"/{language}/{library}/?theme=water&year=1999",
        f"/{language}/search/?q=eau",
        f"/{language}/search/?q=zzzzzz",
        f"/{language}/nowhere/",
        f"/accounts/login/?lang={language}",
        f"/accounts/password/reset/?lang={language}",
        *(sheet.url for sheet in sheets if sheet),
    ]


def faults(page, address: str) -> list[str]:
    """What axe finds there, and whether the narrowest phone has to scroll sideways."""
    page.goto(address)
    found = [
        f"{address}: {violation['id']} {[node['target'] for node in violation['nodes']][:3]}"
        for violation in Axe().run(page).response["violations"]
    ]
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found + ([f"{address}: {width} px wide on a screen of {NARROWEST}"] if width > NARROWEST else [])


def test_no_page_has_a_fault_that_axe_sees(starter_site, browser_page):
    found: list[str] = []
    for language, _name in settings.LANGUAGES:
        for address in addresses(language):
            found += faults(browser_page, address)

    assert found == []


def test_the_pages_of_an_account_and_the_dark_ones_have_none_either(starter_site, browser_page):
    found: list[str] = []
    browser_page.emulate_media(color_scheme="dark")
    for address in addresses("ar")[:4] + addresses("fr")[-2:]:
        found += faults(browser_page, address)
    browser_page.goto("/accounts/login/?lang=fr")
    browser_page.fill("[name=login]", "member@example.org")
    browser_page.fill("[name=password]", STARTER_PASSWORD)
    browser_page.press("[name=password]", "Enter")
    browser_page.wait_for_url("**/accounts/")
    for address in (
        "/accounts/?lang=fr",
        "/accounts/?lang=ar",
        "/accounts/password/change/?lang=fr",
        "/accounts/logout/",
    ):
        found += faults(browser_page, address)

    assert found == []
