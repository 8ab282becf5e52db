"""An editor sees what people search for, and does something about it: in the admin, with a real browser."""

import pytest

from search import asked, indexing
from search.models import AskedWords, FeaturedAnswer, Synonym
from tests import factories
from tests.browser import visit
from tests.journeys.admin import DIRECTIONS, log_in, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_from_words_without_result_to_an_answer(browser, live_server, language):
    factories.library_tree()
    sheet = factories.source_of(factories.work(title="Une trottinette"))
    indexing.drain()
    AskedWords.objects.create(
        week=asked.monday(), language="fr", words="patinette", times=8, askers=6, without_result=8
    )
    staff("editor@example.org", "Editors", language)
    with visit(browser, live_server.url) as page:
        log_in(page, "editor@example.org")
        page.goto("/admin/reports/searches/?result=none")
        assert page.get_attribute("html", "dir") == DIRECTIONS[language]
        page.click("a[href*='/synonym/new/']")
        assert page.input_value("[name=words]") == "patinette"
        page.fill("[name=words]", "patinette, trottinette")
        page.press("[name=words]", "Enter")
        page.wait_for_url("**/admin/synonym/")

        page.goto("/admin/reports/searches/")
        page.click("a[href*='/featuredanswer/new/']")
        page.locator("[data-chooser-action-choose]").first.click()
        page.click(f".modal a[data-chooser-modal-choice]:has-text('{sheet.title}')")
        page.wait_for_selector(f"[data-chooser-title]:has-text('{sheet.title}')")
        page.press("[name=words]", "Enter")
        page.wait_for_url("**/admin/featuredanswer/")

        page.goto("/admin/reports/searches/why/?q=patinette&language=fr")
        assert "Une trottinette" in page.inner_text("main")
        page.goto("/fr/search/?q=patinette")
        assert "Une trottinette" in page.inner_text(".featured")
    assert Synonym.objects.get().words == "patinette, trottinette"
    assert FeaturedAnswer.objects.get().work == sheet.work
