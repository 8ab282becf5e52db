"""The source changes, readers are told; the translator sees what changed, in the Arabic admin, and puts it right."""

import pytest

from tests import factories
from tests.browser import visit
from tests.journeys.admin import log_in, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTICE = ".sheet-head__notice"


def test_a_translation_follows_its_source(browser, live_server):
    factories.library_tree()
    titles = {"fr": "Le guide des haies", "ar": "دليل الأسيجة"}
    work = factories.work(
        kind="guide", title=titles, summary={"fr": "Planter.", "ar": "الغرس."}, languages=["fr", "ar"]
    )
    source, arabic = factories.source_of(work), factories.version(work, "ar")
    staff("moderator@example.org", "Moderators", "ar")

    with visit(browser, live_server.url) as page:
        page.goto(arabic.url)
        assert page.locator(NOTICE).count() == 0

    factories.edit(source, title="Le guide des haies vives")

    with visit(browser, live_server.url) as page:
        page.goto(arabic.url)
        assert page.locator(f"{NOTICE} a").get_attribute("href") == factories.source_of(work).url

        log_in(page, "moderator@example.org")
        page.goto(f"/admin/snippets/library/guide/edit/{arabic.pk}/")
        page.click(f"a[href$='/passages/library/guide/{arabic.pk}/'] >> nth=0")
        assert page.get_attribute("html", "dir") == "rtl"
        assert page.inner_text("ins").split()[-1] == "vives"
        assert page.locator(".passage").count() == 1
        assert page.input_value("textarea") == "دليل الأسيجة"
        page.fill("textarea", "دليل الأسيجة الحية")
        page.press("textarea", "Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the tick is passed, the button is pressed: no mouse is needed
        page.wait_for_selector("form:has([name=action][value=publish]) button")
        page.click("form:has([name=action][value=publish]) button")
        page.wait_for_load_state("networkidle")

    with visit(browser, live_server.url) as page:
        page.goto(factories.version(work, "ar").url)
        assert page.inner_text("h1") == "دليل الأسيجة الحية"
        assert page.locator(NOTICE).count() == 0
