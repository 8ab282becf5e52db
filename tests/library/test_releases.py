"""Several sheets and pages become public at one moment, or none of them, with the reason for each."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from home import health
from library.models import Release, ReleaseItem
from library.reviewing import releases
from library.reviewing.readiness import Fault, faults_of
from tests import factories
from tests.home.page_desk import page_desk
from tests.library.desk import account, desk_of, fresh, public_titles, said, theme, translation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return factories.library_tree()["fr"].get_parent().specific


@pytest.fixture
def chief():
    return account("chef@example.org", "Moderators")


def draft_sheet(title="Une fiche", **fields):
    work = factories.work("guide", title=title, publish=False, themes=[theme()], **fields)
    return factories.source_of(work)


def draft_page(home, title="Une page"):
    page = factories.page(home, title, "<p>Un texte.</p>")
    page.unpublish()
    page.refresh_from_db()
    return page


def together(*things, **fields) -> Release:
    release = Release.objects.create(name="Journée du climat", **fields)
    releases.add(release, things)
    return release


def past() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(hours=3)


def scheduled(user, *things) -> Release:
    """Whose date passed while no timer ran."""
    release = together(*things, go_live_at=timezone.now() + datetime.timedelta(hours=1))
    assert releases.schedule(release, user) == {}
    Release.objects.filter(pk=release.pk).update(go_live_at=past())
    return Release.objects.get(pk=release.pk)


def codes(release, user) -> list[list[str]]:
    found = faults_of(release, user)
    return [found[item.pk] for item in release.items.all()]


def test_all_are_published_together_in_the_name_of_who_asked(home, chief):
    sheet, page = draft_sheet(), draft_page(home)
    release = together(sheet, page)

    assert releases.publish(release, chief)
    assert fresh(sheet).live
    assert Page.objects.get(pk=page.pk).live
    release.refresh_from_db()
    assert (release.state, release.asked_by) == (Release.State.DONE, chief)
    assert releases.publish(release, chief), "a second time changes nothing"


def test_one_that_cannot_be_keeps_the_others_back_and_says_why(home, chief):
    sheet, gone, page = draft_sheet(), draft_sheet("Supprimée"), draft_page(home)
    release = together(sheet, gone, page)
    gone.delete()

    assert not releases.publish(release, chief)
    assert not fresh(sheet).live
    assert not Page.objects.get(pk=page.pk).live
    assert [item.faults for item in release.items.all()] == [[], [Fault.GONE], []]
    assert Release.objects.get().state == Release.State.REFUSED


def test_one_that_fails_in_the_middle_takes_the_others_back(home, chief, monkeypatch):
    sheet, page = draft_sheet(), draft_page(home)
    release = together(sheet, page)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(type(page), "with_content_json", fail)
    monkeypatch.setattr("library.reviewing.readiness._faults", lambda *args: [])
    assert not releases.publish(release, chief)
    assert not fresh(sheet).live
    assert [item.faults for item in release.items.all()] == [[], [Fault.FAILED]]


def test_what_became_due_while_no_timer_ran_is_published_at_its_next_start(home, chief):
    sheet = draft_sheet(publish_later := "En retard")
    release = scheduled(chief, sheet)
    state = health.parts()["publications"]
    assert (state["ok"], state["late"]) == (False, 1)
    assert publish_later not in public_titles()

    call_command("timer", once=True)

    assert publish_later in public_titles()
    release.refresh_from_db()
    assert release.state == Release.State.DONE
    assert health.parts()["publications"]["ok"]


def test_the_rights_are_those_of_who_asked_at_that_moment(home, chief):
    sheet = draft_sheet()
    release = scheduled(chief, sheet)
    chief.groups.clear()

    releases.publish_due()
    release.refresh_from_db()
    assert release.state == Release.State.REFUSED
    assert release.items.get().faults == [Fault.NO_RIGHT]
    assert [message.to for message in mail.outbox] == [["chef@example.org"]]
    assert reverse("release:edit", args=[release.pk]) in mail.outbox[0].body


def test_the_chosen_draft_stays_chosen_until_somebody_chooses_the_latest(chief):
    sheet = draft_sheet("Choisie")
    release = together(sheet)
    later = sheet.get_latest_revision_as_object()
    later.title = "Plus tard"
    later.save_revision()

    assert releases.publish(release, chief)
    assert fresh(sheet).title == "Choisie"

    other = together(sheet)
    newest = fresh(sheet).get_latest_revision_as_object()
    newest.title = "La toute dernière"
    newest.save_revision()
    releases.choose_latest(other.items.get())
    assert releases.publish(other, chief)
    assert fresh(sheet).title == "La toute dernière"


def test_a_draft_that_was_rewritten_in_place_is_not_what_was_chosen(chief):
    sheet = draft_sheet()
    release = together(sheet)
    revision = sheet.get_latest_revision()
    draft = revision.as_object()
    draft.title = "Autre"
    draft.save_revision(overwrite_revision=revision)
    assert codes(release, chief) == [[Fault.REWRITTEN]]


def test_each_thing_that_stands_against_one_is_named(home, chief):
    parent = draft_page(home, "Au-dessus")
    child = factories.page(parent, "Dessous", "<p>Un texte.</p>")
    child.unpublish()
    dated = draft_sheet("Datée", go_live_at=timezone.now() + datetime.timedelta(days=1))
    over = draft_sheet("Finie", expire_at=past())
    assert codes(together(child, dated, over), chief) == [[Fault.ABOVE], [Fault.OWN_DATE], [Fault.EXPIRED]]
    assert codes(together(parent, child), chief) == [[], []]
    assert codes(together(dated), None)[0][0] == Fault.NO_RIGHT
    editor = account("red@example.org", "Editors")
    assert codes(together(parent), editor) == [[Fault.NO_RIGHT]]


def test_what_is_under_review_waits_for_its_approval_and_then_for_the_others(editor, moderator, chief):
    sheet = editor.create("guide", "submit", title="En lecture")
    release = together(sheet)
    assert codes(release, chief) == [[Fault.IN_REVIEW]]

    state = sheet.current_workflow_task_state
    moderator.client.post(moderator.address(sheet, "workflow_action", "approve", state.pk))
    assert not fresh(sheet).live, "it waits for the others"
    assert release.items.get().approved
    assert codes(release, chief) == [[]]
    assert releases.publish(release, chief)
    assert fresh(sheet).live


def test_a_translation_goes_with_its_original_once_all_its_passages_are_translated(moderator, chief):
    sheet = fresh(draft_sheet("Les haies", summary="Planter."))
    sheet.get_latest_revision().publish()
    english = moderator.translate(fresh(sheet), "en")[0]
    fresh(sheet).unpublish()
    release = together(english)
    assert codes(release, chief) == [[Fault.UNTRANSLATED, Fault.SOURCE]]

    moderator.say_all(translation_of(english), "Said:")
    releases.add(release, [fresh(sheet)])
    assert codes(release, chief) == [[], []]
    assert releases.publish(release, chief)
    assert fresh(english).live
    assert fresh(english).title == "Said: Les haies"


def test_a_page_that_moved_meanwhile_is_published_where_it_is(home, chief):
    page, other = draft_page(home), factories.page(home, "Ailleurs", "<p>Un texte.</p>")
    release = together(page)
    page.move(other, "last-child")
    assert releases.publish(release, chief)
    moved = Page.objects.get(pk=page.pk)
    assert moved.live
    assert moved.get_parent().pk == other.pk


# In the admin


def test_staff_gather_schedule_change_and_publish(home):
    desk = page_desk("Moderators")
    sheet, page = draft_sheet(), draft_page(home)
    from library.reviewing.things import type_of

    add = reverse("release_add", args=[type_of(sheet).pk, sheet.pk])
    assert add in desk.open(desk.address(sheet, "edit")).content.decode()
    assert desk.client.post(add, {"name": "Le climat"}).status_code == 302
    release = Release.objects.get()
    address = reverse("release:edit", args=[release.pk])
    desk.client.post(reverse("release_choose", args=[release.pk]), {"page": page.pk})
    bulk = reverse("wagtail_bulk_action", args=["library", "guide", "release"])
    other = draft_sheet("Une autre")
    assert desk.client.get(bulk, {"id": other.pk}).status_code == 200
    desk.client.post(f"{bulk}?id={other.pk}", {"release": release.pk})
    assert [item.title for item in release.items.all()] == ["Une fiche", "Une page", "Une autre"]
    shown = desk.open(address).content.decode()
    assert "Une autre" in shown

    def do(action: str):
        return desk.client.post(reverse("release_do", args=[release.pk, action]), follow=True)

    assert "error" in str([m.level_tag for m in do("schedule").context["messages"]]), "without a date"
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    desk.client.post(address, {"name": "Le climat", "go_live_at": tomorrow.strftime("%Y-%m-%d %H:%M")})
    do("schedule")
    release.refresh_from_db()
    assert release.state == Release.State.SCHEDULED
    last = release.items.last()
    take_out = reverse("release_item", args=[release.pk, last.pk, "remove"])
    desk.client.post(take_out)
    assert release.items.count() == 3, "not while it is scheduled"
    do("reopen")
    desk.client.post(reverse("release_item", args=[release.pk, last.pk, "up"]))
    assert [item.title for item in release.items.all()] == ["Une fiche", "Une autre", "Une page"]
    desk.client.post(take_out)
    do("publish")
    assert fresh(sheet).live
    assert not fresh(other).live
    assert Page.objects.get(pk=page.pk).live


def test_a_date_that_has_passed_is_refused_at_its_field(home):
    desk = page_desk("Moderators")
    answer = desk.client.post(reverse("release:add"), {"name": "Hier", "go_live_at": "2020-01-01 10:00"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["go_live_at"]


def test_a_cancelled_one_is_published_by_nobody(chief):
    sheet = draft_sheet()
    release = scheduled(chief, sheet)
    desk = desk_of(chief)
    answer = desk.client.post(reverse("release_do", args=[release.pk, "cancel"]), follow=True)
    assert "Journée du climat" in said(answer)
    releases.publish_due()
    desk.client.post(reverse("release_do", args=[release.pk, "publish"]))
    assert not fresh(sheet).live


@pytest.mark.parametrize("role", ["Translators", "Members' managers"])
def test_others_neither_see_nor_do_it(chief, role):
    release = together(draft_sheet())
    client = desk_of(account("x@example.org", role)).client
    for name in ("release:index", "release:add"):
        assert client.get(reverse(name)).status_code == 302
    assert client.get(reverse("release:edit", args=[release.pk])).status_code == 302
    client.post(reverse("release_do", args=[release.pk, "publish"]))
    client.post(reverse("release_item", args=[release.pk, ReleaseItem.objects.get().pk, "remove"]))
    client.post(reverse("release_choose", args=[release.pk]), {})
    release.refresh_from_db()
    assert release.state == Release.State.PREPARED
    assert release.items.count() == 1
