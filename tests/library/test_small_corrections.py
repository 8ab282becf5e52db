"""A small correction of a source leaves its translations as they are, and up to date."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail_localize.models import StringTranslation

from home.models import NewsPage, SmallCorrection
from library.models import Sheet
from library.rows import merged_rows
from library.translations import missing_passages
from tests import factories
from tests.home.page_desk import page_desk
from tests.library.desk import account, desk_of, draft_text, fresh, translation_of

pytestmark = pytest.mark.django_db

ROWS = {"results-TOTAL_FORMS": "1", "results_0_label": "Durée", "results_0_after": "5", "results_0_ORDER": "1"}
OFFER = 'name="small_correction"'


def translated(editor, **changes):
    words = {"title": "Éclairage", "body": draft_text("Le texte, ici")}
    sheet = editor.create("experience", "publish", **words, **ROWS, **changes)
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english))
    editor.publish_translation(english)
    assert not fresh(english).is_stale
    return sheet, english


def test_translations_follow_a_small_correction_with_their_rows_and_passages(editor):
    sheet, english = translated(editor)

    words = {"title": "Éclairages", "body": draft_text("Le texte ici"), "results_0_label": "Durées"}
    editor.edit(sheet, "publish", small_correction="1", **words)

    assert fresh(sheet).title == "Éclairages"
    assert not fresh(english).is_stale
    assert [row["lang"] for row in merged_rows(fresh(english), "results")] == ["en"]
    assert missing_passages(translation_of(english)) == 0, "the passages are there for the new words"
    editor.publish_translation(english)
    assert fresh(english).title == "en Éclairage"
    assert "en Le texte, ici" in fresh(english).body
    assert not fresh(english).is_stale


def test_who_made_it_is_in_the_log(editor):
    sheet, _english = translated(editor)
    editor.edit(sheet, "publish", small_correction="1", title="Éclairages")

    entry = ModelLogEntry.objects.get(action="home.small_correction")
    assert entry.user.email == "redaction@example.org"
    assert entry.object_id == str(sheet.pk)


def test_any_other_change_makes_translations_outdated(editor):
    sheet, english = translated(editor)
    editor.edit(sheet, "publish", title="Éclairages")

    assert fresh(english).is_stale
    assert not SmallCorrection.objects.exists()


def test_what_was_outdated_before_a_small_correction_still_is(editor):
    sheet, english = translated(editor)
    editor.edit(sheet, "publish", title="Éclairage public")
    editor.edit(sheet, "publish", small_correction="1", title="Éclairage public.")

    assert fresh(english).is_stale


def test_the_next_change_is_not_small_unless_it_is_said(editor):
    sheet, english = translated(editor)
    editor.edit(sheet, "publish", small_correction="1", title="Éclairages")
    page = editor.open(editor.address(sheet, "edit")).content.decode()
    assert OFFER in page
    assert "checked" not in page[page.index(OFFER) : page.index(OFFER) + 200]

    editor.edit(sheet, "publish", title="Éclairage public")
    assert fresh(english).is_stale


def test_it_is_not_offered_without_translations_nor_on_one_and_there_it_is_not_read(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    assert OFFER not in editor.open(editor.address(sheet, "edit")).content.decode()
    (english,) = editor.translate(sheet, "en")
    assert OFFER in editor.open(editor.address(sheet, "edit")).content.decode()
    editor.stop_translation(english)
    assert OFFER not in editor.open(editor.address(english, "edit")).content.decode()

    editor.edit(english, "publish", small_correction="1", title="Lighting")
    assert not SmallCorrection.objects.exists()


def test_the_choice_waits_with_its_revision_through_review(editor, moderator):
    sheet, english = translated(editor)
    writer = desk_of(account("plume@example.org", "Editors"))
    writer.edit(sheet, "submit", small_correction="1", title="Éclairages")
    assert fresh(sheet).title == "Éclairage"
    page = moderator.open(moderator.address(sheet, "edit")).content.decode()
    assert "checked" in page[page.index(OFFER) : page.index(OFFER) + 300]

    fresh(sheet).current_workflow_task_state.approve(user=None)

    assert fresh(sheet).title == "Éclairages"
    assert not fresh(english).is_stale


def test_the_choice_waits_for_the_hour_of_publication(editor):
    sheet, english = translated(editor)
    draft = fresh(sheet).get_latest_revision_as_object()
    draft.title, draft.small_correction = "Éclairages", True
    draft.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    revision = draft.save_revision()
    revision.publish()
    assert not fresh(english).is_stale
    assert fresh(sheet).title == "Éclairage"

    revision.refresh_from_db()
    revision.content["go_live_at"] = None
    revision.save()
    revision.publish()

    assert fresh(sheet).title == "Éclairages"
    assert not fresh(english).is_stale


def test_a_draft_of_the_translation_is_up_to_date_too(editor):
    sheet, english = translated(editor)
    editor.stop_translation(english)
    editor.edit(english, title="Lighting, a draft", results_0_label="Length")
    editor.edit(sheet, "publish", small_correction="1", title="Éclairages", results_0_label="Durées")

    fresh(english).latest_revision.publish()

    assert fresh(english).title == "Lighting, a draft"
    assert not fresh(english).is_stale
    assert [row["label"] for row in merged_rows(fresh(english), "results")] == ["Length"]


def test_a_translation_in_another_language_that_was_never_published_follows(editor):
    sheet, _english = translated(editor)
    (arabic,) = editor.translate(sheet, "ar")
    editor.say(translation_of(arabic), "title", "إنارة")
    editor.edit(sheet, "publish", small_correction="1", title="Éclairages")

    kept = StringTranslation.objects.filter(locale=arabic.locale, context__path="title")
    assert set(kept.values_list("data", "translation_of__data")) == {
        ("إنارة", "Éclairage"),
        ("إنارة", "Éclairages"),
    }


def test_pages_have_it_too():
    library = factories.library_tree()["fr"]
    desk = page_desk("Moderators")
    source = NewsPage(title="Une nouvelle", locale=library.locale, date="2026-01-01", summary="Le résumé")
    source.body = [{"type": "text", "value": "<p>Le texte, ici.</p>"}]
    library.get_parent().add_child(instance=source)
    source.save_revision().publish()
    english = _translated_page(source, "en")

    desk.change(source, "publish", small_correction="1", title="Une nouvelles")

    assert Page.objects.get(pk=source.pk).title == "Une nouvelles"
    assert fresh(english).source_digest == fresh(source).source_digest
    assert PageLogEntry.objects.get(action="home.small_correction").page_id == source.pk
    desk.change(source, "publish", title="Une autre")
    assert fresh(english).source_digest != fresh(source).source_digest


def _translated_page(source, language):
    from wagtail_localize.operations import translate_object

    locale = factories.locale(language)
    translate_object(source, [locale])
    translation = translation_of(source.get_translation(locale))
    for segment in translation.source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            data=f"{language} {segment.string.data}",
        )
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()
    return translation.get_target_instance()


def test_a_new_order_of_rows_makes_nothing_outdated(editor):
    sheet = editor.create(
        "experience",
        "publish",
        **{"results-TOTAL_FORMS": "2", "results_0_label": "Durée", "results_0_ORDER": "1"},
        results_1_label="Économie",
        results_1_ORDER="2",
    )
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english))
    editor.publish_translation(english)

    editor.edit(sheet, "publish", results_0_ORDER="2", results_1_ORDER="1")

    assert [row["label"] for row in merged_rows(fresh(english), "results")] == ["en Économie", "en Durée"]
    assert not Sheet.objects.get(pk=english.pk).is_stale
