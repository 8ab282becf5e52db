"""Nobody approves alone what they wrote last, whatever the way in; who may publish alone is the site's choice."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowContentType, WorkflowTask
from wagtail.users.models import UserProfile

from home.models import StandardPage
from library.models import KINDS, PeerApproval, ReviewSettings
from library.models.reviewing import Rule
from library.reviewing.workflows import make_reviews
from library.reviewing.writers import last_writers
from tests import factories
from tests.home.page_desk import page_desk
from tests.library.desk import account, desk_of, fresh, said

pytestmark = pytest.mark.django_db

APPROVE = {"workflow-action-name": "approve", "action-workflow-action": "1"}


def choose(rule: str) -> None:
    settings = ReviewSettings.load()
    settings.rule = rule
    settings.save()


def approve_in_editor(desk, sheet, **changes):
    address = desk.address(sheet, "edit")
    form = desk.form(address)
    form.update(APPROVE)
    return desk.client.post(address, {**form.dict(), "themes": form.getlist("themes"), **changes}, follow=True)


def task_state(sheet) -> TaskState:
    return sheet.current_workflow_task_state


def test_each_kind_of_sheet_begins_with_a_review_of_its_own_named_in_every_language(db):
    rows = WorkflowContentType.objects.select_related("workflow")
    names = {row.content_type.model_class(): row.workflow.name for row in rows}

    assert set(names) == set(KINDS.values())
    assert len(set(names.values())) == len(KINDS)
    assert all("Review" in name for name in names.values())
    assert {type(task.specific) for task in PeerApproval.objects.all()} == {PeerApproval}
    assert Workflow.objects.get(name="Moderators approval").tasks.get().specific == PeerApproval.objects.get()


def test_a_review_that_staff_took_away_or_chose_stays_so(db):
    other = Workflow.objects.create(name="Deux lectures")
    guide, working = (ContentType.objects.get_for_model(KINDS[kind]) for kind in ("guide", "working"))
    WorkflowContentType.objects.filter(content_type=guide).update(workflow=other)
    WorkflowContentType.objects.filter(content_type=working).delete()

    make_reviews("Moderators")

    assert KINDS["guide"].get_default_workflow() == other
    assert KINDS["working"].get_default_workflow() is None
    assert Workflow.objects.count() == len(KINDS) + 2


def test_an_administrator_chooses_the_review_of_a_kind_in_the_admin(db):
    desk = desk_of(account("chef@example.org", is_superuser=True))
    workflow = WorkflowContentType.objects.get(content_type__model="guide").workflow
    shown = desk.open(reverse("wagtailadmin_workflows:edit", args=[workflow.pk])).content.decode()

    content_type = ContentType.objects.get_for_model(KINDS["guide"])
    assert f'value="{content_type.pk}"' in shown, "the kinds to which it is given"


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_sheet_goes_to_review_and_comes_back_with_the_comment(editor, moderator, language):
    for profile in map(UserProfile.get_for_user, (users(editor), users(moderator))):
        profile.preferred_language = language
        profile.save()
    sheet = editor.create("experience", "submit", locale=language)
    assert [message.to for message in mail.outbox] == [["relecture@example.org"]]
    assert f"/edit/{sheet.pk}/" in mail.outbox[0].body
    assert str(sheet) in moderator.open(reverse("wagtailadmin_home")).content.decode(), "among what waits for them"

    mail.outbox.clear()
    address = moderator.address(sheet, "workflow_action", "reject", task_state(sheet).pk)
    moderator.client.post(address, {"comment": "Datez les étapes."})

    assert [message.to for message in mail.outbox] == [["redaction@example.org"]]
    assert "Datez les étapes." in mail.outbox[0].body
    assert "Datez les étapes." in editor.open(editor.address(sheet, "edit")).content.decode()
    editor.edit(sheet, "submit", title="Une fiche datée")
    assert not fresh(sheet).live
    approve_in_editor(moderator, sheet)
    assert fresh(sheet).live
    assert fresh(sheet).title == "Une fiche datée"


def users(desk):
    from networks.models import User

    return User.objects.get(pk=desk.client.session["_auth_user_id"])


def test_who_wrote_last_is_not_offered_to_approve_and_is_told_why(moderator):
    sheet = moderator.create("guide", "submit")
    shown = moderator.open(moderator.address(sheet, "edit"))

    assert 'data-workflow-action-name="approve"' not in shown.content.decode()
    assert 'data-workflow-action-name="reject"' in shown.content.decode()
    assert shown.context["messages"]


@pytest.mark.parametrize("way", ["button", "button with comment", "editor", "code", "task of Wagtail"])
@pytest.mark.parametrize("role", ["Moderators", "administrator"])
def test_nobody_approves_what_they_wrote_by_any_way(role, way):
    roles, fields = ([role], {}) if role == "Moderators" else ([], {"is_superuser": True})
    user = account("seul@example.org", *roles, **fields)
    desk = desk_of(user)
    if way == "task of Wagtail":
        task = GroupApprovalTask.objects.create(name="À la main")
        task.groups.set(PeerApproval.objects.get().groups.all())
        WorkflowTask.objects.all().update(task=task)
    sheet = desk.create("guide", "submit")
    state = task_state(sheet)
    address = desk.address(sheet, "workflow_action", "approve", state.pk)
    match way:
        case "button" | "task of Wagtail":
            desk.client.post(address)
        case "button with comment":
            desk.client.post(address, {"comment": "Très bien."})
        case "editor":
            approve_in_editor(desk, sheet)
        case "code":
            with pytest.raises(PermissionDenied):
                state.approve(user=user)

    assert not fresh(sheet).live
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_who_approves_with_a_change_keeps_the_change_and_leaves_the_approval_to_another(editor, moderator):
    sheet = editor.create("guide", "submit")
    answer = approve_in_editor(moderator, sheet, title="Mieux dit")

    assert "somebody else approves" in said(answer) or "autre" in said(answer)
    assert not fresh(sheet).live
    assert fresh(sheet).get_latest_revision_as_object().title == "Mieux dit"
    other = desk_of(account("autre@example.org", "Moderators"))
    approve_in_editor(other, sheet)
    assert fresh(sheet).title == "Mieux dit"
    assert fresh(sheet).live


def test_opening_and_saving_without_a_change_is_not_writing(editor, moderator):
    sheet = editor.create("experience", "submit", summary="Un résumé.")
    moderator.edit(sheet)

    assert last_writers(sheet) == {users(editor).pk}
    approve_in_editor(moderator, sheet)
    assert fresh(sheet).live


def test_whoever_changed_it_during_the_review_does_not_approve_even_after_another_change(editor, moderator):
    sheet = editor.create("guide", "submit")
    moderator.edit(sheet, title="Changé")
    administrator = desk_of(account("chef@example.org", is_superuser=True))
    administrator.edit(sheet, title="Changé encore")

    approve_in_editor(moderator, sheet)
    assert not fresh(sheet).live


def test_the_rule_can_be_switched_off_by_administrators_alone(moderator):
    sheet = moderator.create("guide", "submit")
    choose(Rule.NONE)
    approve_in_editor(moderator, sheet)
    assert fresh(sheet).live

    address = reverse("wagtailsettings:edit", args=["library", "reviewsettings"])
    assert moderator.client.get(address).status_code == 302
    assert desk_of(account("chef@example.org", is_superuser=True)).client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("rule", "role", "live"),
    [
        (Rule.APPROVAL, "Editors", True),
        (Rule.PUBLICATION, "Editors", False),
        (Rule.PUBLICATION, "Moderators", False),
        (Rule.PUBLICATION, "administrator", True),
    ],
)
def test_publishing_ones_own_words_goes_to_review_where_the_site_says_so(rule, role, live):
    choose(rule)
    roles, fields = ([role], {}) if role != "administrator" else ([], {"is_superuser": True})
    desk = desk_of(account("seul@example.org", *roles, **fields))
    sheet = desk.create("guide", "publish")

    assert fresh(sheet).live is live
    assert bool(fresh(sheet).current_workflow_state) is not live


def test_somebody_else_publishes_where_the_site_says_so(editor, moderator):
    choose(Rule.PUBLICATION)
    sheet = editor.create("guide")
    moderator.edit(sheet, "publish")
    assert fresh(sheet).live


def test_a_translator_who_may_publish_leaves_their_own_passages_to_somebody_else(moderator, editor):
    choose(Rule.PUBLICATION)
    work = factories.work(kind="guide", title="Les haies", summary="Planter.")
    english = moderator.translate(factories.source_of(work), "en")[0]
    from tests.library.desk import translation_of

    moderator.say_all(translation_of(english))
    moderator.publish_translation(english)
    assert not fresh(english).live
    editor.publish_translation(english)
    assert fresh(english).live


def test_pages_keep_the_same_rule(db):
    home = factories.library_tree()["fr"].get_parent().specific
    moderator = page_desk("Moderators")
    choose(Rule.PUBLICATION)
    assert moderator.add(StandardPage, home, "publish").status_code == 302
    page = StandardPage.objects.get()
    assert not page.live

    state = page.current_workflow_task_state
    moderator.client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    moderator.change(page, "workflow-action", **{"workflow-action-name": "approve", "title": "Autre titre"})
    moderator.client.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}", {"confirm": "1"}
    )
    page.refresh_from_db()
    assert not page.live

    other = desk_of(account("autre@example.org", "Moderators"))
    other.client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    page.refresh_from_db()
    assert page.live
