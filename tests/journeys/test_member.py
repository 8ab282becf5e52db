"""A member downloads what is restricted; the others are told why they may not."""

import datetime

import pytest

from library.models import SheetFile
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def work():
    factories.library_tree()
    paper = factories.document(b"The specification.", "cahier.txt", "Cahier des charges")
    return factories.work(title="Éclairage", languages=["fr", "ar"], files=[(paper, SheetFile.Access.MEMBERS)])


def log_in(page, name: str) -> None:
    page.fill("[name=login]", f"{name}@example.org")
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")


def test_a_member_logs_in_from_the_file_and_receives_it(work, browser_page):
    factories.member("secretary@example.org")
    browser_page.goto(factories.version(work, "fr").url)
    browser_page.click("a:has-text('Cahier des charges')")
    browser_page.wait_for_url("**/accounts/login/**")

    with browser_page.expect_download() as download:
        log_in(browser_page, "secretary")

    assert download.value.path().read_bytes() == b"The specification."


def test_a_lapsed_member_is_told_the_reason_in_the_language_of_the_page(work, browser_page):
    factories.member("former@example.org", end=datetime.date(2024, 12, 31))
    browser_page.goto(factories.version(work, "ar").url)
    browser_page.click("a:has-text('Cahier des charges')")
    log_in(browser_page, "former")
    browser_page.wait_for_selector("h1")

    assert browser_page.get_attribute("html", "lang") == "ar"
    assert "/documents/" in browser_page.url


def test_logging_out_closes_the_files_again(work, browser_page):
    factories.member("secretary@example.org")
    browser_page.goto("/accounts/login/?lang=fr")
    log_in(browser_page, "secretary")
    browser_page.wait_for_url("**/accounts/")
    browser_page.goto("/accounts/logout/?lang=fr")
    browser_page.click("main button[type=submit]")

    response = browser_page.goto(factories.source_of(work).files.get().document.url)

    assert "/accounts/login/" in response.url
