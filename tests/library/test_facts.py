"""Facts live on the source: translations show them, and no request changes them there."""

import pytest
from wagtail.models import Locale

from library.facts import facts_of
from library.models import KINDS, Result, Sheet, Work
from library.rows import merged_rows
from tests.library.desk import account, desk_of, fresh, fresh_work, public_titles, theme, translation_of

pytestmark = pytest.mark.django_db

ROWS = {
    "results-TOTAL_FORMS": "2",
    "results_0_label": "Durée",
    "results_0_after": "5",
    "results_0_unit": "month",
    "results_0_ORDER": "1",
    "results_1_label": "Économie",
    "results_1_after": "50",
    "results_1_unit": "percent",
    "results_1_ORDER": "2",
}


def stopped(editor, kind="experience", **values):
    """A source and a translation of it that opens in the ordinary editor."""
    sheet = editor.create(kind, "publish", title="Éclairage", **values)
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english), "en")
    editor.publish_translation(english)
    editor.stop_translation(english)
    return sheet, fresh(english)


def test_the_facts_of_a_draft_never_published_are_read_by_nobody(editor):
    editor.create("guide", title="Brouillon", access="public", year="2020")
    assert public_titles() == set()
    assert not Sheet.objects.published().of_year(2020).exists()


def test_a_draft_of_a_change_of_facts_changes_nothing_before_it_is_published(editor):
    group = account("x@example.org", "Editors").groups.get()
    sheet = editor.create("guide", "publish", title="Ouverte", year="2020", tags="eau")
    changes = {"access": "groups", "groups": [group.pk], "year": "2021", "tags": "air"}
    editor.edit(sheet, **changes)

    live = fresh(sheet)
    assert (live.access, live.year, list(live.groups.all())) == ("public", 2020, [])
    assert [tag.name for tag in live.tags.all()] == ["eau"]
    assert public_titles() == {"Ouverte"}

    editor.edit(sheet, "publish")
    live = fresh(sheet)
    assert (live.access, live.year, list(live.groups.all())) == ("groups", 2021, [group])
    assert public_titles() == set()


def test_a_translation_receives_no_fact_and_its_default_is_closed(editor):
    sheet = editor.create("experience", "publish", year="2020", contact_name="Une élue", is_example="on", **ROWS)
    editor.edit(sheet, access="members", year="2021")
    (english,) = editor.translate(sheet, "en")

    assert (english.access, english.year, english.contact_name) == ("groups", None, "")
    assert not english.themes.exists()
    assert not english.is_example
    assert {(row.after, row.unit) for row in english.results.all()} == {(None, None)}


def test_the_ordinary_editor_of_a_translation_shows_the_facts_of_the_source_disabled(editor):
    sheet, english = stopped(editor, year="2020", **ROWS)
    response = editor.open(editor.address(english, "edit"))
    form = response.context["form"]

    assert all(form.fields[name].disabled for name in form.fields if name in type(english).FACTS)
    assert form["year"].value() == "2020"
    row = form.formsets["results"].forms[1]
    assert row.fields["after"].disabled
    assert row["after"].value() == "50"
    assert row.fields["label"].help_text.endswith("Économie")
    assert not row.fields["label"].disabled
    page = response.content.decode()
    assert "results-ADD" not in page
    assert "results-0-DELETE-button" not in page
    assert editor.address(sheet, "edit") in page
    assert "files-TOTAL_FORMS" not in page


def test_forged_facts_and_rows_change_nothing_on_a_translation(editor):
    sheet, english = stopped(editor, year="2020", **ROWS)
    water = theme("drought", "Sécheresse")
    forged = {"access": "public", "year": "2099", "themes": [water.pk], "tags": "pirate", "is_example": "on"}
    forged |= {"files-TOTAL_FORMS": "1", "files-INITIAL_FORMS": "0", "files_0_document": "1"}
    forged |= {"partners-TOTAL_FORMS": "1", "partners-INITIAL_FORMS": "0", "partners_0_name": "Pirate"}
    forged |= {"results-TOTAL_FORMS": "3", "results_0_after": "999", "results_0_unit": "euro"}
    forged |= {"results_0_ORDER": "2", "results_1_ORDER": "1", "results_1_DELETE": "on"}
    forged |= {"results_2_label": "Pirate", "results_2_after": "1", "results_2_ORDER": "3"}
    before = facts_of(fresh(sheet))

    answer = editor.edit(english, "publish", title="Lighting", **forged)

    assert answer.status_code == 302
    english, rows = fresh(english), list(fresh(english).results.all())
    assert english.title == "Lighting"
    assert (english.access, english.year, english.is_example) == ("groups", None, False)
    assert not english.themes.exists()
    assert not english.tags.exists()
    assert not english.files.exists()
    assert not english.partners.exists()
    assert [(row.label, row.after) for row in rows] == [("en Durée", None), ("en Économie", None)]
    assert facts_of(fresh(sheet)) == before


@pytest.mark.parametrize("initial", ["0", "1", "7", "x", ""])
def test_forged_counts_of_rows_are_not_an_error_and_add_no_row(editor, initial):
    _sheet, english = stopped(editor, **ROWS)
    editor.edit(english, **{"results-INITIAL_FORMS": initial, "results-TOTAL_FORMS": "9"})
    assert fresh(english).results.count() == 2


def test_rows_that_changed_meanwhile_are_said_and_not_mixed_up(editor):
    _sheet, english = stopped(editor, **ROWS)
    address = editor.address(english, "edit")
    form = editor.form(address)
    first, second = english.results.values_list("pk", flat=True)
    answer = editor.send(address, form, results_0_id=str(second), results_1_id=str(first))

    assert answer.status_code == 200
    assert answer.context["form"].formsets["results"].errors


def test_the_words_of_rows_are_changed_in_the_ordinary_editor(editor):
    sheet, english = stopped(editor, **ROWS)
    editor.edit(english, "publish", results_1_label="Saving")

    shown = [(row["label"], row["lang"], row["after"]) for row in merged_rows(fresh(english), "results")]
    assert shown == [
        ("en Durée", "en", 5),
        ("Saving", "en", 50),
    ]
    assert sheet.pk != english.pk


def test_a_translation_published_from_the_ordinary_editor_translates_the_source_of_today(editor):
    sheet, english = stopped(editor, **ROWS)
    editor.edit(sheet, "publish", title="Éclairage public", results_1_label="Économies d’énergie")
    assert fresh(english).is_stale
    assert [row["lang"] for row in merged_rows(fresh(english), "results")] == ["en", "fr"]

    editor.edit(english, "publish", title="Public lighting", results_1_label="Energy saved")

    assert not fresh(english).is_stale
    assert [row["lang"] for row in merged_rows(fresh(english), "results")] == ["en", "en"]


def test_a_row_whose_words_changed_shows_the_source_s_words_beside_the_new_value(editor):
    sheet, english = stopped(editor, **ROWS)
    editor.edit(sheet, "publish", results_0_label="Épargne", results_0_after="80", results_0_unit="percent")

    first = merged_rows(fresh(english), "results")[0]
    assert (first["label"], first["lang"], first["after"], first["unit"]) == ("Épargne", "fr", 80, "percent")


def test_rows_keep_their_translation_when_others_come_go_and_change_place(editor):
    sheet, english = stopped(editor, **ROWS)
    changes = {"results-TOTAL_FORMS": "3", "results_0_ORDER": "3", "results_1_ORDER": "1"}
    editor.edit(sheet, "publish", **changes, results_2_label="Lampes", results_2_after="12", results_2_ORDER="2")

    shown = [(row["label"], row["lang"]) for row in merged_rows(fresh(english), "results")]
    assert shown == [("en Économie", "en"), ("Lampes", "fr"), ("en Durée", "en")]


def test_merged_rows_ask_the_database_nothing_once_prefetched(editor, django_assert_num_queries):
    from home.languages import language_of
    from library.rows import prefetch_rows

    _sheet, english = stopped(editor, **ROWS)
    english = fresh(english)
    prefetch_rows([english], "results")
    assert [language_of(one) for one in (english, english.work.source)] == ["en", "fr"]  # asked once by a process
    with django_assert_num_queries(0):
        assert len(merged_rows(english, "results")) == 2


def test_the_editor_of_passages_shows_the_facts_and_the_way_to_the_source(editor):
    sheet = editor.create("experience", "publish", year="2020", **ROWS)
    (english,) = editor.translate(sheet, "en")
    page = editor.open(editor.address(english, "edit")).content.decode()

    assert "2020" in page
    assert "Économie (" in page
    assert editor.address(sheet, "edit") in page


def test_the_address_of_a_copy_shows_a_form_and_changes_nothing(editor):
    sheet = editor.create("experience", "publish", title="Original", year="2020", **ROWS)
    copy = editor.address(sheet, "copy")
    form = editor.form(copy)
    assert editor.client.post(copy, form).status_code == 405
    assert fresh(sheet).title == "Original"

    form["title"] = "Copie"
    assert editor.client.post(editor.address(type(sheet), "add"), form).status_code == 302
    made = type(sheet).objects.exclude(pk=sheet.pk).get()
    assert made.translation_key != sheet.translation_key
    assert made.work_id != sheet.work_id
    assert made.work.source_id == made.pk
    keys = set(Result.objects.values_list("translation_key", flat=True))
    assert len(keys) == 4
    assert sheet.results.count() == 2


def test_copying_a_translation_leads_to_copying_its_source(editor):
    sheet, english = stopped(editor)
    answer = editor.client.get(editor.address(english, "copy"))
    assert answer.headers["Location"] == editor.address(sheet, "copy")


def test_a_copy_of_an_english_source_is_english(editor):
    sheet = editor.create("guide", "publish", locale="en", title="English")
    response = editor.open(editor.address(sheet, "copy"))
    assert response.context["action_url"].endswith("?locale=en")


def test_a_translation_made_after_the_source_was_deleted_does_not_become_one(editor, moderator):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    moderator.client.post(moderator.address(sheet, "delete"))
    late = KINDS["guide"](
        title="Tard", locale=Locale.objects.get(language_code="ar"), translation_key=english.translation_key
    )
    late.save()

    assert late.work == english.work
    assert Work.objects.get(pk=late.work_id).source_id is None


def test_one_work_per_translation_key(editor):
    sheet = editor.create("guide", "publish")
    (english,) = editor.translate(sheet, "en")
    assert fresh(english).work_id == sheet.work_id
    assert fresh_work(sheet).source_id == sheet.pk


def test_the_use_of_a_document_names_the_sheets_that_offer_it(editor):
    from tests.factories import document

    file = document(name="plan.pdf")
    rows = {"files-TOTAL_FORMS": "1", "files_0_document": file.pk, "files_0_access": "same", "files_0_language": "fr"}
    sheet = editor.create("guide", "publish", title="Avec un fichier", **rows)
    assert sheet.files.get().document == file

    admin = desk_of(account("a@example.org", is_superuser=True))
    page = admin.open(f"/admin/documents/usage/{file.pk}/").content.decode()
    assert "Avec un fichier" in page
