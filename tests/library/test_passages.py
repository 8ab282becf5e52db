"""What a translator sees of a source that has changed, and what they do about it."""

import re

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation, TranslationSource

from library.differences import difference
from library.passages import State, outdated_passages
from library.rows import merged_rows
from library.translations import missing_passages
from tests import factories
from tests.library.desk import Desk, desk_of, draft_text, fresh, said, translation_of
from tests.library.test_small_corrections import ROWS

pytestmark = pytest.mark.django_db


def translated(editor: Desk, language: str = "en", **changes):
    sheet = editor.create("experience", "publish", **{"title": "Éclairage", "summary": "Un résumé", **changes})
    (own,) = editor.translate(sheet, language)
    editor.say_all(translation_of(own))
    editor.publish_translation(own)
    return sheet, own


def bring(editor: Desk, sheet) -> None:
    """“Send changes to the translations”."""
    source = TranslationSource.objects.get(object_id=sheet.translation_key)
    assert editor.client.post(reverse("wagtail_localize:update_translations", args=[source.pk])).status_code == 302


def address(own) -> str:
    return reverse("library_passages", args=["library", type(own)._meta.model_name, own.pk])


def outdated(own) -> list[tuple[str, str, str, str]]:
    return [(p.path, p.state.value, p.before, p.translation) for p in outdated_passages(fresh(own))]


def names(page: str) -> list[str]:
    return re.findall(r'name="words-([0-9a-f-]+)"', page)


def marked(parts) -> str:
    return "".join(f"[{part.text}]" if part.changed else part.text for part in parts)


def test_a_difference_marks_the_words_that_went_and_came():
    both = difference("Éclairage de la rue", "Éclairage de toute la rue")
    assert marked(both.old) == "Éclairage de la rue"
    assert marked(both.new) == "Éclairage de [toute ]la rue"


def test_a_difference_in_arabic_keeps_vowels_with_their_word():
    both = difference("المُدُنُ الصغيرة", "المُدُنُ الكبيرة")
    assert marked(both.new) == "المُدُنُ [الكبيرة]"


@pytest.mark.parametrize("brought", [False, True], ids=["before-the-words-are-brought", "after"])
def test_a_changed_passage_is_shown_with_what_it_was_when_it_was_translated(editor, brought):
    sheet, own = translated(editor)
    editor.edit(sheet, "publish", title="Éclairage public")
    if brought:
        bring(editor, sheet)

    assert outdated(own) == [("title", "changed", "Éclairage", "en Éclairage")]
    for shown in (editor.address(own, "edit"), address(own)):
        page = editor.open(shown).content.decode()
        assert re.search(r"<ins>.*public</ins>", page)
        assert "en Éclairage" in page


def test_what_was_translated_last_counts_not_what_was_never_translated(editor):
    sheet, own = translated(editor)
    editor.edit(sheet, "publish", title="Éclairage public")
    bring(editor, sheet)
    editor.edit(sheet, "publish", title="Éclairage public nocturne")
    bring(editor, sheet)

    assert outdated(own) == [("title", "changed", "Éclairage", "en Éclairage")]


def test_of_a_long_text_the_passage_that_changed_is_found_and_a_new_one_is_new(editor):
    two = draft_text("Les lampes sont vieilles").replace('}], "entityMap', '}, SECOND], "entityMap')
    second = '{"text": "%s", "type": "unstyled", "key": "b2", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}'
    sheet, own = translated(editor, body=two.replace("SECOND", second % "On les change toutes"))
    changed = draft_text("Les lampes étaient vieilles").replace('}], "entityMap', '}, SECOND], "entityMap')
    third = second % "On les change toutes" + ", " + second % "Budget voté en mars"
    editor.edit(sheet, "publish", body=changed.replace("SECOND", third))

    assert outdated(own) == [
        ("body", "changed", "Les lampes sont vieilles", "en Les lampes sont vieilles"),
        ("body", "new", "", ""),
    ]


def test_a_row_of_the_source_has_its_passage_with_the_name_of_its_place(editor):
    sheet, own = translated(editor, **ROWS)
    editor.edit(sheet, "publish", results_0_label="Durée totale")

    (passage,) = outdated_passages(fresh(own))
    assert (passage.state, passage.before) == (State.CHANGED, "Durée")
    assert passage.label == "Résultat · Libellé"


def test_a_translator_corrects_a_passage_without_scripts_and_it_is_published(editor, translator):
    sheet, own = translated(editor)
    editor.edit(sheet, "publish", title="Éclairage public", summary="Un résumé.")
    page = translator.open(address(own)).content.decode()
    title, summary = names(page)

    answer = translator.client.post(
        address(own), {f"words-{title}": "Public lighting", f"words-{summary}": "en Un résumé"}, follow=True
    )
    assert "1" in said(answer)
    assert [path for path, *_rest in outdated(own)] == ["summary"], "a passage left alone is not confirmed"
    translator.client.post(address(own), {f"words-{summary}": "en Un résumé", f"right-{summary}": "1"})
    assert outdated(own) == []
    editor.publish_translation(own)

    assert (fresh(own).title, fresh(own).summary) == ("Public lighting", "en Un résumé")
    assert not fresh(own).is_stale
    kept = StringTranslation.objects.filter(data="Public lighting").get()
    assert kept.last_translated_by.email == "traduction@example.org"


@pytest.mark.parametrize(
    "words",
    ["x" * 256, "<script>alert(1)</script>", '<a href="//evil">x</a>', '<a id="a7">x</a>', "<b>gras", "a\x00b"],
    ids=["too-long", "script", "address", "unknown-link", "open-tag", "nul"],
)
def test_words_that_cannot_stand_there_are_refused_at_their_field_and_kept_in_it(editor, words):
    sheet, own = translated(editor)
    editor.edit(sheet, "publish", title="Éclairage public")
    (title,) = names(editor.open(address(own)).content.decode())

    answer = editor.client.post(address(own), {f"words-{title}": words})

    assert answer.status_code == 200
    assert answer.context["rows"][0]["error"]
    assert answer.context["rows"][0]["words"] == words
    assert outdated(own)[0][1] == "changed"


def test_words_for_a_passage_that_changed_meanwhile_are_not_taken_for_the_new_one(editor):
    sheet, own = translated(editor)
    editor.edit(sheet, "publish", title="Éclairage public")
    (title,) = names(editor.open(address(own)).content.decode())
    editor.edit(sheet, "publish", title="Éclairage éteint")

    answer = editor.client.post(address(own), {f"words-{title}": "Public lighting"}, follow=True)

    assert said(answer)
    assert outdated(own) == [("title", "changed", "Éclairage", "en Éclairage")]


def test_a_translation_edited_as_a_whole_is_compared_with_the_revision_that_it_translates(editor):
    sheet, own = translated(editor)
    editor.stop_translation(own)
    editor.edit(sheet, "publish", title="Éclairage public")

    assert outdated(own) == [("title", "changed", "Éclairage", "en Éclairage")]
    page = editor.open(address(own)).content.decode()
    assert "<ins>" in page
    assert names(page) == []
    assert address(own) in editor.open(editor.address(own, "edit")).content.decode()


def test_the_arabic_of_a_passage_is_written_from_the_right(editor):
    sheet, own = translated(editor, "ar")
    editor.edit(sheet, "publish", title="Éclairage public")

    page = editor.open(address(own)).content.decode()
    assert re.search(r'<textarea[^>]*lang="ar"\s+dir="rtl"', page)
    assert 'lang="fr" dir="ltr"' in page


def test_only_who_may_change_the_translation_opens_its_passages(editor, client):
    sheet, own = translated(editor)
    assert client.get(address(own)).status_code == 302
    arabist = factories.staff("ar@example.org", "Translators")
    arabist.languages.set([factories.locale("ar")])
    assert desk_of(arabist).client.get(address(own)).status_code in {302, 403}
    assert editor.client.get(address(sheet), follow=True).status_code == 404, "a source follows nothing"


# What a person wrote survives


@pytest.mark.parametrize("change", ["edit", "reorder", "add", "remove"])
def test_what_translators_wrote_survives_the_next_synchronisation(editor, change):
    rows = {"steps-TOTAL_FORMS": "2", "steps_0_label": "Un", "steps_0_ORDER": "1", "steps_1_label": "Deux"}
    sheet, own = translated(editor, **rows, steps_1_ORDER="2", body=draft_text("Le texte"))
    changes = {
        "edit": {"title": "Éclairage public"},
        "reorder": {"steps_0_ORDER": "2", "steps_1_ORDER": "1"},
        "add": {"steps-TOTAL_FORMS": "3", "steps_2_label": "Trois", "steps_2_ORDER": "3"},
        "remove": {"steps_0_DELETE": "on"},
    }
    editor.edit(sheet, "publish", **changes[change])
    bring(editor, sheet)

    left = {"edit": 1, "add": 1}.get(change, 0)
    assert missing_passages(translation_of(own)) == left
    editor.publish_translation(own, publish_untranslated="1")
    shown = fresh(own)
    assert "en Le texte" in shown.body
    labels = {"reorder": ["en Deux", "en Un"], "add": ["en Un", "en Deux", "Trois"], "remove": ["en Deux"]}
    assert [step.label for step in shown.steps.all()] == labels.get(change, ["en Un", "en Deux"])


def test_a_passage_written_and_not_published_survives_the_next_synchronisation(editor, translator):
    sheet, own = translated(editor)
    translator.say(translation_of(own), "summary", "A better summary")
    editor.edit(sheet, "publish", title="Éclairage public")
    bring(editor, sheet)

    assert [path for path, *_rest in outdated(own)] == ["title"]
    editor.say(translation_of(own), "title", "Public lighting")
    editor.publish_translation(own)
    assert fresh(own).summary == "A better summary"


def test_a_translation_written_as_a_whole_is_not_overwritten_when_changes_are_sent(editor):
    sheet, own = translated(editor)
    editor.stop_translation(own)
    editor.edit(own, "publish", title="Street lighting")
    editor.edit(sheet, "publish", summary="Un autre résumé")
    bring(editor, sheet)

    assert fresh(own).title == "Street lighting"


def test_a_translation_written_as_a_whole_has_the_rows_that_its_source_got_since(editor):
    sheet, own = translated(editor, **ROWS)
    editor.stop_translation(own)
    more = {"results-TOTAL_FORMS": "2", "results_1_label": "Lampes", "results_1_ORDER": "2"}
    editor.edit(sheet, "publish", **more)

    editor.edit(own, title="Lighting")
    assert [(row["label"], row["lang"]) for row in merged_rows(fresh(own), "results")] == [
        ("en Durée", "en"),
        ("Lampes", "fr"),
    ]
    editor.edit(own, "publish", results_1_label="Lamps")
    assert [row["label"] for row in merged_rows(fresh(own), "results")] == ["en Durée", "Lamps"]
