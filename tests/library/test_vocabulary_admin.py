"""The vocabulary in the admin: its tree, moving, merging without losing a link, and what uses a theme."""

import json

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Revision
from wagtail_localize.models import TranslationSource

from library.models import FormerTheme, Sheet, Theme, ThemeLabel, ThemeNote
from library.theme_merging import ThemeRefusedError, merge, move
from library.theme_uses import foreign_keys, naming_models, uses
from library.vocabulary import concept_named
from tests.factories import edit, library_tree, source_of, version, work
from tests.library.desk import Desk, account, english, said, theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def editor(db) -> Desk:
    return english(account("redaction@example.org", "Editors"))


@pytest.fixture
def moderator(db) -> Desk:
    return english(account("relecture@example.org", "Moderators"))


@pytest.fixture
def tree(db) -> dict[str, Theme]:
    """Water above rain above cisterns; energy beside."""
    water = theme("water", "Eau")
    rain = Theme.objects.create(identifier="rain", parent=water)
    cisterns = Theme.objects.create(identifier="cisterns", parent=rain)
    energy = theme("energy", "Énergie")
    for one, language, label in ((rain, "fr", "Pluie"), (rain, "ar", "المطر"), (cisterns, "fr", "Citernes")):
        ThemeLabel.objects.create(theme=one, language=language, label=label)
    return {"water": water, "rain": rain, "cisterns": cisterns, "energy": energy}


def address(name: str, *args: object) -> str:
    return reverse(Theme.snippet_viewset.get_url_name(name), args=args)


# The tree


def test_the_tree_shows_every_level_in_a_fixed_number_of_queries(editor: Desk, tree, django_assert_max_num_queries):
    page = editor.open(address("list")).content.decode()
    assert page.index("Eau") < page.index("Pluie") < page.index("Citernes")
    assert 'aria-level="3"' in page
    above = tree["cisterns"]
    for number in range(30):
        above = Theme.objects.create(identifier=f"deep-{number}", parent=above)
    with django_assert_max_num_queries(25):
        page = editor.open(address("list")).content.decode()
    assert 'aria-level="33"' in page


def test_of_a_large_vocabulary_one_branch_is_shown_at_a_time(editor: Desk, tree, monkeypatch):
    monkeypatch.setattr("library.theme_admin.views.WHOLE", 3)
    page = editor.open(address("list")).content.decode()
    assert "Eau" in page
    assert "Pluie" not in page
    page = editor.open(address("list"), open=tree["rain"].pk).content.decode()
    assert page.index("Eau") < page.index("Pluie") < page.index("Citernes")


def test_themes_are_searched_by_any_label_and_filtered_by_what_is_missing(editor: Desk, tree):
    ThemeLabel.objects.create(theme=tree["energy"], language="en", label="Power", preferred=False)
    page = editor.open(address("list"), q="power").content.decode()
    assert "Énergie" in page
    assert "Citernes" not in page
    page = editor.open(address("list"), missing="ar").content.decode()
    assert "Citernes" in page
    assert address("edit", tree["rain"].pk) not in page
    work(themes=[tree["energy"]])
    page = editor.open(address("list"), used="yes").content.decode()
    assert "Énergie" in page
    assert "Citernes" not in page


def test_a_label_of_another_language_is_marked_with_it(editor: Desk, tree):
    page = editor.open(address("list")).content.decode()
    assert '<bdi lang="fr" dir="ltr">Citernes</bdi>' in page
    Theme.objects.get(identifier="rain").labels.filter(language="fr").delete()
    page = editor.open(address("list")).content.decode()
    assert '<bdi lang="ar" dir="rtl">المطر</bdi>' in page


def test_a_theme_is_made_below_another(editor: Desk, tree):
    where = f"{address('add')}?parent={tree['rain'].pk}"
    form = editor.form(where)
    assert form["parent"] == str(tree["rain"].pk)
    assert editor.open(f"{address('add')}?parent=x").status_code == 200


# Moving


def test_a_theme_moves_with_what_is_below_it(editor: Desk, tree):
    answer = editor.client.post(address("move", tree["rain"].pk), {"parent": tree["energy"].pk}, follow=True)
    assert "“Pluie (fr)” is now below “Énergie (fr)”." in said(answer)
    tree["rain"].refresh_from_db()
    assert tree["rain"].parent == tree["energy"]
    editor.client.post(address("move", tree["rain"].pk), {"parent": ""})
    tree["rain"].refresh_from_db()
    assert tree["rain"].parent is None


def test_a_circle_is_refused_with_its_path(editor: Desk, tree):
    told = "“Eau (fr)” cannot be below “Citernes (fr)”"
    answer = editor.client.post(address("move", tree["water"].pk), {"parent": tree["cisterns"].pk})
    assert told in answer.content.decode()
    where = address("edit", tree["water"].pk)
    answer = editor.client.post(where, editor.form(where) | {"parent": str(tree["cisterns"].pk)})
    assert answer.status_code == 200
    assert told in str(answer.context["form"].errors)
    with pytest.raises(ThemeRefusedError):
        move(tree["water"], tree["water"])
    tree["water"].refresh_from_db()
    assert tree["water"].parent is None


# Merging


def test_a_merge_loses_no_link(tree):
    library_tree()
    rain, water, energy = tree["rain"], tree["water"], tree["energy"]
    published, both = work(themes=[rain]), work(themes=[rain, energy])
    draft = work(themes=[water], languages=("fr", "en"))
    edit(source_of(draft), publish=False, themes=[rain, water])
    assert TranslationSource.objects.exists()
    key = rain.pk

    merge(rain, energy)

    assert not Theme.objects.filter(pk=key).exists()
    assert [one.pk for one in source_of(published).themes.all()] == [energy.pk]
    assert [one.pk for one in source_of(both).themes.all()] == [energy.pk]
    waiting = source_of(draft).get_latest_revision_as_object()
    assert {one.pk for one in waiting.themes.all()} == {energy.pk, water.pk}
    for content in Revision.objects.values_list("content", flat=True):
        assert key not in content.get("themes", [])
    for text in TranslationSource.objects.values_list("content_json", flat=True):
        assert key not in json.loads(text).get("themes", [])
    assert Theme.objects.get(identifier="cisterns").parent == energy


def test_a_merged_theme_gives_its_words_and_its_identifier_goes_on_leading_somewhere(tree, client):
    rain, energy = tree["rain"], tree["energy"]
    ThemeNote.objects.create(theme=rain, language="fr", text="Ce qui tombe.")
    ThemeNote.objects.create(theme=energy, language="fr", text="Ce qui chauffe.")
    libraries = library_tree()
    work(title="Une cuve", themes=[rain])
    merge(rain, energy)
    assert set(energy.labels.values_list("language", "label", "preferred")) == {
        ("fr", "Énergie", True),
        ("fr", "Pluie", False),
        ("ar", "المطر", True),
    }
    assert energy.notes.get().text == "Ce qui chauffe.\n\nCe qui tombe."
    assert concept_named("rain").identifier == "energy"
    assert Theme.objects.find("rain") == energy
    moved = client.get(libraries["fr"].url, {"theme": "rain", "year": "2020"})
    assert (moved.status_code, moved.url) == (301, f"{libraries['fr'].url}?theme=energy&year=2020")
    assert client.get("/api/v1/themes/rain").json()["identifier"] == "energy"
    assert client.get("/api/v1/sheets", {"theme": "rain"}).json()["total"] == 1


def test_a_theme_merges_into_one_below_it_and_merged_ones_follow(tree):
    merge(tree["water"], tree["cisterns"])
    cisterns, rain = Theme.objects.get(identifier="cisterns"), Theme.objects.get(identifier="rain")
    assert (cisterns.parent, rain.parent) == (None, cisterns)
    merge(cisterns, tree["energy"])
    assert dict(FormerTheme.objects.values_list("identifier", "theme__identifier")) == {
        "water": "energy",
        "cisterns": "energy",
    }


def test_an_identifier_that_leads_elsewhere_is_not_given_again(editor: Desk, tree):
    merge(tree["rain"], tree["energy"])
    form = editor.form(address("add")) | {"identifier": "rain", "labels-TOTAL_FORMS": "0"}
    answer = editor.client.post(address("add"), form)
    assert "was merged into" in str(answer.context["form"].errors)


def test_a_form_that_was_open_during_a_merge_keeps_the_theme(editor: Desk, tree):
    sheet = source_of(work(themes=[tree["rain"]]))
    form = editor.form(editor.address(sheet, "edit"))
    assert form["themes"] == str(tree["rain"].pk)
    merge(tree["rain"], tree["energy"])
    assert editor.client.post(editor.address(sheet, "edit"), form).status_code == 302
    saved = source_of(sheet.work).get_latest_revision_as_object()
    assert [one.pk for one in saved.themes.all()] == [tree["energy"].pk]


def test_a_merge_is_shown_before_it_is_done_and_asks_for_both_rights(editor: Desk, moderator: Desk, tree):
    work(title="Une cuve", themes=[tree["rain"]])
    where, choice = address("merge", tree["rain"].pk), {"into": tree["energy"].pk}
    assert editor.client.post(where, choice | {"confirmed": "yes"}).status_code == 302
    assert Theme.objects.filter(identifier="rain").exists(), "an editor may not"
    page = moderator.client.post(where, choice).content.decode()
    assert "will no longer exist" in page
    assert "Une cuve" in page
    assert Theme.objects.filter(identifier="rain").exists()
    answer = moderator.client.post(where, choice | {"confirmed": "yes"}, follow=True)
    assert "“Pluie (fr)” was merged into “Énergie (fr)”." in said(answer)
    assert (
        "cannot be merged into itself"
        in moderator.client.post(address("merge", tree["energy"].pk), choice).content.decode()
    )


# What uses a theme


def test_every_relation_to_a_theme_is_known():
    assert {f"{key.model._meta.label}.{key.name}" for key in foreign_keys()} >= {
        "library.Theme.parent",
        "library.Sheet_themes.theme",
    }
    assert Sheet in naming_models()


def test_uses_are_what_is_published_and_what_only_a_draft_says(tree):
    published = source_of(work(title="Publiée", themes=[tree["rain"]]))
    draft = source_of(work(title="Brouillon", themes=[tree["water"]]))
    edit(draft, publish=False, themes=[tree["rain"]])
    assert [(use.thing.pk, use.draft) for use in uses(tree["rain"])] == [(published.pk, False), (draft.pk, True)]


def test_a_used_theme_is_not_deleted_alone_or_among_others(moderator: Desk, tree):
    work(title="Une cuve", themes=[tree["cisterns"]])
    answer = moderator.client.post(address("delete", tree["cisterns"].pk))
    assert answer.status_code == 409
    assert "Une cuve" in answer.content.decode()
    several = reverse("wagtail_bulk_action", args=["library", "theme", "delete"])
    answer = moderator.client.post(f"{several}?id={tree['cisterns'].pk}&id={tree['energy'].pk}")
    assert answer.status_code == 409
    assert Theme.objects.count() == 4
    assert "Pluie" in moderator.client.get(address("delete", tree["water"].pk)).content.decode()
    assert moderator.client.post(address("delete", tree["energy"].pk)).status_code == 302
    assert Theme.objects.count() == 3
    assert "Une cuve" in moderator.open(address("usage", tree["cisterns"].pk)).content.decode()


# What readers see


def test_readers_see_a_label_of_another_language_marked_with_it(tree, client):
    libraries = library_tree()
    made = work(title={"fr": "Une cuve", "en": "A tank"}, languages=("fr", "en"), themes=[tree["rain"]])
    for page in (client.get(version(made, "en").url), client.get(libraries["en"].url)):
        assert '<bdi lang="fr" dir="ltr">Pluie</bdi>' in page.content.decode()
    options = client.get(libraries["en"].url, {"theme": "rain"}).content.decode()
    assert "Pluie (fr)" in options
    ThemeLabel.objects.create(theme=tree["rain"], language="en", label="Rain")
    page = client.get(version(made, "en").url).content.decode()
    assert "<bdi>Rain</bdi>" in page
    assert "Pluie" not in page
