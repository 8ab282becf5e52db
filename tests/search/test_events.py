"""Whatever happens to a work, a page or what they name, the search follows at once; the rest the reconciler finds."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone, translation
from wagtail.models import Locale, Page, PageViewRestriction

from home.models import EventPage, HomePage, Material, StandardPage
from library.models import ExperienceSheet, Sheet, SheetTag, Tag, Theme, ThemeLabel
from library.skos import import_vocabulary
from library.theme_merging import merge, move
from networks.models import Territory
from search import indexing
from search.models import EntryText, SearchEntry
from tests.factories import translated_page
from tests.search import files
from tests.search.linked_world import World, body, change, drift, entries, fresh, labels, make_world, themes
from tests.search.making import committed

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def world(site: None) -> World:
    return make_world()


# What is done, and what is true then

Done = Callable[[World], Any]
FOLLOWED: dict[str, tuple[Done, Done]] = {}


def followed(true: Done) -> Callable[[Done], Done]:
    def note(done: Done) -> Done:
        FOLLOWED[done.__name__.replace("_", " ")] = (done, true)
        return done

    return note


@followed(lambda w: "cuve" not in labels(w.sheet))
def a_tag_is_deleted(w: World) -> None:
    Tag.objects.get(name="cuve").delete()


@followed(lambda w: "citerne" in labels(w.english))
def a_tag_is_renamed(w: World) -> None:
    change(Tag.objects.get(name="cuve"), name="citerne")


@followed(lambda w: "citerne" in labels(w.sheet) and "cuve" not in labels(w.sheet))
def a_tag_is_merged_into_another(w: World) -> None:
    other = Tag.objects.create(name="citerne", slug="citerne")
    SheetTag.objects.filter(tag__name="cuve").update(tag=other)
    Tag.objects.get(name="cuve").delete()
    other.save()


@followed(lambda w: themes(w.sheet) == {"rain", "waters", "nature"})
def a_broader_theme_is_renamed(w: World) -> None:
    change(w.water, identifier="waters")


@followed(lambda w: themes(w.english) == {"rain", "water"})
def a_broader_theme_is_moved(w: World) -> None:
    change(w.water, parent=None)


@followed(lambda w: themes(w.sheet) == {"nature"} and "Nature" in labels(w.sheet))
def a_theme_is_merged_into_another_and_deleted(w: World) -> None:
    sheet = fresh(ExperienceSheet.objects.get(pk=w.sheet.pk))
    sheet.themes = [w.nature]
    sheet.save_revision().publish()
    w.rain.delete()


@followed(lambda w: themes(w.sheet) == {"nature"} and "Pluie" in labels(w.english))
def two_themes_are_merged_by_staff(w: World) -> None:
    merge(w.rain, w.nature)


@followed(lambda w: themes(w.english) == {"rain", "nature"})
def a_theme_is_moved_by_staff(w: World) -> None:
    move(w.rain, w.nature)


@followed(lambda w: themes(w.sheet) == {"rain", "sky"} and "Averse" in labels(w.english))
def a_vocabulary_is_imported(w: World) -> None:
    text = """@prefix : <https://v.example/api/v1/themes/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    :rain a skos:Concept ; skos:broader :sky ; skos:altLabel "Averse"@fr . :sky a skos:Concept ."""
    import_vocabulary((text.encode(), "v.ttl"))


@followed(lambda w: not themes(w.sheet))
def a_theme_is_deleted(w: World) -> None:
    w.rain.delete()


@followed(lambda w: "Averse" in labels(w.english))
def a_label_is_added(w: World) -> None:
    ThemeLabel.objects.create(theme=w.rain, language="fr", label="Averse", preferred=False)


@followed(lambda w: "Pluie" not in labels(w.sheet))
def a_label_is_deleted(w: World) -> None:
    w.rain.labels.all().delete()


@followed(lambda w: "Ligérie" in labels(w.sheet))
def a_region_is_renamed(w: World) -> None:
    change(w.laval.region, name="Ligérie")


@followed(lambda w: "Commune de Laval" in labels(w.sheet) and "Commune de Laval" in body(w.edition_in_english))
def an_authority_is_renamed(w: World) -> None:
    change(w.authority, name="Commune de Laval")


@followed(lambda w: entries(w.page)[0].group_ids == [w.group.pk])
def a_page_above_is_closed_to_all_but_a_group(w: World) -> None:
    PageViewRestriction.objects.create(page=w.parent, restriction_type="groups").groups.add(w.group)


@followed(lambda w: not entries(w.page))
def a_restriction_becomes_a_login(w: World) -> None:
    restriction = PageViewRestriction.objects.create(page=w.page, restriction_type="groups")
    restriction.groups.add(w.group)
    change(restriction, restriction_type="login")


@followed(lambda w: entries(w.closed)[0].access == "public")
def a_restriction_is_removed(w: World) -> None:
    PageViewRestriction.objects.get(page=w.closed).delete()


@followed(lambda w: not entries(w.page) and not entries(w.parent))
def a_tree_is_moved_under_a_closed_page(w: World) -> None:
    fresh(w.parent).move(Page.objects.get(pk=w.closed.pk), "last-child")


@followed(lambda w: entries(w.page))
def a_tree_is_moved_into_the_open(w: World) -> None:
    a_tree_is_moved_under_a_closed_page(w)
    fresh(w.parent).move(Page.objects.get(pk=HomePage.objects.first().pk), "last-child")


@followed(lambda w: entries(w.page) and not entries(w.parent))
def a_page_above_is_unpublished(w: World) -> None:
    """What is below it stays open by its own address, and so is found."""
    fresh(w.parent).unpublish()


@followed(lambda w: not entries(w.page) and not entries(w.parent))
def a_tree_is_deleted(w: World) -> None:
    Page.objects.get(pk=w.parent.pk).delete()


@followed(lambda w: SearchEntry.objects.filter(title="Nos actions").count() == 1)
def a_page_is_given_an_alias_that_follows_it(w: World) -> None:
    page = fresh(w.page)
    page.create_alias(update_slug="copie")
    page.save_revision().publish()


@followed(lambda w: SearchEntry.objects.filter(title="Nos actions").count() == 2)
def a_live_tree_is_copied(w: World) -> None:
    fresh(w.parent).copy(recursive=True, update_attrs={"slug": "copie"}, copy_revisions=False)


@followed(lambda w: SearchEntry.objects.filter(title="The network", language="en").exists())
def a_page_is_translated(w: World) -> None:
    translated_page(fresh(w.parent), "en", title="The network")


@followed(lambda w: not entries(w.edition_in_english) and not entries(w.edition))
def the_page_that_keeps_the_facts_is_withdrawn(w: World) -> None:
    fresh(w.edition).unpublish()


@followed(lambda w: "Ville" not in body(w.edition_in_english))
def a_fact_of_a_page_changes(w: World) -> None:
    edition = fresh(w.edition)
    row = edition.laureates.get()
    row.authority = None
    edition.laureates = [row]
    edition.save_revision().publish()


@followed(lambda w: entries(w.english)[0].access == "members")
def the_source_is_restricted(w: World) -> None:
    sheet = ExperienceSheet.objects.get(pk=w.sheet.pk)
    sheet.access = "members"
    sheet.save_revision().publish()


@followed(lambda w: not entries(w.english) and entries(w.sheet))
def a_translation_is_unpublished(w: World) -> None:
    ExperienceSheet.objects.get(pk=w.english.pk).unpublish()


@followed(lambda w: not SearchEntry.objects.filter(language="ar", gone=False).exists())
def a_language_is_given_up(w: World) -> None:
    Page.objects.get(pk=HomePage.objects.get(locale__language_code="ar").pk).delete()
    Locale.objects.get(language_code="ar").delete()


@followed(lambda w: entries(w.page) == [])
def the_group_that_opens_a_page_is_deleted(w: World) -> None:
    a_page_above_is_closed_to_all_but_a_group(w)
    w.group.delete()


@followed(lambda w: entries(w.page)[0].title == "À l’heure")
def an_hour_comes(w: World) -> None:
    page = fresh(w.page)
    page.title, page.go_live_at = "À l’heure", timezone.now() + HOUR
    page.save_revision().publish()
    assert entries(w.page)[0].title == "Nos actions"
    revision = fresh(w.page).scheduled_revision
    revision.approved_go_live_at = timezone.now() - HOUR
    revision.content["go_live_at"] = (timezone.now() - HOUR).isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)


@followed(lambda w: not entries(w.page) and not entries(w.sheet) and not entries(w.english))
def they_expire(w: World) -> None:
    for model, pk in ((StandardPage, w.page.pk), (ExperienceSheet, w.sheet.pk)):
        model.objects.filter(pk=pk).update(expire_at=timezone.now() - HOUR)
    call_command("publish_scheduled", verbosity=0)


@pytest.mark.parametrize("name", FOLLOWED)
def test_is_followed_at_once(world: World, name: str) -> None:
    done, true = FOLLOWED[name]
    assert drift() == (0, 0, 0)

    with committed(execute=True):
        done(world)

    assert true(world)
    assert drift() == (0, 0, 0)


# What sends no signal


SILENT: dict[str, Done] = {
    "a title": lambda w: Sheet.objects.filter(pk=w.english.pk).update(title="Autre"),
    "a page withdrawn": lambda w: Page.objects.filter(pk=w.page.pk).update(live=False),
    "an expiry": lambda w: ExperienceSheet.objects.filter(pk=w.sheet.pk).update(expire_at=timezone.now()),
    "a tag": lambda w: Tag.objects.filter(name="cuve").update(name="citerne"),
    "a theme above": lambda w: Theme.objects.filter(pk=w.water.pk).update(parent=None),
    "themes chosen": lambda w: Sheet.themes.through.objects.all().delete(),
    "a restriction": lambda w: PageViewRestriction.objects.filter(page=w.closed).update(page=w.parent),
    "a commune": lambda w: Territory.objects.filter(pk=w.laval.pk).update(population=700),
    "an entry lost": lambda w: SearchEntry.objects.filter(object_id=w.page.pk, object_kind="page").delete(),
}


@pytest.mark.parametrize("name", SILENT)
def test_what_no_signal_told_is_found_by_the_reconciler(world: World, name: str) -> None:
    with committed(execute=True):
        SILENT[name](world)
    assert sum(drift()) > 0

    assert indexing.reconcile().repaired > 0

    assert drift() == (0, 0, 0)


def test_what_is_projected_is_the_same_whoever_projects(world: World) -> None:
    """An editor in Arabic, the timer in no language."""
    for language in ("ar", "en", None):
        with translation.override(language):
            assert drift() == (0, 0, 0)


def test_a_file_of_an_event_that_is_deleted_is_followed(site: None) -> None:
    document = files.document(files.pdf("Un"), title="Actes")
    with committed(execute=True):
        french = Locale.objects.get(language_code="fr")
        event = EventPage(title="Rencontre", start=timezone.now(), time_zone="UTC", locale=french)
        event.materials = [Material(label="Actes", document=document, access="same", locale=french)]
        HomePage.objects.get(locale=french).add_child(instance=event)
        event.save_revision().publish()
    assert not EntryText.objects.filter(entry__in=entries(event), files_shown="").exists()

    storage, name = document.file.storage, document.file.name
    with committed(execute=True):
        document.delete()

    assert not EntryText.objects.filter(entry__in=entries(event)).exclude(files_shown="").exists()
    assert not storage.exists(name)
    assert drift() == (0, 0, 0)
