"""Two people on one sheet, page or translation: nothing that one of them saved goes without a word."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import StringTranslation

from tests import factories
from tests.home.page_desk import PageDesk, page_desk
from tests.library.desk import account, desk_of, fresh, said, translation_of

pytestmark = pytest.mark.django_db


def drafts(thing) -> list[str]:
    return [revision.content["title"] for revision in thing.revisions.order_by("pk")]


@pytest.fixture(params=["fr", "ar"])
def sheet(request, editor):
    """A sheet in its own language, or a translation that is written as a whole."""
    sheet = editor.create("experience", title="Au départ")
    if request.param == "fr":
        return sheet
    arabic = editor.translate(sheet, request.param)[0]
    editor.stop_translation(arabic)
    return fresh(arabic)


@pytest.mark.parametrize("action", ["", "publish", "submit"])
def test_the_second_to_save_a_sheet_is_told_who_saved_and_keeps_what_was_typed(editor, moderator, sheet, action):
    before = drafts(sheet)
    address = editor.address(sheet, "edit")
    first, second = editor.form(address), moderator.form(address)
    assert editor.send(address, first, title="De la première").status_code == 302

    answer = moderator.send(address, second, action, title="De la seconde")

    assert answer.status_code == 200
    assert "redaction@example.org" in said(answer)
    assert "De la seconde" in answer.content.decode()
    assert drafts(sheet) == [*before, "De la première"]
    assert not fresh(sheet).live

    from tests.library.desk import editor_form

    again = moderator.send(address, editor_form(answer))
    assert again.status_code == 302, "having seen it, one may go on"
    assert drafts(sheet) == [*before, "De la première", "De la seconde"]


def test_a_draft_that_saves_itself_meanwhile_counts(editor, moderator):
    sheet = editor.create("guide", title="Au départ")
    address = editor.address(sheet, "edit")
    second = moderator.form(address)
    first = editor.form(address)
    saved = editor.client.post(address, {**first.dict(), "title": "Seul"}, headers={"Accept": "application/json"})
    assert saved.json()["success"]

    assert moderator.send(address, second, title="De la seconde").status_code == 200
    assert fresh(sheet).get_latest_revision_as_object().title == "Seul"


def test_one_person_in_two_windows_is_told_too(editor):
    sheet = editor.create("guide", title="Au départ")
    address = editor.address(sheet, "edit")
    one, two = editor.form(address), editor.form(address)
    editor.send(address, one, title="Une fenêtre")
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    sheet.revisions.update(created_at=long_ago)
    answer = editor.send(address, two, title="L'autre")
    assert answer.status_code == 200
    assert "redaction@example.org" not in said(answer)


def test_a_button_pressed_while_the_form_saves_itself_is_no_conflict(editor):
    sheet = editor.create("guide", title="Au départ")
    address = editor.address(sheet, "edit")
    form = editor.form(address)
    editor.client.post(address, {**form.dict(), "title": "Tout seul"}, headers={"Accept": "application/json"})
    assert editor.send(address, form, title="Tout seul, puis encore").status_code == 302
    assert drafts(sheet)[-1] == "Tout seul, puis encore"


@pytest.mark.parametrize("action", ["", "publish"])
def test_the_second_to_save_a_page_is_told_who_saved_and_keeps_what_was_typed(action):
    home = factories.library_tree()["fr"].get_parent().specific
    page = factories.page(home, "Au départ", "<p>Un texte.</p>")
    first, second = page_desk("Editors"), PageDesk(desk_of(account("autre@example.org", "Moderators")).client)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    one = first.page_form(address, type(page), title="De la première")
    two = second.page_form(address, type(page), title="De la seconde")
    assert first.client.post(address, one).status_code == 302

    if action:
        two[f"action-{action}"] = "1"
    answer = second.client.post(address, two)

    assert answer.status_code == 200
    assert "edit@example.org" in said(answer) or "edito@example.org" in said(answer) or "edit" in said(answer)
    assert "De la seconde" in answer.content.decode()
    assert drafts(page)[-1] == "De la première"
    again = two.copy()
    from wagtail.test.utils.form_data import querydict_from_html

    shown = querydict_from_html(answer.content.decode(), form_id="page-edit-form")
    for name in ("loaded_revision_id", "loaded_revision_created_at"):
        again[name] = shown[name]
    assert second.client.post(address, again).status_code == 302
    assert drafts(page)[-2:] == ["De la première", "De la seconde"]


def test_the_editor_of_pages_keeps_its_door(client):
    home = factories.library_tree()["fr"].get_parent()
    address = reverse("wagtailadmin_pages:edit", args=[home.pk])
    assert client.get(address).status_code == 302
    client.force_login(account("membre@example.org"))
    assert client.get(address).status_code == 302
    editor = desk_of(account("redaction@example.org", "Editors")).client
    assert editor.get(address).status_code == 200
    answer = editor.get(reverse("wagtailadmin_pages:edit", args=[99999]), follow=True)
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]


def test_the_second_to_write_a_passage_is_shown_the_first_words_and_keeps_their_own(editor, moderator):
    sheet = editor.create("guide", title="Les haies")
    english = editor.translate(sheet, "en")[0]
    translation = translation_of(english)
    address = editor.address(english, "edit")
    editor.open(address)
    moderator.open(address)
    assert editor.say(translation, "title", "The hedges").status_code == 201
    assert editor.say(translation, "title", "Hedges").status_code == 200, "one's own words are one's own"

    answer = moderator.say(translation, "title", "Bushes").json()

    assert answer["data"] == "Hedges"
    assert "redaction@example.org" in answer["error"]
    assert "Bushes" in answer["error"]
    passages = StringTranslation.objects.filter(locale=english.locale)
    assert passages.get().data == "Hedges"
    assert moderator.say(translation, "title", "Bushes").status_code == 200, "having seen it, one may go on"
    assert passages.get().data == "Bushes"
