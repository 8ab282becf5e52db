"""What hands do in Wagtail's admin, whatever its language: names of fields, never their labels."""

from contextlib import suppress
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page as Browser
from playwright.sync_api import TimeoutError
from wagtail.models import Page
from wagtail.users.models import UserProfile

from tests import factories

DATES = ("start", "end")
DIRECTIONS = {"fr": "ltr", "en": "ltr", "ar": "rtl"}


def staff(email: str, role: str, language: str = "fr") -> None:
    profile = UserProfile.get_for_user(factories.staff(email, role))
    profile.preferred_language = language
    profile.save()


def log_in(page: Browser, email: str) -> None:
    page.goto("/accounts/login/?lang=fr")
    page.fill("[name=login]", email)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/accounts/")


def new_page(page: Browser, parent: Page, model: type[Page]) -> None:
    """From the list of what may be made under a page; where that is one type, its form opens at once."""
    page.goto(f"/admin/pages/{parent.pk}/add_subpage/")
    if page.url.endswith("/add_subpage/"):
        address = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
        page.click(f"a[href='{address}']")
    page.wait_for_selector("[name=title]")


def fill(page: Browser, **values: Any) -> None:
    """Each field by its name (``laureates-0-label`` as ``laureates_0_label``)."""
    for name, value in values.items():
        name = dashed(name)
        field = page.locator(f"[name='{name}']").first
        match field.evaluate("field => field.type"):
            case "select-one":
                field.select_option(value)
            case "checkbox":
                page.check(f"[name='{name}'][value='{value}']" if value is not True else f"[name='{name}']")
            case _:
                field.fill(value)
                field.press("Tab")
                if name in DATES:
                    page.click("[name=title]")  # the calendar that opened goes away


def dashed(name: str) -> str:
    """``laureates_0_label`` as ``laureates-0-label``."""
    parts = name.split("_")
    for place, part in enumerate(parts):
        if part.isdigit():
            return "-".join(["_".join(parts[:place]), part, "_".join(parts[place + 1 :])])
    return name


def add_row(page: Browser, relation: str) -> None:
    page.click(f"#id_{relation}-ADD")


def choose(page: Browser, name: str, text: str, search: bool = True) -> None:
    """One thing in the chooser of a field."""
    page.click(f"#id_{dashed(name)}-chooser [data-chooser-action-choose] >> visible=true")
    if search:
        page.fill(".modal.in [name=q] >> visible=true", text)
    page.click(f".modal.in :is([data-chooser-modal-choice], a.choose-page):has-text('{text}') >> visible=true")
    page.wait_for_selector(".modal.in", state="detached")
    page.wait_for_selector(f"#id_{dashed(name)}-chooser :text('{text}')")


def choose_action(page: Browser, name: str) -> None:
    """A button beside “Save draft”, once the page has saved itself: it does so half a second after each change.

    Where a form could not be saved while it was filled, and the last change was made in a chooser, it does not.
    """
    with suppress(TimeoutError):
        page.wait_for_url("**/edit/", timeout=5000)
    page.wait_for_timeout(1000)
    page.click("footer [data-w-dropdown-target=toggle]")
    _send(page, f"[name={name}]")
    assert page.locator(".messages .success").count() == 1


def save(page: Browser) -> None:
    _send(page, "footer .action-save")


def approve(page: Browser, written: Page) -> None:
    page.goto(f"/admin/pages/{written.pk}/edit/")
    page.click("footer [data-w-dropdown-target=toggle]")
    _send(page, "footer [data-workflow-action-name=approve] >> visible=true")


def _send(page: Browser, button: str) -> None:
    with page.expect_navigation():
        page.click(button)
    page.wait_for_load_state("networkidle")
