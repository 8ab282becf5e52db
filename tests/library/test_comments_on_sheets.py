"""The discussion of a sheet: staff alone, about the whole or a field, resolved or not, told by mail."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.users.models import UserProfile

from library.models import SheetComment
from library.reviewing import comments
from networks.models import User
from tests.library.desk import account, desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(editor):
    return editor.create("experience", title="Les haies")


def user_of(desk) -> User:
    return User.objects.get(pk=desk.client.session["_auth_user_id"])


def address(sheet) -> str:
    return reverse("sheet_discussion", args=[sheet.pk])


def say(desk, sheet, text="Datez les étapes.", field="steps") -> SheetComment:
    assert desk.client.post(address(sheet), {"text": text, "field": field}).status_code == 302
    return SheetComment.objects.latest("pk")


def test_a_comment_names_the_field_and_the_author_of_the_sheet_is_told_by_mail(editor, moderator, sheet):
    profile = UserProfile.get_for_user(user_of(editor))
    profile.preferred_language = "ar"
    profile.save()
    say(moderator, sheet)

    assert [message.to for message in mail.outbox] == [["redaction@example.org"]]
    assert "Datez les étapes." in mail.outbox[0].body
    assert address(sheet) in mail.outbox[0].body
    shown = editor.open(address(sheet)).content.decode()
    assert "Datez les étapes." in shown
    assert 'value="steps"' in shown
    edit = editor.open(editor.address(sheet, "edit")).content.decode()
    assert address(sheet) in edit


def test_an_answer_reaches_who_asked_and_the_comment_waits_no_more(editor, moderator, sheet):
    thread = say(moderator, sheet)
    assert comments.unanswered_count(user_of(editor)) == 1
    assert address(sheet) in editor.open(reverse("wagtailadmin_home")).content.decode()
    assert address(sheet) not in moderator.open(reverse("wagtailadmin_home")).content.decode(), "it is theirs"
    mail.outbox.clear()

    name = f"answer-{thread.pk}-text"
    assert (
        editor.client.post(reverse("sheet_answer", args=[sheet.pk, thread.pk]), {name: "C'est fait."}).status_code
        == 302
    )
    assert [message.to for message in mail.outbox] == [["relecture@example.org"]]
    assert comments.unanswered_count(user_of(editor)) == 0
    assert comments.open_count(sheet) == 1

    for action, still_open in [("resolve", 0), ("reopen", 1), ("resolve", 0)]:
        moderator.client.post(reverse("sheet_resolve", args=[sheet.pk, thread.pk, action]))
        assert comments.open_count(sheet) == still_open
    editor.client.post(reverse("sheet_answer", args=[sheet.pk, thread.pk]), {name: "Encore."})
    assert comments.open_count(sheet) == 1, "an answer opens it again"


def test_an_empty_comment_is_refused_at_its_field(editor, sheet):
    for data in ({"text": " "}, {"text": "x" * 5001}, {"text": "Bien", "field": "nothing"}, {"text": "a\0b"}):
        answer = editor.client.post(address(sheet), data)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not SheetComment.objects.exists()


def test_who_wants_no_mail_or_lost_the_right_gets_none(editor, moderator, sheet):
    UserProfile.objects.update_or_create(user=user_of(editor), defaults={"updated_comments_notifications": False})
    other = account("ancien@example.org", "Moderators")
    comments.say(sheet, other, "Un mot.")
    other.groups.clear()
    mail.outbox.clear()
    say(moderator, sheet)
    assert mail.outbox == []


@pytest.mark.parametrize("role", ["Translators", "Members' managers", ""])
def test_nobody_else_reads_or_writes(moderator, sheet, role):
    thread = say(moderator, sheet)
    client = desk_of(account("x@example.org", *filter(None, [role]))).client
    for url in (address(sheet), reverse("sheet_answer", args=[sheet.pk, thread.pk])):
        assert client.get(url).status_code in {302, 405}
        assert client.post(url, {"text": "Non", f"answer-{thread.pk}-text": "Non"}).status_code == 302
    client.post(reverse("sheet_resolve", args=[sheet.pk, thread.pk, "resolve"]))
    assert SheetComment.objects.count() == 1
    assert comments.open_count(sheet) == 1


def test_a_comment_of_another_sheet_is_not_answered_here(editor, moderator, sheet):
    thread = say(moderator, sheet)
    other = editor.create("guide", title="Autre")
    moderator.client.post(reverse("sheet_answer", args=[other.pk, thread.pk]), {f"answer-{thread.pk}-text": "Ici ?"})
    assert SheetComment.objects.get() == thread
