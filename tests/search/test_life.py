"""What happens to a work or page, and what the search then has of it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from library.models import ExperienceSheet, Sheet, Tag, ThemeLabel
from networks.models import LocalAuthority
from search import indexing
from search.models import DirtyMark, EntryText, SearchEntry
from tests.search.making import committed, make_page, make_sheet, make_territories, make_theme, save_sheet, translate

pytestmark = pytest.mark.django_db


def entries(thing: Sheet | Page) -> list[SearchEntry]:
    return list(SearchEntry.objects.filter(object_id=thing.pk, key=thing.translation_key))


def labels(sheet: Sheet) -> str:
    return EntryText.objects.filter(entry__object_id=sheet.pk).first().labels_shown


def test_publishing_and_withdrawing_are_followed_at_once() -> None:
    sheet = make_sheet("Titre", publish=False)
    assert not entries(sheet)

    with committed(execute=True):
        sheet.save_revision().publish()
    assert entries(sheet)

    sheet.refresh_from_db()
    with committed(execute=True):
        sheet.unpublish()
    assert not entries(sheet)
    assert not DirtyMark.objects.exists()


def test_a_draft_over_a_published_sheet_changes_nothing() -> None:
    sheet = make_sheet("Titre")

    with committed(execute=True):
        sheet.title = "Brouillon"
        sheet.save_revision()

    assert entries(sheet)[0].title == "Titre"


def test_a_restriction_is_followed_in_all_languages() -> None:
    sheet = make_sheet("Titre", body="<p>secret</p>")
    english = translate(sheet, "en", "Title", body="<p>secret</p>")

    with committed(execute=True):
        sheet.access = "members"
        sheet.save_revision().publish()

    for version in (sheet, english):
        assert entries(version)[0].access == "members"
        assert not EntryText.objects.get(entry__object_id=version.pk, audience="public").body


def test_deleting_a_translation_removes_it_alone_and_deleting_the_source_removes_all() -> None:
    sheet = make_sheet("Titre")
    english, arabic = translate(sheet, "en", "Title"), translate(sheet, "ar", "عنوان")

    with committed(execute=True):
        english.delete()
    assert {entry.language for entry in SearchEntry.objects.all()} == {"fr", "ar"}

    with committed(execute=True):
        Sheet.objects.get(pk=sheet.pk).delete()
    assert not entries(arabic)


def test_a_deleted_work_leaves_nothing() -> None:
    sheet = make_sheet("Titre")

    with committed(execute=True):
        sheet.work.delete()

    assert not SearchEntry.objects.exists()
    assert not EntryText.objects.exists()


def test_labels_follow_what_they_name() -> None:
    theme, laval = make_theme("water", fr="Eau"), make_territories()
    authority = LocalAuthority.objects.create(name="Ville de Laval", territory=laval)
    sheet = make_sheet("Titre", themes=[theme], tags=["cuve"], territory=laval, authority=authority)
    changes: list[tuple[Callable, str]] = [
        (
            lambda: ThemeLabel.objects.create(theme=theme, language="fr", label="Ressource", preferred=False),
            "Ressource",
        ),
        (lambda: rename(Tag.objects.get(name="cuve"), "citerne"), "citerne"),
        (lambda: rename(laval.department, "Mayenne du Nord"), "Mayenne du Nord"),
        (lambda: rename(authority, "Commune de Laval"), "Commune de Laval"),
    ]

    for change, words in changes:
        with committed(execute=True):
            change()
        assert words in labels(sheet)

    with committed(execute=True):
        theme.delete()
        Tag.objects.all().delete()
    assert "Eau" not in labels(sheet)
    assert "citerne" not in labels(sheet)


def rename(thing, name: str) -> None:
    thing.name = name
    thing.save()


def test_a_deleted_group_opens_nothing() -> None:
    group = Group.objects.create(name="Commission")
    sheet = make_sheet("Titre", access="groups", groups=[group])

    with committed(execute=True):
        group.delete()

    assert entries(sheet)[0].group_ids == []


def test_a_page_follows_restrictions_on_it_and_above_it(site: None) -> None:
    parent = make_page("Le réseau")
    page = make_page("Nos actions", "jardin", parent=parent)
    group = Group.objects.create(name="Commission")

    with committed(execute=True):
        restriction = PageViewRestriction.objects.create(page=parent, restriction_type="groups")
        restriction.groups.add(group)
    assert (entries(page)[0].access, entries(page)[0].group_ids) == ("groups", [group.pk])
    assert [text.audience for text in EntryText.objects.filter(entry=entries(page)[0]).order_by("pk")] == [
        "groups",
        "group_members",
    ]

    with committed(execute=True):
        restriction.restriction_type = "login"
        restriction.save()
    assert not entries(page)

    with committed(execute=True):
        restriction.delete()
    assert entries(page)[0].access == "public"


def test_a_page_moved_under_a_closed_one_is_closed(site: None) -> None:
    closed, page = make_page("Fermé"), make_page("Ouvert")
    with committed(execute=True):
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert entries(page)

    with committed(execute=True):
        page.refresh_from_db()
        page.move(Page.objects.get(pk=closed.pk), "last-child")
    assert not entries(page)


def test_a_page_withdrawn_or_deleted_is_gone_and_a_copy_never_comes(site: None) -> None:
    page = make_page("Ouvert")
    with committed(execute=True):
        alias = page.create_alias(update_slug="copie")
    assert not entries(alias)

    with committed(execute=True):
        page.unpublish()
    assert not entries(page)

    other = make_page("Autre")
    with committed(execute=True):
        Page.objects.get(pk=other.pk).delete()
    assert not SearchEntry.objects.filter(object_id=other.pk, object_kind="page").exists()


def test_the_reconciler_finds_and_mends_what_no_signal_told() -> None:
    stale, surplus, missing = make_sheet("Un"), make_sheet("Deux"), make_sheet("Trois")
    Sheet.objects.filter(pk=stale.pk).update(title="Un, changé")
    Sheet.objects.filter(pk=surplus.pk).update(live=False)
    SearchEntry.objects.filter(object_id=missing.pk).delete()

    drift = indexing.reconcile(repair=False)
    assert (drift.missing, drift.stale, drift.surplus, drift.repaired) == (1, 1, 1, 0)

    call_command("search_index", repair=True, verbosity=0)

    drift = indexing.reconcile(repair=False)
    assert (drift.missing, drift.stale, drift.surplus) == (0, 0, 0)
    assert entries(stale)[0].title == "Un, changé"


def test_what_has_expired_is_surplus() -> None:
    sheet = make_sheet("Titre")
    ExperienceSheet.objects.filter(pk=sheet.pk).update(expire_at=timezone.now())

    assert indexing.reconcile().surplus == 1
    assert not entries(sheet)


def test_a_rebuild_makes_everything_anew() -> None:
    sheet = make_sheet("Titre", body="<p>cuve</p>")
    EntryText.objects.update(body="", body_shown="")

    call_command("search_index", rebuild=True, verbosity=0)

    assert EntryText.objects.get(entry__object_id=sheet.pk, audience="public").body


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_neither_mark_nor_entry() -> None:
    with transaction.atomic():
        save_sheet("Titre")
        transaction.set_rollback(True)

    assert not DirtyMark.objects.exists()
    assert not SearchEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failing_projection_never_breaks_the_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(kind, keys):
        raise RuntimeError("broken")

    monkeypatch.setattr(indexing, "documents", failing)

    sheet = save_sheet("Titre")

    assert Sheet.objects.get(pk=sheet.pk).live
    assert DirtyMark.objects.filter(key=sheet.translation_key).exists()
