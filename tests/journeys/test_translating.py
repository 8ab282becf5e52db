"""A translator finds on the board what to translate into Arabic, submits it, and a moderator publishes it."""

import pytest

from library.models import Theme, ThemeLabel, TranslationTask
from tests import factories
from tests.browser import visit
from tests.journeys import admin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_sheet_is_translated_from_the_board_and_reviewed(browser, live_server, language):
    factories.library_tree()
    theme = Theme.objects.create(identifier="water")
    ThemeLabel.objects.create(theme=theme, language="fr", label="Eau")
    work = factories.work(kind="guide", title="Le guide des haies", summary="Planter.", themes=[theme])
    admin.staff("translator@example.org", "Translators", language)
    admin.staff("moderator@example.org", "Moderators", language)
    words = {"fr": ("Traduire", "Enregistrer"), "ar": ("ترجمة", "حفظ")}[language]

    with visit(browser, live_server.url) as page:
        admin.log_in(page, "translator@example.org")
        page.goto("/admin/translations/ar/?state=missing&kind=guide")
        page.check(f"[name=key][value='{work.translation_key}']")
        page.click("button[value=send]")
        page.wait_for_load_state("networkidle")
        arabic = factories.version(work, "ar")
        page.goto("/admin/translations/ar/?kind=guide")
        page.click("main a:has-text('Le guide des haies')")
        page.wait_for_selector(".js-translation-editor button")
        assert page.locator("html").get_attribute("dir") == admin.DIRECTIONS[language]
        for passage in ("دليل الأسيجة", "الغرس."):
            page.click(f"button:has-text('{words[0]}')")
            page.fill("textarea >> visible=true", passage)
            page.click(f"button:has-text('{words[1]}') >> visible=true")
            page.wait_for_selector(f"text={passage}")
            page.wait_for_timeout(500)
        page.click("form[action$='/submit/'] button")
        page.wait_for_load_state("networkidle")
        assert page.url.endswith("/admin/translations/ar/")
    assert TranslationTask.objects.get().review == "waiting"

    with visit(browser, live_server.url) as page:
        admin.log_in(page, "moderator@example.org")
        page.goto("/admin/")
        page.click("#translations-waiting-section a:has-text('Le guide des haies')")
        page.wait_for_load_state("networkidle")
        assert f"/{arabic.pk}/" in page.url
        page.click(
            "form:has([name=action][value=publish]):not(:has([name=publish_untranslated])) button >> visible=true"
        )
        page.wait_for_load_state("networkidle")
        page.goto("/ar/maktaba/")
        page.click("a:has-text('دليل الأسيجة')")
        assert page.inner_text("h1") == "دليل الأسيجة"
        assert page.get_attribute("html", "dir") == "rtl"
