"""A visitor, on a phone and at a desk."""

import pytest

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = {"fr": "Éteindre la nuit", "en": "Lights off at night", "ar": "إطفاء الإنارة ليلا"}
TEXT = {"fr": "<p>Les lampadaires.</p>", "en": "<p>The lamps.</p>", "ar": "<p>أعمدة الإنارة.</p>"}


@pytest.fixture
def work():
    factories.library_tree()
    return factories.work(title=TITLE, summary=TITLE, context=TEXT, languages=["fr", "en", "ar"], year=2023)


def test_finds_a_sheet_on_a_phone_and_reads_it_in_arabic(work, browser_page):
    browser_page.set_viewport_size({"width": 360, "height": 740})
    browser_page.goto("/fr/")
    browser_page.fill("main input[type=search]", "eteindre")
    browser_page.press("main input[type=search]", "Enter")
    browser_page.wait_for_url("**/fr/search/**")
    browser_page.click(f"main a:has-text('{TITLE['fr']}')")
    assert browser_page.inner_text("h1") == TITLE["fr"]

    browser_page.click("nav.languages a[hreflang=ar]")

    assert browser_page.inner_text("h1") == TITLE["ar"]
    assert browser_page.get_attribute("html", "dir") == "rtl"
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 360


def test_goes_through_a_page_with_the_keyboard_alone(work, browser_page):
    browser_page.goto("/en/library/")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.className") == "skip-link"
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "content"

    browser_page.select_option("[name=year]", "2023")
    browser_page.focus("form.filters button[type=submit]")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**year=2023**")
    browser_page.focus(f"a:has-text('{TITLE['en']}')")
    # The whole card is outlined, through its title's link.
    outline = browser_page.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/en/library/*/**")

    assert outline != "none"
    assert browser_page.inner_text("h1") == TITLE["en"]


def test_needs_no_script(work, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/fr/search/?q=lampadaires")
    page.click(f"main a:has-text('{TITLE['fr']}')")

    assert page.inner_text("h1") == TITLE["fr"]
    assert {cookie["name"] for cookie in context.cookies()} <= {"csrftoken", "language"}
    context.close()


def test_reads_the_site_in_arabic_on_a_phone_from_the_home_page_to_the_login_of_a_download(starter_site, browser_page):
    page = browser_page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/ar/")
    assert page.get_attribute("html", "dir") == "rtl"

    for place in ("الشبكات", "المكتبة"):
        page.click("button.menu-button")
        page.click(f"#menu a:has-text('{place}')")
        page.wait_for_load_state()
        assert place in page.inner_text("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.click("header a.site-header__search")
    page.fill("main input[type=search]", "الإنارة")
    page.press("main input[type=search]", "Enter")
    page.wait_for_url("**/ar/search/**")
    page.click("main a:has-text('إطفاء الإنارة العمومية')")
    assert page.get_attribute("main h1", "lang") in {"ar", None}
    page.click("main a:has-text('Modèle d’arrêté')")
    page.wait_for_url("**/accounts/login/**")

    assert page.get_attribute("html", "lang") == "ar"
    assert page.locator("[name=password]").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
