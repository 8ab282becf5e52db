"""An editor writes, a moderator approves, a translator translates: in the admin, with a real browser."""

import pytest

from library.models import Guide, Theme, ThemeLabel
from tests import factories
from tests.browser import visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def theme():
    factories.library_tree()
    theme = Theme.objects.create(identifier="water")
    ThemeLabel.objects.create(theme=theme, language="fr", label="Eau")
    return theme


def log_in(page, email: str) -> None:
    page.goto("/accounts/login/?lang=fr")
    page.fill("[name=login]", email)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/accounts/")


def choose_action(page, name: str) -> None:
    page.click("footer [data-w-dropdown-target=toggle]")
    page.click(f"[name={name}]")
    page.wait_for_load_state("networkidle")


def test_a_sheet_goes_from_its_editor_to_the_moderator_and_to_its_readers(theme, browser, live_server):
    factories.staff("editor@example.org", "Editors")
    factories.staff("moderator@example.org", "Moderators")

    with visit(browser, live_server.url) as page:
        log_in(page, "editor@example.org")
        page.goto("/admin/snippets/library/guide/add/?locale=fr")
        page.fill("[name=title]", "Le guide des haies")
        page.fill("[name=summary]", "Planter et entretenir.")
        page.click("[role=tab]:has-text('Données')")
        page.check(f"[name=themes][value='{theme.pk}']")
        page.click("[role=tab]:has-text('Accès')")
        page.check("[name=access][value=public]")
        choose_action(page, "action-submit")

    guide = Guide.objects.get()
    assert not guide.live

    with visit(browser, live_server.url) as page:
        log_in(page, "moderator@example.org")
        page.goto(f"/admin/snippets/library/guide/edit/{guide.pk}/")
        page.click("footer [data-w-dropdown-target=toggle]")
        page.click("footer [data-workflow-action-name=approve] >> visible=true")
        page.wait_for_load_state("networkidle")
        page.goto("/fr/bibliotheque/")
        page.click("a:has-text('Le guide des haies')")
        assert page.inner_text("h1") == "Le guide des haies"


def test_a_translator_translates_passage_by_passage_and_readers_find_it(theme, browser, live_server):
    factories.staff("moderator@example.org", "Moderators")
    work = factories.work(kind="guide", title="Le guide des haies", summary="Planter.", themes=[theme])
    source = factories.source_of(work)

    with visit(browser, live_server.url) as page:
        log_in(page, "moderator@example.org")
        page.goto(f"/admin/localize/submit/snippet/library/guide/{source.pk}/")
        page.check(f"[name=locales][value='{factories.locale('en').pk}']")
        page.click("form:has([name=locales]) [type=submit]")
        page.wait_for_url("**/edit/**")
        english = factories.version(work, "en")
        page.goto(f"/admin/snippets/library/guide/edit/{english.pk}/")
        for passage in ("The hedge guide", "Planting."):
            page.click("button:has-text('Traduire')")
            page.fill("textarea >> visible=true", passage)
            page.click("button:has-text('Enregistrer') >> visible=true")
            page.wait_for_selector(f"text={passage}")
            page.wait_for_selector("text=Enregistrement…", state="hidden")
        page.click("button:has-text('Publier dans')")
        page.wait_for_load_state("networkidle")
        page.goto("/en/library/")
        page.click("a:has-text('The hedge guide')")
        assert page.inner_text("h1") == "The hedge guide"
        assert page.get_attribute("html", "lang") == "en"
