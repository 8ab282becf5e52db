"""Searching in a browser, in French and in Arabic: with a slip of the finger, by keyboard, back and forth, without
script; and what axe sees of it."""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from search import views
from search.engines import get_engine
from tests.journeys.test_accessibility import COLOURS, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ["fr", "ar"]
SLIP = {"fr": ("bidoiversité", "Biodiversité"), "ar": ("البيولوجيي", "البيولوجي")}
WATER = {"fr": "eau", "ar": "الماء"}
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 700}


def chosen(page: Page) -> set[tuple[str, str]]:
    """What the address says."""
    return set(parse_qsl(urlsplit(page.url).query))


def box(page: Page, name: str, value: str):
    return page.locator(f"#filters input[name={name}][value='{value}']")


def total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#results-title")) or 2)  # Arabic says two in a word


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_understood_and_said(starter_site, browser_page, language):
    typed, meant = SLIP[language]
    browser_page.goto(f"/{language}/")
    browser_page.fill("main input[type=search]", typed)
    browser_page.press("main input[type=search]", "Enter")
    browser_page.wait_for_url("**/search/?q=**")

    assert browser_page.inner_text(".understood__meant a") == meant
    assert browser_page.input_value("main input[type=search]") == typed
    assert browser_page.locator(".card mark").count()
    browser_page.click(".understood__meant a")

    expect(browser_page.locator(".understood__meant")).to_have_count(0)
    assert chosen(browser_page) == {("q", meant)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_are_chosen_and_taken_back_by_keyboard(starter_site, browser_page, language):
    page = browser_page
    page.set_viewport_size(DESK)
    page.goto(f"/{language}/search/?q={WATER[language]}")
    everything = total(page)
    loads: list[str] = []
    page.on("load", lambda: loads.append(page.url))

    box(page, "kind", "experience").press("Space")
    page.wait_for_url("**kind=experience**")
    expect(page.locator(".found .chip--filter")).to_have_count(1)
    expect(box(page, "kind", "experience")).to_be_focused()
    expect(page.locator("#search-status")).to_have_text(page.inner_text("#results-title"))
    some = total(page)
    box(page, "kind", "technical").press("Space")
    page.wait_for_url("**kind=technical**")
    expect(page.locator(".found .chip--filter")).to_have_count(2)

    assert some < total(page) < everything
    assert chosen(page) == {("q", WATER[language]), ("kind", "experience"), ("kind", "technical")}
    page.locator(".found .chip--filter").first.press("Enter")
    expect(page.locator(".found .chip--filter")).to_have_count(1)
    expect(page.locator("#results-title")).to_be_focused()
    page.go_back()
    expect(page.locator(".found .chip--filter")).to_have_count(2)
    page.go_back()
    expect(page.locator(".found .chip--filter")).to_have_count(1)
    expect(box(page, "kind", "experience")).to_be_checked()
    expect(box(page, "kind", "technical")).not_to_be_checked()
    assert total(page) == some
    assert loads == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_without_script(starter_site, browser, live_server, language):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(f"/{language}/search/?q={WATER[language]}")
    everything = page.inner_text("#results-title")
    box(page, "kind", "experience").check()
    box(page, "kind", "technical").check()
    page.click("#filters button[type=submit]")

    assert chosen(page) >= {("q", WATER[language]), ("kind", "experience"), ("kind", "technical")}
    assert page.locator(".found .chip--filter").count() == 2
    assert page.inner_text("#results-title") != everything
    page.locator(".found .chip--filter").first.click()
    assert page.locator(".found .chip--filter").count() == 1
    page.go_back()
    assert page.locator(".found .chip--filter").count() == 2
    context.close()


def test_a_failing_answer_becomes_a_plain_visit(starter_site, browser_page):
    page = browser_page
    page.set_viewport_size(DESK)
    page.goto("/fr/search/?q=eau")
    page.evaluate("() => { window.same = true; window.fetch = () => Promise.reject(new Error('away')) }")

    box(page, "kind", "experience").check()
    page.wait_for_url("**kind=experience**")
    page.wait_for_load_state()

    assert page.evaluate("window.same") is None
    assert page.locator(".found .chip--filter").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_suggestions_are_chosen_by_keyboard(starter_site, browser_page, language):
    page = browser_page
    page.goto(f"/{language}/")
    field = page.locator("main input[type=search]")
    field.press_sequentially(WATER[language])
    listed = page.locator("[role=listbox] [role=option]")
    listed.first.wait_for()
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    assert re.search(r"\d|اقتراح", page.inner_text(".search-box [role=status]"))
    assert violations(page, "suggestions") == []

    field.press("ArrowDown")
    first = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert first.get_attribute("aria-selected") == "true"
    field.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    assert field.input_value() == WATER[language]
    field.press("ArrowDown")
    listed.first.wait_for()
    field.press("ArrowDown")
    target = page.locator("[role=option][aria-selected=true]").get_attribute("data-url")
    field.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path != f"/{language}/")

    assert target
    assert page.url.endswith(target)


def test_suggestions_that_fail_leave_a_plain_box(starter_site, browser_page):
    page = browser_page
    page.goto("/fr/")
    page.route("**/suggest/**", lambda route: route.fulfill(status=500, body="no"))
    page.locator("main input[type=search]").press_sequentially("eau")
    page.wait_for_timeout(400)

    expect(page.locator("[role=listbox]")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/search/?q=eau")


class Simple:
    """The engine, saying that it stands in for another."""

    def search(self, query, reader):
        return replace(get_engine().search(query, reader), degraded=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_sees_no_fault_and_no_phone_scrolls_sideways(starter_site, browser_page, monkeypatch, language):
    page, found = browser_page, []
    typed, _meant = SLIP[language]
    chosen = "kind=experience&kind=guide&theme=biodiversity&band=500-1999&scope=language"
    for query in (f"q={WATER[language]}&{chosen}", f"q={typed}", "q=zzzzzz&kind=guide&scope=only", "", "degraded"):
        if query == "degraded":
            monkeypatch.setattr(views, "get_engine", Simple)
        address = f"/{language}/search/?{query}"
        page.set_viewport_size(DESK)
        page.goto(address)
        assert page.locator(".notice--degraded").count() == (query == "degraded")
        found += violations(page, address)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += violations(page, f"{address} (dark)", COLOURS)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        page.evaluate("document.querySelectorAll('#filters details').forEach((one) => { one.open = true })")
        found += violations(page, f"{address} (phone)")
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address}: {width} px wide"] if width > PHONE["width"] else []

    assert found == []
