"""A translator works in the languages of their account, whatever the way in; who writes works in all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from library.models import Guide
from library.translators import languages_of
from networks.models import User
from tests import factories
from tests.library.desk import Desk, account, desk_of, fresh, theme, translates, translation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets():
    """A published sheet in French, and its drafts in English and in Arabic."""
    writer = desk_of(account("ecrit@example.org", "Editors"))
    source = writer.create("guide", "publish", title="Les haies", themes=[theme().pk])
    english, arabic = writer.translate(source, "en")[0], writer.translate(source, "ar")[0]
    return {"fr": source, "en": english, "ar": arabic}


def someone(*languages: str) -> Desk:
    user = account("elle@example.org", "Translators")
    translates(user, *languages)
    return desk_of(user)


WAYS = ["edit", "string", "po", "download", "stop", "restart", "publish", "submit", "delete", "machine"]


def goes(desk: Desk, way: str, sheet: Guide) -> int:
    """The answer to a change of a translation through one of its addresses."""
    edit, translation = desk.address(sheet, "edit"), translation_of(sheet)
    segment = StringSegment.objects.get(source=translation.source, context__path="title")

    def localize(name: str, *args: int) -> str:
        return reverse(f"wagtail_localize:{name}", args=[translation.pk, *args])

    match way:
        case "edit":
            return desk.client.get(edit).status_code
        case "string":
            return desk.say(translation, "title", "X").status_code
        case "po":
            po = SimpleUploadedFile("x.po", str(translation.export_po()).encode())
            return desk.client.post(localize("upload_pofile"), {"file": po}).status_code
        case "download":
            return desk.client.get(localize("download_pofile")).status_code
        case "stop":
            return desk.client.post(localize("stop_translation")).status_code
        case "restart":
            return desk.client.post(edit, {"localize-restart-translation": "1"}).status_code
        case "publish":
            return desk.client.post(edit, {"action": "publish"}).status_code
        case "submit":
            return desk.client.post(edit, {"action-submit": "1", "title": "X"}).status_code
        case "delete":
            return desk.client.post(desk.address(sheet, "delete")).status_code
        case _:
            assert segment
            return desk.client.post(localize("machine_translate")).status_code


@pytest.mark.parametrize("way", WAYS)
def test_a_translator_of_arabic_is_refused_another_language(sheets, way):
    assert goes(someone("ar"), way, sheets["en"]) == 403
    assert not StringTranslation.objects.exists()
    assert translation_of(sheets["en"]).enabled
    assert Guide.objects.filter(pk=sheets["en"].pk).exists()


@pytest.mark.parametrize("way", ["edit", "string", "po", "download", "stop"])
def test_a_translator_of_arabic_works_in_arabic(sheets, way):
    assert goes(someone("ar"), way, sheets["ar"]) in {200, 201, 302}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_translator_without_languages_changes_nothing(sheets, language):
    desk = someone()
    assert goes(desk, "edit", sheets[language]) == 403
    assert goes(desk, "string", sheets[language]) == 403


def test_a_translator_does_not_change_the_source_even_of_their_language(sheets):
    desk = someone("fr", "ar")
    for method in (desk.client.get, desk.client.post):
        assert method(desk.address(sheets["fr"], "edit"), {"title": "Autre"}).status_code == 403
        assert method(desk.address(sheets["fr"], "copy")).status_code in {403, 405}
    assert fresh(sheets["fr"]).title == "Les haies"


def test_a_stopped_translation_is_changed_in_the_ordinary_editor_by_its_translators_alone(sheets):
    desk_of(account("a@example.org", is_superuser=True)).stop_translation(sheets["en"])
    desk = someone("en")
    assert desk.edit(sheets["en"], title="Hedges").status_code == 302
    translates(desk_user(), "ar")
    desk = desk_of(desk_user())
    assert desk.client.get(desk.address(sheets["en"], "edit")).status_code == 403
    assert desk.client.post(desk.address(sheets["en"], "edit"), {"title": "No"}).status_code == 403
    assert fresh(sheets["en"]).latest_revision.content["title"] == "Hedges"


def refused(answer) -> bool:
    """At the door, or Wagtail's way: back to the start page, with a message."""
    if answer.status_code == 403:
        return True
    return answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


def desk_user() -> User:
    return User.objects.get(email="elle@example.org")


def test_a_translator_sends_to_translation_in_their_languages_only(sheets):
    source = desk_of(account("deux@example.org", "Editors")).create("guide", "publish", title="Les mares")
    desk = someone("ar")
    english, arabic = factories.locale("en"), factories.locale("ar")
    address = reverse("wagtail_localize:submit_snippet_translation", args=["library", "guide", source.pk])

    assert list(desk.open(address).context["form"].fields["locales"].queryset) == [arabic]
    assert refused(desk.client.post(address, {"locales": [english.pk, arabic.pk]}))
    assert Guide.objects.filter(work=source.work).count() == 1
    assert desk.client.post(address, {"locales": [arabic.pk]}).status_code == 302
    assert {sheet.locale.language_code for sheet in Guide.objects.filter(work=source.work)} == {"fr", "ar"}


def test_a_translator_brings_new_words_where_one_of_their_languages_waits_for_them(sheets):
    update = reverse("wagtail_localize:update_translations", args=[TranslationSource.objects.get().pk])
    assert someone("ar").client.post(update).status_code == 302
    translates(desk_user())
    assert refused(desk_of(desk_user()).client.post(update))


def test_the_list_of_sheets_shows_a_translator_their_languages(sheets):
    shown = someone("ar").open(Desk.address(None, Guide, "list"))
    assert {sheet.pk for sheet in shown.context["object_list"]} == {sheets["ar"].pk}


def test_who_writes_works_in_every_language(sheets):
    for role in ("Editors", "Moderators"):
        desk = desk_of(account(f"{role}@example.org", role))
        assert goes(desk, "edit", sheets["en"]) == 200
        assert set(languages_of(account(f"{role}2@example.org", role))) == set(Locale.objects.all())


def test_an_administrator_gives_languages_and_a_manager_of_members_cannot():
    admin = desk_of(account("a@example.org", is_superuser=True))
    manager = desk_of(account("m@example.org", "Members' managers"))
    person = account("agent@example.org", first_name="Ada", last_name="Agent")
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    arabic = factories.locale("ar")
    words = {"email": person.email, "first_name": "Ada", "last_name": "Agent", "is_active": "on"}

    manager.client.post(address, words | {"languages": [arabic.pk]})
    assert not person.languages.exists()
    assert "languages" in admin.open(address).context["form"].fields
    assert admin.client.post(address, words | {"languages": [arabic.pk]}).status_code == 302
    assert list(person.languages.all()) == [arabic]
    manager.client.post(address, words)
    assert list(person.languages.all()) == [arabic], "who does not see them does not take them"
