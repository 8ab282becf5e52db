"""A visitor writes to the association, and is answered from the admin; the forms under axe in each of their states."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail

from home import spam
from home.models import Message
from tests import factories
from tests.browser import visit
from tests.home import making

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROWEST = 320


def faults(page, state: str) -> list[str]:
    found = [
        f"{state} {page.url}: {violation['id']} {[node['target'] for node in violation['nodes']][:3]}"
        for violation in Axe().run(page).response["violations"]
    ]
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found + ([f"{state} {page.url}: {width} px wide"] if width > NARROWEST else [])


def log_in(page, email: str) -> None:
    page.goto("/accounts/login/?lang=fr")
    page.fill("[name=login]", email)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/accounts/")


def test_a_comment_without_a_script_is_answered_from_the_admin(browser, live_server):
    libraries = factories.library_tree()
    factories.staff("moderator@example.org", "Moderators")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(libraries["ar"].url)
    page.click(".comment-link a")
    page.check("[name=nature][value=suggestion]")
    page.fill("[name=text]", "أقترح إضافة تاريخ.")
    page.check("[name=wants_answer][value=yes]")
    page.wait_for_timeout(spam.FASTEST * 1000 + 300)
    page.click("main form button[type=submit]")
    assert page.input_value("[name=text]") == "أقترح إضافة تاريخ.", "the address was missing"
    page.fill("[name=email]", "reader@example.org")
    page.click("main form button[type=submit]")
    assert page.is_visible("#sent")
    page.click("#request ~ p a")
    assert page.is_visible("[name=text]")
    assert {cookie["name"] for cookie in context.cookies()} == {"csrftoken"}
    context.close()

    with visit(browser, live_server.url) as page:
        log_in(page, "moderator@example.org")
        page.goto("/admin/")
        page.click("a[href='/admin/inbox/'] >> visible=true")
        page.click("main table tbody a")
        page.fill("[name=text]", "شكرا، أضفناه.")
        page.click("form[action*=answer] button[type=submit]")
        page.wait_for_load_state("networkidle")
        assert "شكرا، أضفناه." in page.inner_text("#answers, main")

    assert Message.objects.get().state == "answered"
    answer = mail.outbox[-1]
    assert answer.to == ["reader@example.org"]
    assert "شكرا، أضفناه." in answer.body


def test_the_forms_have_no_fault_that_axe_sees_empty_refused_and_sent(browser_page, monkeypatch):
    monkeypatch.setattr(spam, "FASTEST", 0)
    pages = [making.contact_page(latitude="48.86", longitude="2.35"), making.join_page(), making.service_page()]
    cookies = factories.page(making.home(), "Cookies")
    cookies.body = [("cookies", None)]
    cookies.save_revision().publish()
    addresses = [cookies.url]
    for page in pages:
        addresses.append(page.url)
        for language in ("en", "ar"):
            title = f"{page.title} {language}"
            addresses.append(
                factories.translated_page(page, language, title=title, slug=f"{page.slug}-{language}").url
            )
    addresses += [f"/{language}/comment/page/{making.home(language).pk}/" for language in factories.LANGUAGES]

    found: list[str] = []
    for scheme in ("light", "dark"):
        browser_page.emulate_media(color_scheme=scheme)
        for address in addresses:
            browser_page.goto(address)
            found += faults(browser_page, f"{scheme}, empty")
            if scheme == "light" and "cookies" not in address:
                browser_page.click("main form button[type=submit]")
                found += faults(browser_page, "refused")
    browser_page.goto(pages[0].url)
    for name, value in making.FILLED["contact"].items():
        browser_page.fill(f"[name={name}]", value)
    browser_page.click("main form button[type=submit]")
    browser_page.wait_for_selector("#sent")
    found += faults(browser_page, "sent")

    assert found == []
