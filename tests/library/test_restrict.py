"""`restrict` closes a work at once, and no draft, schedule or review opens it again."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import WorkflowState

from library.models import Access, restrict
from tests.library.desk import account, fresh, fresh_work, public_titles, translation_of

pytestmark = pytest.mark.django_db


def test_a_restriction_is_true_at_once_in_all_languages(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    (english,) = editor.translate(sheet, "en")
    editor.say_all(translation_of(english))
    editor.publish_translation(english)
    group = account("x@example.org", "Editors").groups.get()

    restrict(sheet.work, Access.GROUPS, [group])

    assert public_titles() == set()
    assert list(fresh(sheet).groups.all()) == [group]


def test_publishing_a_waiting_draft_does_not_undo_a_restriction(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    editor.edit(sheet, title="Un brouillon attend")
    restrict(sheet.work, "members")
    fresh(sheet).latest_revision.publish()

    assert fresh(sheet).access == "members"
    assert fresh(sheet).title == "Un brouillon attend"


def test_the_timer_does_not_undo_a_restriction(editor):
    sheet = editor.create("guide", "publish", title="Éclairage")
    later = timezone.localtime() + datetime.timedelta(hours=1)
    editor.edit(sheet, "publish", go_live_at=f"{later:%Y-%m-%d %H:%M}")
    assert fresh(sheet).scheduled_revision

    restrict(sheet.work, "groups")
    past = timezone.now() - datetime.timedelta(hours=1)
    revision = fresh(sheet).scheduled_revision
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")

    assert fresh(sheet).live_revision == revision
    assert fresh(sheet).access == "groups"


def test_a_review_under_way_does_not_undo_a_restriction(editor, moderator):
    sheet = editor.create("guide", "publish", title="Éclairage")
    editor.edit(sheet, "submit", title="En relecture")
    restrict(sheet.work, "members")
    task = WorkflowState.objects.for_instance(sheet).active().get().current_task_state
    moderator.client.post(moderator.address(sheet, "workflow_action", "approve", task.pk), {"comment": ""})

    assert fresh(sheet).title == "En relecture"
    assert fresh(sheet).access == "members"


def test_a_restriction_may_be_lifted_and_changes_no_word(editor):
    sheet = editor.create("guide", "publish", title="Éclairage", access="members")
    digest = fresh(sheet).source_digest
    restrict(sheet.work, "public")

    assert fresh(sheet).access == "public"
    assert fresh(sheet).source_digest == digest


def test_an_unknown_access_and_a_work_without_source_are_refused(editor, moderator):
    sheet = editor.create("guide", "publish")
    with pytest.raises(ValueError, match="everyone"):
        restrict(sheet.work, "everyone")
    moderator.client.post(moderator.address(sheet, "delete"))
    with pytest.raises(ValueError, match="no source"):
        restrict(fresh_work(sheet), "members")
