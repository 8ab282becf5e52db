"""A sheet stays true: who is responsible, what they say of it, and what readers see of that."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.models import Confirmation, KindDelay, UpkeepSettings, Work
from library.roles import EDITORS, MODERATORS, TRANSLATORS
from library.upkeep.due import due, waiting_for
from library.upkeep.owners import give_owner
from library.upkeep.verdicts import say
from networks.models import User
from tests import factories
from tests.library.desk import Desk, desk_of
from tests.library.upkeep_world import LONG_AGO, a_work

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def owner() -> User:
    return factories.staff("owner@example.org", EDITORS, first_name="Aïcha")


# What is due


def test_a_work_is_due_once_its_last_confirmation_is_older_than_the_delay_of_the_site():
    old, recent = a_work(), a_work(confirmed_on=TODAY())
    assert set(due()) == {old}
    assert recent.confirmed_on == TODAY()


def test_a_work_that_nobody_confirmed_is_due_once_its_publication_is_that_old():
    made = a_work(confirmed_on=None)
    assert not due()
    source = factories.source_of(made)
    type(source).objects.filter(pk=source.pk).update(first_published_at=timezone.now() - datetime.timedelta(days=400))
    assert set(due()) == {made}


def test_a_kind_may_have_another_delay_and_a_work_its_own():
    month_old = TODAY() - datetime.timedelta(days=40)
    guide, sheet, slow = (a_work(kind=kind, confirmed_on=month_old) for kind in ("guide", "technical", "guide"))
    settings = UpkeepSettings.load()
    settings.save()
    KindDelay.objects.create(settings=settings, kind="guide", confirm_after=1)
    assert set(due()) == {guide, slow}
    Work.objects.filter(pk=slow.pk).update(confirm_after=24)
    Work.objects.filter(pk=sheet.pk).update(confirm_after=1)
    assert set(due()) == {guide, sheet}


def test_what_no_reader_meets_is_not_due():
    made = a_work()
    factories.source_of(made).unpublish()
    assert not due()


# Saying so


def test_still_true_makes_no_revision_touches_no_draft_and_makes_no_translation_outdated(owner):
    made = a_work(owner, languages=("fr", "ar"), title={"fr": "Une fiche", "ar": "بطاقة"})
    source = factories.source_of(made)
    factories.edit(source, publish=False, title="Un brouillon")
    source = factories.source_of(made)
    before = (source.live_revision_id, source.latest_revision_id, source.last_published_at, source.revisions.count())
    say(made, "true", owner, note="Vu avec le maire.")
    source = factories.source_of(made)
    now = (source.live_revision_id, source.latest_revision_id, source.last_published_at, source.revisions.count())
    assert now == before
    assert source.get_latest_revision_as_object().title == "Un brouillon"
    assert not factories.version(made, "ar").is_stale
    assert Work.objects.get(pk=made.pk).confirmed_on == TODAY()


def test_publishing_an_older_draft_does_not_take_the_confirmation_back(owner):
    made = a_work(owner)
    factories.edit(factories.source_of(made), publish=False, title="Un brouillon")
    say(made, "true", owner)
    factories.source_of(made).get_latest_revision().publish()
    assert Work.objects.get(pk=made.pk).confirmed_on == TODAY()


def test_what_needs_work_is_no_longer_asked_for_until_someone_says_that_it_is_true_again(owner):
    made = a_work(owner)
    say(made, "work", owner, note="Le coût a changé.")
    assert not waiting_for(owner)
    assert Work.objects.get(pk=made.pk).needs_work_since == TODAY()
    say(made, "true", owner)
    made.refresh_from_db()
    assert (made.confirmed_on, made.needs_work_since) == (TODAY(), None)
    assert [said.verdict for said in made.confirmations.all()] == ["true", "work"]


def test_the_history_of_the_sheet_says_who_said_what(owner):
    made = a_work(owner)
    say(made, "work", owner, note="Le coût a changé.")
    entry = ModelLogEntry.objects.get(action="library.needs_work")
    assert (entry.user, str(entry.object_id)) == (owner, str(made.source_id))
    assert "Le coût a changé." in entry.formatter.format_message(entry)


# The page of the staff


def page(work: Work) -> str:
    return reverse("upkeep_work", args=[work.pk])


def test_reading_the_page_changes_nothing_and_sending_it_keeps_what_is_said(owner):
    made, desk = a_work(owner), desk_of(owner)
    shown = desk.open(page(made), verdict="true")
    assert re.search(r'value="true"[^>]*checked', shown.content.decode())
    assert not Confirmation.objects.exists()
    sent = desk.client.post(page(made), {"verdict": "true", "note": "Vu", "day": ""})
    assert sent.status_code == 302
    assert Confirmation.objects.get().author == owner


def test_needs_work_asks_for_a_note_and_keeps_what_was_typed(owner):
    made, desk = a_work(owner), desk_of(owner)
    answer = desk.client.post(page(made), {"verdict": "work", "note": "", "day": "2026-01-05"})
    assert answer.status_code == 200
    assert "note" in answer.context["form"].errors
    assert "2026-01-05" in answer.content.decode()
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("day", ["2999-01-01", "0001-01-01", "31/31/2020", "x"])
def test_an_impossible_day_is_refused_at_its_field(owner, day):
    answer = desk_of(owner).client.post(page(a_work(owner)), {"verdict": "true", "day": day})
    assert "day" in answer.context["form"].errors


@pytest.mark.parametrize("role", [EDITORS, MODERATORS, TRANSLATORS, "member", "anonymous"])
def test_only_those_who_write_sheets_may_say_it(role):
    made = a_work()
    client = Client()
    if role == "member":
        client.force_login(factories.member("m@example.org"))
    elif role != "anonymous":
        client.force_login(factories.staff("staff@example.org", role))
    allowed = role in {EDITORS, MODERATORS}
    for name in ("upkeep_work", "upkeep_true", "upkeep_care"):
        address = reverse(name, args=[made.pk])
        assert client.post(address, {"verdict": "true"}).status_code in ({200, 302} if allowed else {302, 403})
    assert Confirmation.objects.exists() == allowed
    if not allowed:
        assert Work.objects.get(pk=made.pk).confirmed_on == LONG_AGO


def test_an_unknown_number_and_a_work_without_source_are_not_found(owner):
    client = desk_of(owner).client
    made = a_work()
    factories.source_of(made).delete()
    for number in (made.pk, 999_999, 10**25):
        assert client.get(f"/admin/upkeep/{number}/", follow=True).status_code == 404


def test_back_to_the_list_but_to_no_other_site(owner):
    made, client = a_work(owner), desk_of(owner).client
    address = reverse("upkeep_true", args=[made.pk])
    assert client.post(address, {"next": "/admin/reports/upkeep/?p=2"}).url == "/admin/reports/upkeep/?p=2"
    for elsewhere in ("https://evil.example/admin/", "//evil.example", "/admin\\evil", "/fr/"):
        assert client.post(address, {"next": elsewhere}).url == page(made)
    assert client.get(address).status_code == 405


def test_who_writes_a_sheet_is_responsible_for_it_until_someone_else_is(editor: Desk, owner):
    sheet = editor.create("experience")
    assert sheet.work.owner.email == "redaction@example.org"
    editor.client.post(reverse("upkeep_care", args=[sheet.work_id]), {"owner": owner.pk, "confirm_after": "6"})
    work = Work.objects.get(pk=sheet.work_id)
    assert (work.owner, work.confirm_after) == (owner, 6)
    assert ModelLogEntry.objects.filter(action="library.owner").count() == 1


def test_an_account_that_writes_no_sheets_cannot_be_responsible(owner):
    made = a_work(owner)
    translator = factories.staff("t@example.org", TRANSLATORS)
    with pytest.raises(ValueError, match="does not write"):
        give_owner([made], translator)
    desk_of(owner).client.post(reverse("upkeep_care", args=[made.pk]), {"owner": translator.pk})
    assert Work.objects.get(pk=made.pk).owner == owner
    assert give_owner([made], None, owner) == 1
    assert give_owner([made], None, owner) == 0


def test_the_editor_shows_it_and_leads_to_it(editor: Desk):
    sheet = editor.create("experience")
    shown = editor.open(editor.address(sheet, "edit")).content.decode()
    assert f"{reverse('upkeep_work', args=[sheet.work_id])}?verdict=true" in shown
    listed = editor.open(editor.address(type(sheet), "list")).content.decode()
    assert reverse("upkeep_work", args=[sheet.work_id]) in listed


# What readers see


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_readers_see_when_it_was_confirmed_and_that_it_is_being_revised(client, language):
    factories.library_tree()
    made = a_work(languages=("fr", "en", "ar"), confirmed_on=datetime.date(2026, 3, 5))
    url = factories.version(made, language).url
    assert 'datetime="2026-03-05"' in client.get(url).content.decode()
    assert "sheet-head__notice" not in client.get(url).content.decode()
    Work.objects.filter(pk=made.pk).update(needs_work_since=datetime.date(2026, 4, 1))
    shown = client.get(url).content.decode()
    assert 'datetime="2026-04-01"' in shown
    assert "sheet-head__notice" in shown


def test_a_confirmation_moves_the_work_up_where_the_recently_confirmed_come_first(owner):
    factories.library_tree()
    old, newer = a_work(owner), a_work(owner, confirmed_on=datetime.date(2025, 1, 1))
    from library.models import Sheet

    def order() -> list[int]:
        return list(Sheet.objects.published().recently_confirmed_first().values_list("work_id", flat=True))

    assert order() == [newer.pk, old.pk]
    say(old, "true", owner)
    assert order() == [old.pk, newer.pk]
