"""What is projected: whose words, under which rights."""

import pytest
from django.contrib.auth.models import Group

from library.models import MethodStep, Partner, Result
from networks.models import LocalAuthority
from search import indexing
from search.models import DirtyMark, EntryText, SearchEntry
from tests.search.making import committed, make_page, make_sheet, make_territories, make_theme, save_sheet, translate

pytestmark = pytest.mark.django_db


def texts(sheet) -> dict[str, EntryText]:
    return {text.audience: text for text in EntryText.objects.filter(entry__object_id=sheet.pk)}


def test_a_published_sheet_is_projected_with_its_facts() -> None:
    theme, laval = make_theme("water", fr="Eau; ressource en eau", en="Water", ar="الماء"), make_territories()
    authority = LocalAuthority.objects.create(name="Ville de Laval", territory=laval)

    sheet = make_sheet(
        "Récupérer la pluie",
        summary="Des cuves",
        body="<p>Le chantier</p><p>a duré</p>",
        themes=[theme],
        tags=["cuve enterrée"],
        territory=laval,
        authority=authority,
        year=2021,
        rows={"results": [Result(label="Volume stocké")]},
        partners=[Partner(name="Agence Exemple")],
    )

    entry = SearchEntry.objects.get()
    assert (entry.object_kind, entry.number, entry.object_id, entry.kind) == (
        "work",
        sheet.work_id,
        sheet.pk,
        "experience",
    )
    assert entry.year == 2021
    facets = set(entry.facets.values_list("name", "value"))
    assert facets >= {("theme", theme.identifier), ("territory", "53130"), ("territory", "53"), ("territory", "R52")}
    text = texts(sheet)["public"]
    assert len(text.title.split()) == 3
    assert all(term.startswith("fr") for term in text.title.split())
    assert text.body_shown.splitlines() == ["Le chantier a duré", "Volume stocké", "Agence Exemple"]
    for label in (
        "ressource en eau",
        "Water",
        "الماء",
        "cuve enterrée",
        "Laval",
        "Mayenne",
        "Pays de la Loire",
        "Ville",
    ):
        assert label in text.labels_shown
    assert "enwater" in text.labels.split()


def test_each_audience_has_the_words_that_it_may_read() -> None:
    group = Group.objects.create(name="Commission")
    public = make_sheet("Public", body="<p>ouvert</p>")
    members = make_sheet("Membres", summary="resume", body="<p>reserve</p>", access="members")
    groups = make_sheet("Groupe", body="<p>secret</p>", access="groups", groups=[group])

    assert {name: text.body_shown for name, text in texts(public).items()} == {"public": "ouvert", "members": "ouvert"}
    assert {name: text.body_shown for name, text in texts(members).items()} == {"public": "", "members": "reserve"}
    assert texts(members)["public"].summary
    assert {name: text.body_shown for name, text in texts(groups).items()} == {
        "groups": "secret",
        "group_members": "secret",
    }
    assert SearchEntry.objects.get(object_id=groups.pk).group_ids == [group.pk]


def test_a_translation_has_its_own_words_and_the_facts_of_its_source() -> None:
    theme = make_theme("water", fr="Eau", en="Water")
    source = make_sheet(
        "Titre",
        kind="technical",
        access="members",
        themes=[theme],
        year=2020,
        rows={"method_steps": [MethodStep(label="Creuser")]},
    )

    english = translate(source, "en", "Title", body="<p>Words</p>")

    entry = SearchEntry.objects.get(object_id=english.pk)
    assert (entry.language, entry.number, entry.access, entry.year) == ("en", source.work_id, "members", 2020)
    assert "Creuser" not in texts(english)["members"].body_shown
    assert "frcreus" in texts(source)["members"].body


def test_drafts_and_what_hangs_on_a_withdrawn_source_are_not_projected() -> None:
    make_sheet("Draft", publish=False)
    source = make_sheet("Source")
    translate(source, "en", "Translation")
    assert SearchEntry.objects.count() == 2

    source.live = False
    source.save()
    indexing.drain()

    assert not SearchEntry.objects.exists()


def test_an_unchanged_projection_writes_nothing() -> None:
    sheet = make_sheet("Titre")
    entry = SearchEntry.objects.get()

    assert indexing.project("work", sheet.translation_key) == 0

    assert SearchEntry.objects.get().version == entry.version


def test_what_was_projected_grows_in_version() -> None:
    sheet = make_sheet("Titre")
    version = SearchEntry.objects.get().version

    sheet.title = "Autre titre"
    sheet.save_revision().publish()
    indexing.drain()

    assert SearchEntry.objects.get().version > version
    assert SearchEntry.objects.get().title == "Autre titre"


def test_pages_are_projected_unless_a_login_closes_them(site: None) -> None:
    page = make_page("Qui sommes-nous", "Une association")

    entry = SearchEntry.objects.get(object_kind="page", object_id=page.pk)
    assert (entry.kind, entry.number, entry.access) == ("page", page.pk, "public")
    assert "Une association" in EntryText.objects.get(entry=entry, audience="public").body_shown


def test_a_failing_projection_stays_marked_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = make_sheet("Bon"), make_sheet("Mauvais")
    SearchEntry.objects.all().delete()
    real = indexing.documents

    def failing(kind, keys):
        if bad.translation_key in keys:
            raise RuntimeError("broken")
        return real(kind, keys)

    monkeypatch.setattr(indexing, "documents", failing)
    indexing.mark("work", good.translation_key, bad.translation_key)
    indexing.drain()

    assert [entry.object_id for entry in SearchEntry.objects.all()] == [good.pk]
    assert DirtyMark.objects.get().key == bad.translation_key
    assert "broken" in DirtyMark.objects.get().error


def test_deferred_marks_are_written_at_the_end() -> None:
    with indexing.deferred():
        sheet = make_sheet("Titre")
        assert not DirtyMark.objects.exists()
    assert DirtyMark.objects.get().key == sheet.translation_key

    indexing.drain()

    assert not DirtyMark.objects.exists()
    assert SearchEntry.objects.get().object_id == sheet.pk


def test_too_many_changes_for_one_request_are_left_to_the_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 1)
    with committed(execute=True), indexing.deferred():
        for title in ("Un", "Deux"):
            save_sheet(title)
    assert not SearchEntry.objects.exists()

    indexing.drain()

    assert SearchEntry.objects.count() == 2
    assert not DirtyMark.objects.exists()
