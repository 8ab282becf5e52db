"""The life of a sheet in the admin, through its addresses, as an editor."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Task, WorkflowState

from library.models import KINDS, Sheet
from tests.library.desk import draft_text, errors, fresh, public_titles, theme

pytestmark = pytest.mark.django_db

ALL = pytest.mark.parametrize("kind", list(KINDS))


@ALL
def test_a_new_sheet_is_a_draft_that_nobody_sees(editor, kind):
    sheet = editor.create(kind, title="Éclairage de nuit")

    assert not sheet.live
    assert sheet.work.kind == kind
    assert sheet.work.source_id == sheet.pk
    assert public_titles() == set()


@ALL
def test_an_editor_publishes_and_withdraws_a_sheet(editor, kind):
    sheet = editor.create(kind, "publish", title="Éclairage de nuit")

    assert sheet.live
    assert public_titles() == {"Éclairage de nuit"}

    editor.open(editor.address(sheet, "unpublish"))
    assert editor.client.post(editor.address(sheet, "unpublish")).status_code == 302
    assert public_titles() == set()


@ALL
def test_every_page_of_the_admin_about_a_sheet_opens(editor, kind):
    sheet = editor.create(kind, "publish")
    editor.edit(sheet, title="Autre titre")

    for name in ("edit", "copy", "history", "usage", "workflow_history", "unpublish"):
        editor.open(editor.address(sheet, name))
    editor.open(editor.address(type(sheet), "list"))
    editor.open(editor.address(type(sheet), "add"))
    first, last = sheet.revisions.order_by("pk").values_list("pk", flat=True)
    editor.open(editor.address(sheet, "revisions_compare", first, last))
    editor.open(editor.address(sheet, "revisions_revert", first))
    editor.open(editor.address(sheet, "revisions_view", first))


@ALL
@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_a_sheet_is_previewed_while_it_is_written(editor, kind, locale):
    sheet = editor.create(kind, locale=locale, title="عنوان" if locale == "ar" else "Titre", year="2021")
    address = editor.address(sheet, "preview_on_edit")
    form = editor.form(editor.address(sheet, "edit"))
    form["title"] = "Brouillon à voir"

    assert editor.client.post(address, form).json() == {"is_valid": True, "is_available": True}
    page = editor.open(address)
    assert "Brouillon à voir" in page.content.decode()
    assert f'lang="{locale}"' in page.content.decode()


@ALL
def test_a_sheet_is_previewed_before_it_is_saved(editor, kind):
    model = KINDS[kind]
    address = editor.address(model, "preview_on_add")
    form = editor.form(editor.address(model, "add"))
    form["title"] = "Pas encore enregistrée"

    assert editor.client.post(address, form).json()["is_valid"]
    assert "Pas encore enregistrée" in editor.open(address).content.decode()


def test_rows_of_words_and_values_are_saved_in_order(editor):
    rows = {"results-TOTAL_FORMS": "2", "results_0_label": "Économie", "results_0_after": "32000"}
    rows |= {"results_0_unit": "kwh", "results_0_ORDER": "2", "results_1_label": "Durée", "results_1_ORDER": "1"}
    sheet = editor.create("experience", "publish", **rows, advice=draft_text("Commencez tôt"))

    assert [row.label for row in sheet.results.all()] == ["Durée", "Économie"]
    assert sheet.results.get(label="Économie").unit == "kwh"
    assert "Commencez tôt" in sheet.advice


def test_a_scheduled_sheet_appears_at_its_hour_and_goes_at_its_expiry(editor):
    hour = datetime.timedelta(hours=1)
    local = timezone.localtime()
    times = {"go_live_at": f"{local + hour:%Y-%m-%d %H:%M}", "expire_at": f"{local + 2 * hour:%Y-%m-%d %H:%M}"}
    sheet = editor.create("guide", "publish", title="À son heure", **times)

    assert not sheet.live
    assert sheet.scheduled_revision
    call_command("publish_scheduled")
    assert public_titles() == set()

    _bring_forward(sheet)
    call_command("publish_scheduled")
    assert fresh(sheet).live
    assert public_titles() == {"À son heure"}

    digest = fresh(sheet).source_digest
    type(sheet).objects.update(expire_at=timezone.now() - hour)
    assert public_titles() == set(), "past its expiry, before the timer has run"
    call_command("publish_scheduled")
    assert not fresh(sheet).live
    assert fresh(sheet).source_digest == digest, "expiry changes no word"


def _bring_forward(sheet) -> None:
    """As if the hour had come."""
    past = timezone.now() - datetime.timedelta(hours=1)
    revision = sheet.scheduled_revision
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_a_locked_sheet_is_not_changed_by_others(editor, moderator):
    sheet = editor.create("guide")
    assert moderator.client.post(moderator.address(sheet, "lock")).status_code == 302

    editor.edit(sheet, title="Malgré le verrou")
    assert fresh(sheet).get_latest_revision_as_object().title == "Une fiche"

    assert moderator.client.post(moderator.address(sheet, "unlock")).status_code == 302
    editor.edit(sheet, title="Après le verrou")
    assert fresh(sheet).get_latest_revision_as_object().title == "Après le verrou"


@ALL
def test_a_sheet_sent_for_review_goes_live_when_a_moderator_approves_it(editor, moderator, kind):
    sheet = editor.create(kind, "submit", title="À relire")
    state = WorkflowState.objects.for_instance(sheet).get()
    assert state.status == "in_progress"
    assert public_titles() == set()

    task = state.current_task_state
    moderator.open(moderator.address(sheet, "workflow_preview", Task.objects.get(pk=task.task_id).pk))
    address = moderator.address(sheet, "workflow_action", "approve", task.pk)
    assert moderator.client.post(address, {"comment": "Bien"}).status_code == 302
    assert public_titles() == {"À relire"}


def test_the_list_is_searched_filtered_and_shows_the_facts_of_the_source(editor):
    water, light = theme(), theme("light", "Éclairage")
    wet = editor.create("guide", "publish", title="Guide des mares", year="2019", access="members")
    lit = editor.create("guide", title="Guide des lampes", year="2021", themes=[light.pk])
    editor.translate(wet, "ar")
    address = editor.address(type(wet), "list")

    def found(**query) -> set[tuple[str, str]]:
        table = editor.open(address, **query).context["table"]
        return {(sheet.title, sheet.locale.language_code) for sheet in table.data}

    both = {("Guide des mares", "fr"), ("Guide des mares", "ar")}
    assert found() == both | {("Guide des lampes", "fr")}
    assert found(access="members") == both
    assert found(year="2021") == {("Guide des lampes", "fr")}
    assert found(theme=water.pk) == both
    assert found(state="draft") == {("Guide des lampes", "fr"), ("Guide des mares", "ar")}
    assert found(locale="ar") == {("Guide des mares", "ar")}
    assert found(q="lampes") == {("Guide des lampes", "fr")}
    assert found(q="mares", access="members", locale="fr") == {("Guide des mares", "fr")}
    text = editor.open(address, locale="ar").content.decode()
    assert "2019" in text
    assert "w-status" in text
    assert f">{wet.work_id}<" in text.replace("\n", "").replace(" ", "")
    assert lit.work_id != wet.work_id


@pytest.mark.parametrize("query", [{"q": '"'}, {"q": " "}, {"q": "\0"}, {"q": "é" * 20_000}, {"year": 10**20}])
def test_a_strange_search_of_the_list_is_not_an_error(editor, query):
    editor.create("guide")
    editor.open(editor.address(KINDS["guide"], "list"), **query)


@pytest.mark.parametrize("query", [{"year": "x"}, {"theme": "0"}, {"p": "-1"}, {"access": "?"}, {"ordering": "x"}])
def test_unknown_values_of_filters_are_not_an_error(editor, query):
    editor.open(editor.address(KINDS["guide"], "list"), **query)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": "1899"}, "year"),
        ({"year": "2101"}, "year"),
        ({"title": ""}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"cost_min": "20", "cost_max": "10"}, "cost_max"),
        ({"regulation_date": "31/31/2020"}, "regulation_date"),
    ],
)
def test_a_wrong_value_is_shown_with_its_field_and_what_was_typed(editor, values, field):
    model = KINDS["technical"]
    address = editor.address(model, "add")
    response = editor.send(address, editor.form(address), **{"title": "Une fiche", "summary": "Ce qui suit"} | values)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "Ce qui suit" in response.content.decode()
    assert not Sheet.objects.exists()


def test_a_theme_is_needed_to_publish_and_not_for_a_draft(editor):
    draft = editor.create("guide", themes=[])
    response = editor.edit(draft, "publish")

    assert response.status_code == 200
    assert "themes" in response.context["form"].errors
    assert not fresh(draft).live
    assert editor.edit(draft, "publish", themes=[theme().pk]).status_code == 302, errors(response)


def test_access_for_groups_without_a_group_is_said_to_be_seen_by_nobody(editor):
    address = editor.address(KINDS["guide"], "add")
    form = editor.form(address)
    assert form["access"] == "groups", "closed until someone opens it"
    form["title"] = "Personne"
    response = editor.client.post(address, form, follow=True)
    assert "Personne" in str(list(response.context["messages"])[-1])
    assert len(list(response.context["messages"])) == 2


def test_a_sheet_begun_in_another_language_is_its_own_source(editor):
    sheet = editor.create("guide", "publish", locale="en", title="English first")

    assert sheet.locale == Locale.objects.get(language_code="en")
    assert sheet.work.source_id == sheet.pk


def test_tags_that_differ_by_capitals_only_are_one(editor):
    first = editor.create("guide", "publish", tags='"Eau potable"')
    second = editor.create("guide", "publish", tags='"eau potable"')

    assert first.tags.get() == second.tags.get()


def test_a_file_has_one_of_the_languages_of_the_site(editor):
    form = editor.open(editor.address(KINDS["guide"], "add")).context["form"]
    languages = form.formsets["files"].empty_form.fields["language"].choices
    assert [code for code, _name in languages] == ["", "fr", "en", "ar"]


def test_a_bare_sheet_has_a_chooser_and_is_edited_as_its_kind(editor):
    sheet = editor.create("guide", "publish", title="À choisir")
    answer = editor.open(reverse("sheet_chooser:choose_results"), q="choisir").content.decode()
    assert "À choisir" in answer
    chosen = editor.open(reverse("sheet_chooser:chosen", args=[sheet.pk])).json()
    assert chosen["result"]["edit_url"] == editor.address(sheet, "edit")


def test_a_bare_sheet_refuses_a_revision(editor):
    sheet = Sheet.objects.get(pk=editor.create("guide").pk)
    with pytest.raises(TypeError):
        sheet.save_revision()
