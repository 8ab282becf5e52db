"""A new editor writes, has it reviewed, corrects and sees it published: in the admin, with a real browser."""

import pytest

from library.models import ExperienceSheet, Theme, ThemeLabel
from tests import factories
from tests.browser import visit
from tests.journeys.admin import add_row, choose, choose_action, fill, log_in, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS, FILES, PUBLICATION = 1, 2, 3  # tabs, after the words


def tab(page, place: int) -> None:
    page.locator("main [role=tab]").nth(place).click()


@pytest.mark.parametrize("language", ["fr"])
def test_a_sheet_comes_back_with_a_comment_is_corrected_and_goes_live(browser, live_server, language):
    factories.library_tree()
    theme = Theme.objects.create(identifier="water")
    ThemeLabel.objects.create(theme=theme, language="fr", label="Eau")
    factories.document(b"the plan", "plan.txt", "Plan des haies")
    staff("editor@example.org", "Editors", language)
    staff("moderator@example.org", "Moderators", language)

    with visit(browser, live_server.url) as page:
        log_in(page, "editor@example.org")
        page.goto("/admin/snippets/library/experiencesheet/add/?locale=fr")
        fill(page, title="Les haies de Vallon", summary="Trois kilomètres plantés.")
        add_row(page, "results")
        fill(page, results_0_label="Haies plantées", results_0_after="3")
        tab(page, FACTS)
        page.check(f"[name=themes][value='{theme.pk}']")
        tab(page, FILES)
        add_row(page, "files")
        choose(page, "files_0_document", "Plan des haies", search=False)
        tab(page, PUBLICATION)
        page.check("[name=access][value=public]")
        choose_action(page, "action-submit")
    sheet = ExperienceSheet.objects.get()
    edit = f"/admin/snippets/library/experiencesheet/edit/{sheet.pk}/"

    with visit(browser, live_server.url) as page:
        log_in(page, "moderator@example.org")
        page.goto("/admin/")
        assert page.locator("a:has-text('Les haies de Vallon')").count(), "among what waits for them"
        page.goto(edit)
        page.click("footer [data-w-dropdown-target=toggle]")
        page.click("footer [data-workflow-action-name=reject] >> visible=true")
        page.fill(".modal.in [name=comment]", "Dites avec qui.")
        with page.expect_navigation():
            page.click(".modal.in [type=submit]")
        page.goto(f"/admin/review/discussion/{sheet.pk}/")
        page.fill("form:not([action]) [name=text]", "Une date serait utile.")
        with page.expect_navigation():
            page.click("form:not([action]) [type=submit]")

    with visit(browser, live_server.url) as page:
        log_in(page, "editor@example.org")
        page.goto(edit)
        assert "Dites avec qui." in page.content()
        assert page.locator(f".messages a[href*='/review/discussion/{sheet.pk}/']").count()
        fill(page, summary="Trois kilomètres plantés avec les écoles.")
        choose_action(page, "action-submit")
    sheet.refresh_from_db()
    assert not sheet.live

    with visit(browser, live_server.url) as page:
        log_in(page, "moderator@example.org")
        page.goto(edit)
        page.click("footer [data-w-dropdown-target=toggle]")
        with page.expect_navigation():
            page.click("footer [data-workflow-action-name=approve] >> visible=true")
        page.goto("/fr/bibliotheque/")
        page.click("a:has-text('Les haies de Vallon')")
        shown = page.inner_text("main")
        assert "avec les écoles" in shown
        assert "Haies plantées" in shown
        assert "Plan des haies" in shown
