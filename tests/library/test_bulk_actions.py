"""What is done with ticked sheets: each as its editor would do it, and what is left alone is named with its reason."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from library.models import Sheet
from tests import factories
from tests.library.desk import account, desk_of, fresh, fresh_work, public_titles, theme, translation_of

pytestmark = pytest.mark.django_db
ALL = "/admin/all_sheets/"


def act(desk, action: str, sheets, model: str = "sheet", next_url: str = ALL, **chosen) -> str:
    """Tick, choose, confirm; returns what the list says then."""
    keys = sheets if isinstance(sheets, str) else [sheet.pk for sheet in sheets]
    query = urlencode({"id": keys, "next": next_url}, doseq=True)
    address = f"/admin/bulk/library/{model}/{action}/?{query}"
    assert desk.client.get(address).status_code == 200
    answer = desk.client.post(address, chosen, follow=True, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def themes_of(sheet) -> set[str]:
    return set(fresh(sheet).themes.values_list("identifier", flat=True))


def test_a_theme_is_added_to_the_work_once_whatever_language_was_ticked(editor):
    rain = theme("rain", "Pluie")
    work = factories.work(languages=("fr", "en"), themes=[theme()], title={"fr": "Mare", "en": "Pond"})
    source, english = factories.source_of(work), factories.version(work, "en")
    other = factories.source_of(factories.work("guide", themes=[rain], title="Déjà"))

    act(editor, "add_theme", [source, english, other], theme=rain.pk)

    assert themes_of(source) == {"water", "rain"}
    assert themes_of(english) == set(), "facts stand on the source"
    assert themes_of(other) == {"rain"}
    assert fresh(source).live
    assert fresh(source).live_revision.user.email == "redaction@example.org"


def test_the_draft_of_someone_else_does_not_go_live_and_keeps_its_author_and_words(editor, moderator):
    rain = theme("rain", "Pluie")
    sheet = editor.create("guide", "publish", title="En ligne")
    editor.edit(sheet, title="Brouillon")
    author = fresh(sheet).latest_revision.user

    act(moderator, "add_theme", [sheet], theme=rain.pk)

    now = fresh(sheet)
    assert (now.title, now.has_unpublished_changes) == ("En ligne", True)
    assert themes_of(sheet) == {"water", "rain"}
    draft = now.get_latest_revision_as_object()
    assert draft.title == "Brouillon"
    assert {row.identifier for row in draft.themes.all()} == {"water", "rain"}
    assert now.latest_revision.user == author


def test_the_only_theme_stays(editor):
    rain = theme("rain", "Pluie")
    one = factories.source_of(factories.work(themes=[rain], title="Une"))
    two = factories.source_of(factories.work(themes=[rain, theme()], title="Deux"))
    act(editor, "remove_theme", [one, two], theme=rain.pk)
    assert (themes_of(one), themes_of(two)) == ({"rain"}, {"water"})


def test_tags_are_added_and_removed(editor):
    sheet = factories.source_of(factories.work(themes=[theme()], tags=["mare"]))
    act(editor, "add_tags", [sheet], tags='haie, "eau de pluie"')
    assert set(fresh(sheet).tags.names()) == {"mare", "haie", "eau de pluie"}
    act(editor, "remove_tags", [sheet], tags="Haie, mare")
    assert set(fresh(sheet).tags.names()) == {"eau de pluie"}


def test_access_is_given_with_its_groups_and_readers_follow(editor, django_capture_on_commit_callbacks):
    pilots = Group.objects.create(name="Pilotes")
    sheet = factories.source_of(factories.work(themes=[theme()], title="Ouverte"))
    draft = editor.edit(sheet, summary="Brouillon")
    assert draft.status_code == 302

    refused = act(editor, "access", [sheet], access="groups")
    assert refused == ""
    assert public_titles() == {"Ouverte"}

    act(editor, "access", [sheet], access="groups", groups=[pilots.pk])
    assert public_titles() == set()
    reader = factories.member("pilote@example.org", groups=[pilots])
    assert public_titles(reader) == {"Ouverte"}
    kept = fresh(sheet).get_latest_revision_as_object()
    assert (kept.access, kept.summary, list(kept.groups.all())) == ("groups", "Brouillon", [pilots])


def test_what_is_locked_in_review_or_scheduled_is_left_and_named(editor, moderator):
    locked = factories.source_of(factories.work("guide", themes=[theme()], title="Close"))
    type(locked).objects.filter(pk=locked.pk).update(locked=True, locked_at=timezone.now())
    submitted = editor.create("guide", title="Soumise")
    editor.edit(submitted, "submit")
    late = factories.work("guide", title="Tard", publish=False, go_live_at=timezone.now() + timezone.timedelta(days=1))
    scheduled = factories.source_of(late)
    scheduled.latest_revision.publish()
    free = factories.source_of(factories.work("guide", themes=[theme()], title="Libre"))

    said = act(moderator, "add_tags", [locked, submitted, scheduled, free], tags="neuf")

    assert all(title in said for title in ("Close", "Soumise", "Tard"))
    assert [sheet.title for sheet in Sheet.objects.filter(tags__name="neuf")] == ["Libre"]
    act(moderator, "unpublish", [locked, free])
    assert (fresh(locked).live, fresh(free).live) == (True, False)


def test_publishing_takes_the_drafts_and_leaves_what_is_not_ready(editor):
    ready = editor.create("guide", title="Prête")
    bare = editor.create("guide", title="Sans thème", themes=[])
    there = factories.source_of(factories.work("guide", themes=[theme()], title="Là", languages=("fr",)))
    arabic = editor.translate(there, "ar")[0]

    said = act(editor, "publish", [ready, bare, there, arabic])

    assert (fresh(ready).live, fresh(bare).live, fresh(arabic).live) == (True, False, False)
    assert "Sans thème" in said
    assert "Là" in said
    editor.say_all(translation_of(arabic))
    act(editor, "publish", [arabic])
    assert fresh(arabic).live
    assert fresh(arabic).title.startswith("ar ")


def test_someone_responsible_is_given_without_a_revision(editor):
    other = account("autre@example.org", "Editors")
    sheet = factories.source_of(factories.work("guide", themes=[theme()]))
    before = fresh(sheet).latest_revision_id
    act(editor, "owner", [sheet], owner=other.pk)
    assert fresh_work(sheet).owner == other
    assert fresh(sheet).latest_revision_id == before
    act(editor, "owner", [sheet], owner="")
    assert fresh_work(sheet).owner is None


@pytest.mark.parametrize("action", ["add_theme", "add_tags", "access", "publish", "unpublish", "owner"])
def test_a_translator_changes_no_fact_and_puts_nothing_online(translator, action):
    work = factories.work("guide", themes=[theme()], languages=("fr", "en"), title="Une fiche")
    source, english = factories.source_of(work), factories.version(work, "en")
    chosen = {"theme": theme("rain", "Pluie").pk, "tags": "neuf", "access": "members", "owner": ""}
    act(translator, action, [source, english], **chosen)
    source, english = fresh(source), fresh(english)
    assert (source.live, english.live, source.access) == (True, True, "public")
    assert not source.tags.exists()
    assert themes_of(source) == {"water"}


def test_who_works_on_no_sheet_has_no_action(db):
    factories.work("guide", title="Une fiche")
    manager = desk_of(account("adhesions@example.org", "Members' managers"))
    sheet = Sheet.objects.get()
    manager.client.post(f"/admin/bulk/library/sheet/unpublish/?id={sheet.pk}&next={ALL}", follow=True)
    assert Sheet.objects.get().live


def test_all_of_a_list_is_all_that_its_filters_and_its_search_show(editor):
    made = {title: factories.source_of(factories.work("guide", title=title, year=year, themes=[theme()]))
            for title, year in (("Mare une", 2019), ("Mare deux", 2020), ("Haie", 2019))}  # fmt: skip
    experience = factories.source_of(factories.work(title="Mare vécue", year=2019, themes=[theme()]))

    act(editor, "unpublish", "all", model="guide", next_url="/admin/snippets/library/guide/?year=2019&q=mare")

    assert {title for title, sheet in made.items() if not fresh(sheet).live} == {"Mare une"}
    assert fresh(experience).live
    administrator = desk_of(account("admin@example.org", is_superuser=True, is_staff=True))
    act(administrator, "delete", "all", model="guide", next_url="/admin/snippets/library/guide/?year=2020")
    assert set(Sheet.objects.values_list("title", flat=True)) == {"Mare une", "Haie", "Mare vécue"}


def test_a_fault_in_one_leaves_all_as_they_were(editor, monkeypatch):
    from library.bulk_actions import actions

    first, second = (factories.source_of(factories.work("guide", title=title, themes=[theme()])) for title in "AB")
    done = []

    def breaks(self, sheet, tags):
        done.append(sheet)
        if len(done) > 1:
            raise RuntimeError
        sheet.tags.add(*tags)
        return True

    monkeypatch.setattr(actions.AddTags, "apply", breaks)
    with pytest.raises(RuntimeError):
        act(editor, "add_tags", [first, second], tags="neuf")
    assert not Sheet.objects.filter(tags__name="neuf").exists()
