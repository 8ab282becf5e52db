"""Translating sheets in the admin: what wagtail-localize would let through, and this site does not."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from library.models import KINDS, Sheet
from library.translations import missing_passages
from tests.library.desk import account, desk_of, draft_text, fresh, public_titles, said, translation_of

pytestmark = pytest.mark.django_db

STEP = {"steps-TOTAL_FORMS": "1", "steps_0_label": "Diagnostic", "steps_0_ORDER": "1"}


def update_address(sheet) -> str:
    source = TranslationSource.objects.get(object_id=sheet.translation_key)
    return reverse("wagtail_localize:update_translations", args=[source.pk])


def test_a_published_sheet_sent_to_translation_gives_drafts(editor):
    sheet = editor.create("experience", "publish", title="Éclairage")
    english, arabic = sorted(editor.translate(sheet, "ar", "en"), key=lambda one: one.locale.language_code)[::-1]

    assert not english.live
    assert not arabic.live
    assert public_titles() == {"Éclairage"}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_sheet_is_translated_passage_by_passage_then_published(editor, kind):
    sheet = editor.create(kind, "publish", title="Éclairage", summary="Résumé", body=draft_text("Le texte"))
    (arabic,) = editor.translate(sheet, "ar")
    page = editor.open(editor.address(arabic, "edit")).content.decode()
    assert "js-translation-editor" in page

    editor.say_all(translation_of(arabic))
    answer = editor.publish_translation(arabic)

    assert fresh(arabic).live, said(answer)
    assert public_titles() == {"Éclairage", "ar Éclairage"}
    assert fresh(arabic).body.count("ar Le texte") == 1
    assert not fresh(arabic).is_stale


def test_publishing_with_untranslated_passages_is_refused_and_counted(editor):
    sheet = editor.create("guide", "publish", title="Éclairage", summary="Résumé")
    (english,) = editor.translate(sheet, "en")
    editor.say(translation_of(english), "title", "Lighting")

    answer = editor.publish_translation(english)

    assert "1" in said(answer)
    assert not fresh(english).live
    assert "publish_untranslated" in answer.content.decode()


def test_publishing_with_untranslated_passages_is_possible_for_who_says_so(editor):
    sheet = editor.create("guide", "publish", title="Éclairage", summary="Résumé")
    (english,) = editor.translate(sheet, "en")
    editor.say(translation_of(english), "title", "Lighting")

    editor.publish_translation(english, publish_untranslated="1")

    assert fresh(english).live
    assert fresh(english).summary == "Résumé"


def test_an_empty_passage_is_not_a_translated_one(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")

    answer = editor.say(translation_of(english), "title", "   ")

    assert answer.json()["error"]
    assert missing_passages(translation_of(english)) == 1


def test_a_passage_too_long_for_its_field_is_an_error_of_this_passage(editor):
    sheet = editor.create("experience", "publish", title="Éclairage", **STEP)
    (english,) = editor.translate(sheet, "en")
    translation = translation_of(english)
    key = sheet.steps.get().translation_key

    assert "256" in editor.say(translation, "title", "x" * 256).json()["error"]
    assert "501" in editor.say(translation, f"steps.{key}.label", "x" * 501).json()["error"]
    assert editor.publish_translation(english).status_code == 200
    assert editor.publish_translation(english, publish_untranslated="1").status_code == 200
    assert fresh(english).title == "Éclairage"
    if connection.vendor == "postgresql":
        assert fresh(english).live, "no value was too long for PostgreSQL"

    editor.say(translation, "title", "x" * 255)
    editor.say(translation, f"steps.{key}.label", "Survey")
    editor.publish_translation(english)
    assert fresh(english).title == "x" * 255


def test_a_passage_with_nul_is_kept_without_it(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say(translation_of(english), "title", "Light%00ing")
    assert StringTranslation.objects.get(context__path="title").data == "Lighting"


def test_a_sheet_translated_into_a_language_already_is_left_as_it_is(editor):
    """wagtail-localize would make a published translation a draft again, without a word."""
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english))
    editor.publish_translation(english)

    address = reverse("wagtail_localize:submit_snippet_translation", args=["library", "guide", sheet.pk])
    answer = editor.client.post(address, {"locales": [english.locale.pk]})

    assert answer.status_code == 200
    assert fresh(english).live


def test_deleting_a_translation_keeps_its_passages_for_the_next_time(editor, moderator):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say(translation_of(english), "title", "Lighting")
    moderator.client.post(moderator.address(english, "delete"))
    assert not type(english).objects.filter(pk=english.pk).exists()

    (english,) = editor.translate(sheet, "en")
    assert english.title == "Lighting"


def test_a_translator_writes_passages_and_does_not_publish(editor, translator):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = translator.translate(sheet, "en")
    assert translator.say(translation_of(english), "title", "Lighting").status_code == 201

    assert translator.client.post(translator.address(english, "edit"), {"action": "publish"}).status_code == 302
    assert not fresh(english).live
    editor.publish_translation(english)
    assert fresh(english).title == "Lighting"


def test_a_locked_translation_is_not_published_by_others(editor, moderator):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english))
    moderator.client.post(moderator.address(english, "lock"))

    editor.publish_translation(english)
    assert not fresh(english).live


def test_sending_changes_never_publishes_them_nor_throws_a_draft_away(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english), "English")
    editor.publish_translation(english)
    draft = fresh(english).get_latest_revision_as_object()
    draft.title = "A draft that waits"
    revision = draft.save_revision()
    editor.edit(sheet, "publish", title="Éclairage public")

    page = editor.open(update_address(sheet)).content.decode()
    assert 'type="checkbox" name="publish_translations"' not in page
    assert editor.client.post(update_address(sheet), {"publish_translations": "on"}).status_code == 302

    assert fresh(english).title == "English Éclairage"
    assert fresh(english).latest_revision == revision
    assert missing_passages(translation_of(english)) == 1, "the new words are there to be translated"
    assert fresh(english).is_stale


def test_translating_from_a_translation_is_refused(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    arabic = Locale.objects.get(language_code="ar")
    address = reverse("wagtail_localize:submit_snippet_translation", args=["library", "guide", english.pk])

    assert editor.client.get(address).status_code == 302
    answer = editor.client.post(address, {"locales": [arabic.pk]}, follow=True)
    assert said(answer)
    with pytest.raises(PermissionDenied):
        translate_object(english, [arabic])
    assert not Translation.objects.filter(target_locale=arabic).exists()


def test_the_list_offers_to_translate_sources_only(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    page = editor.open(editor.address(type(sheet), "list")).content.decode()

    assert f"/localize/submit/snippet/library/guide/{sheet.pk}/" in page
    assert f"/localize/submit/snippet/library/guide/{english.pk}/" not in page
    assert (
        f"/localize/submit/snippet/library/guide/{sheet.pk}/"
        in editor.open(editor.address(sheet, "edit")).content.decode()
    )


def test_a_source_withdrawn_hides_all_languages(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english))
    editor.publish_translation(english)
    assert len(public_titles()) == 2

    editor.client.post(editor.address(sheet, "unpublish"))

    assert fresh(english).live
    assert public_titles() == set()


def test_a_source_deleted_hides_all_languages_for_ever(editor, moderator):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english))
    editor.publish_translation(english)
    assert "1" in moderator.open(moderator.address(sheet, "delete")).content.decode()

    moderator.client.post(moderator.address(sheet, "delete"))
    assert public_titles() == set()

    editor.open(editor.address(english, "edit"))
    editor.edit(english, "publish", title="Orphan")
    assert public_titles() == set()
    assert fresh(english).work.source_id is None


def test_a_language_with_content_is_not_deleted(editor):
    editor.create("guide", "publish", title="Éclairage")
    french = Locale.objects.get(language_code="fr")
    admin = desk_of(account("a@example.org", is_superuser=True))

    assert admin.client.post(reverse("wagtaillocales:delete", args=[french.pk])).status_code == 200
    assert Locale.objects.filter(pk=french.pk).exists()


def test_a_language_is_never_filled_with_copies_of_another(db):
    admin = desk_of(account("a@example.org", is_superuser=True))
    arabic = Locale.objects.get(language_code="ar")
    page = admin.open(reverse("wagtaillocales:edit", args=[arabic.pk]))

    assert not list(page.context["components"])


def test_a_po_file_with_a_passage_too_long_is_taken_and_marked(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    po = translation_of(english).export_po()
    po[0].msgstr = "x" * 300
    translation_of(english).import_po(po)

    assert StringTranslation.objects.get(context__path="title").has_error
    assert missing_passages(translation_of(english)) == 1
    assert Sheet.objects.get(pk=english.pk).title == "Éclairage"
