"""Who may do what with pages, through the addresses of the admin."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase
from django.urls import reverse
from wagtail.models import Page

from home.models import EventPage, EventsPage, StandardPage
from tests import factories
from tests.home.every_type import TYPES, places
from tests.home.page_desk import page_desk
from tests.library.desk import translation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda() -> EventsPage:
    found = places()
    return found["fr"][EventPage]


def admin(name: str, *args) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def event(agenda: EventsPage) -> EventPage:
    start = datetime.datetime(2027, 3, 12, 18, tzinfo=ZoneInfo("Europe/Paris"))
    page = EventPage(
        title="Une visite", slug="visite", kind="visit", start=start, place="Mairie", locale=agenda.locale
    )
    agenda.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_an_editor_writes_and_does_not_publish(agenda):
    editor = page_desk("Editors")
    words = {"kind": "visit", "start": "2027-03-12 18:00"}

    assert editor.add(EventPage, agenda, "publish", title="Une visite", **words).status_code == 302
    page = EventPage.objects.get()
    assert not page.live

    assert editor.change(page, "publish", title="Autre titre").status_code == 302
    page.refresh_from_db()
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Autre titre"

    page = event(agenda)
    editor.client.post(admin("unpublish", page.pk))
    editor.client.post(admin("delete", page.pk))
    assert EventPage.objects.get(pk=page.pk).live


def test_a_moderator_publishes_and_withdraws(agenda):
    moderator = page_desk("Moderators")
    words = {"kind": "visit", "start": "2027-03-12 18:00"}
    assert moderator.add(EventPage, agenda, "publish", **words).status_code == 302
    page = EventPage.objects.get()
    assert page.live
    moderator.client.post(admin("unpublish", page.pk))
    page.refresh_from_db()
    assert not page.live


def test_a_translator_translates_and_changes_nothing_else(agenda):
    translator, page = page_desk("Translators"), event(agenda)

    for address in (
        admin("add", "home", "eventpage", agenda.pk),
        admin("edit", page.pk),
        admin("delete", page.pk),
        admin("copy", page.pk),
        admin("unpublish", page.pk),
        admin("move", page.pk),
    ):
        assert translator.client.get(address).status_code in {302, 403}, address
        assert translator.client.post(address, {"title": "Changé"}).status_code in {302, 403}, address
    page.refresh_from_db()
    assert (page.title, page.live, page.latest_revision.content["title"]) == ("Une visite", True, "Une visite")

    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert translator.client.post(submit, {"locales": [factories.locale("ar").pk]}).status_code == 302
    arabic = EventPage.objects.get(locale__language_code="ar")
    shown = translator.open(admin("edit", arabic.pk)).content.decode()
    assert "js-translation-editor" in shown
    translator.say_all(translation_of(arabic))
    translator.client.post(admin("edit", arabic.pk), {"action": "publish"})
    arabic.refresh_from_db()
    assert not arabic.live


def test_the_facts_stand_below_the_header_of_the_editor_of_translations(agenda):
    moderator, page = page_desk("Moderators"), event(agenda)
    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        moderator.client.post(submit, {"locales": [factories.locale("ar").pk]})
    arabic = EventPage.objects.get(locale__language_code="ar")

    shown = moderator.open(admin("edit", arabic.pk)).content.decode()

    header, facts, editor = (shown.index(mark) for mark in ("header-meta--locales", "Mairie", "js-translation-editor"))
    assert header < facts < editor
    assert "12/03/2027" in shown
    assert admin("edit", page.pk) in shown[header:editor]
    assert "publish_untranslated" in shown[facts:editor]


def test_a_page_without_facts_has_no_table_of_them(agenda):
    moderator = page_desk("Moderators")
    page = factories.page(agenda.get_parent().specific, "Qui sommes-nous")
    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        moderator.client.post(submit, {"locales": [factories.locale("ar").pk]})
    arabic = StandardPage.objects.get(locale__language_code="ar")
    shown = moderator.open(admin("edit", arabic.pk)).content.decode()
    assert "js-translation-editor" in shown
    assert "<details>" not in shown


def test_who_keeps_members_sees_no_draft_of_a_page(agenda):
    draft = EventPage(title="Secret de brouillon", slug="secret", locale=agenda.locale, live=False)
    agenda.add_child(instance=draft)
    draft.save_revision()
    manager = page_desk("Members' managers")

    for address in (
        reverse("wagtailadmin_explore_root"),
        admin("edit", draft.pk),
        admin("view_draft", draft.pk),
        admin("history", draft.pk),
        reverse("wagtailadmin_explore", args=[agenda.pk]),
        reverse("wagtailadmin_choose_page_child", args=[agenda.pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=Secret",
        reverse("wagtailadmin_pages:search") + "?q=Secret",
        reverse("wagtailadmin_api:pages:listing") + "?fields=*",
        reverse("wagtailadmin_home"),
    ):
        assert "Secret de brouillon" not in manager.client.get(address, follow=True).content.decode(), address


def test_what_a_language_has_once_is_not_offered_a_second_time(agenda):
    editor, home = page_desk("Editors"), agenda.get_parent().specific
    shown = editor.open(admin("add_subpage", home.pk)).content.decode()

    assert admin("add", "home", "standardpage", home.pk) in shown
    assert admin("add", "home", "eventspage", home.pk) not in shown
    assert editor.client.get(admin("add", "home", "eventspage", home.pk)).status_code == 302


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_each_type_says_what_it_is_for_and_where_it_stands(model):
    assert model.get_page_description()
    assert Page not in model.allowed_parent_page_models()
