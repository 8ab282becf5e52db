"""Nothing that is still in the source's words goes live, whatever the way, before someone has accepted it by name."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, TaskState, WorkflowState

from library.models import Guide
from library.translation_guard import ACCEPTED, refusal, untranslated
from tests import factories
from tests.library.desk import Desk, account, desk_of, draft_text, fresh, said, translation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def half(editor) -> Guide:
    """A translation stopped half-way: its title is English, its summary French."""
    sheet = editor.create("guide", "publish", title="Les haies", summary="Planter", body=draft_text("2027"))
    (english,) = editor.translate(sheet, "en")
    editor.say(translation_of(english), "title", "Hedges")
    editor.stop_translation(english)
    editor.edit(english, title="Hedges")
    return fresh(english)


def test_the_passages_in_the_source_s_words_are_known_numbers_left_out(half):
    assert untranslated(half) == [("summary", "Planter")]


def test_the_same_words_given_by_a_translator_are_a_translation(editor):
    sheet = editor.create("guide", "publish", title="Compost")
    (english,) = editor.translate(sheet, "en")
    editor.say(translation_of(english), "title", "Compost")
    editor.stop_translation(english)
    assert untranslated(fresh(english)) == []
    editor.edit(english, "publish", title="Compost")
    assert fresh(english).live


def test_the_ordinary_editor_keeps_the_draft_and_does_not_publish(editor, half):
    answer = editor.client.get(editor.edit(half, "publish", title="The hedges").url)
    assert reverse("translation_accept", args=["guide", half.pk]) in said(answer)
    assert not fresh(half).live
    assert fresh(half).latest_revision.content["title"] == "The hedges"


def test_a_date_of_publication_is_refused_as_well(editor, half):
    editor.edit(half, "publish", title="The hedges", go_live_at="2031-01-01 10:00")
    assert fresh(half).latest_revision.approved_go_live_at is None


def test_who_may_publish_accepts_it_by_name_and_then_it_goes_live(editor, half):
    address = reverse("translation_accept", args=["guide", half.pk])
    assert "Planter" in editor.open(address).content.decode()
    editor.client.post(address, {"publish_untranslated": "1"})
    entry = ModelLogEntry.objects.get(action=ACCEPTED)
    assert (entry.user.email, entry.data["count"]) == ("redaction@example.org", 1)
    assert refusal(fresh(half)) is None
    editor.edit(half, "publish", title="Hedges")
    assert fresh(half).live
    assert "1" in editor.open(editor.address(half, "history")).content.decode()


def test_readers_are_told_how_much_is_not_translated(client, editor, half):
    factories.library_tree()
    editor.client.post(reverse("translation_accept", args=["guide", half.pk]))
    editor.edit(half, "publish", title="Hedges")
    assert fresh(half).untranslated == 1
    assert client.get(fresh(half).url).context["view"]["partly"] == {"count": 1, "language": "Français"}

    editor.edit(half, "publish", summary="To plant")
    assert fresh(half).untranslated == 0
    assert client.get(fresh(half).url).context["view"]["partly"] is None


def test_another_passage_is_another_choice(editor, half):
    editor.client.post(reverse("translation_accept", args=["guide", half.pk]))
    editor.edit(half, title="Les haies")
    assert refusal(fresh(half)) is not None


def test_a_translator_accepts_nothing(translator, half):
    answer = translator.client.post(reverse("translation_accept", args=["guide", half.pk]))
    assert answer.status_code == 302
    assert not ModelLogEntry.objects.filter(action=ACCEPTED).exists()


def test_the_choice_in_the_editor_of_passages_is_noted(editor):
    sheet = editor.create("guide", "publish", title="Les haies", summary="Planter")
    (english,) = editor.translate(sheet, "en")
    editor.say(translation_of(english), "title", "Hedges")
    editor.publish_translation(english)
    assert not ModelLogEntry.objects.filter(action=ACCEPTED).exists()
    editor.publish_translation(english, publish_untranslated="1")
    entry = ModelLogEntry.objects.get(action=ACCEPTED)
    assert (entry.user.email, entry.data["count"]) == ("redaction@example.org", 1)
    assert refusal(fresh(english)) is None


def test_a_review_approves_nothing_untranslated(translator, moderator, half):
    translator.edit(half, "submit", title="Hedges")
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    address = moderator.address(half, "workflow_action", "approve", state.pk)
    moderator.client.post(address)
    assert not fresh(half).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS

    moderator.client.post(reverse("translation_accept", args=["guide", half.pk]))
    moderator.client.post(address)
    assert fresh(half).live


def test_pages_published_together_wait_for_the_choice_as_well():
    """All of them, or none."""
    home = factories.library_tree()["fr"].get_parent().specific
    page = factories.page(home, "Qui sommes-nous", "<p>Une association de communes.</p>")
    moderator = desk_of(account("m@example.org", "Moderators"))
    arabic = moderator_sends(moderator, page)
    other = factories.page(arabic.get_parent().specific, "من نحن")
    other.unpublish()
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = f"?id={arabic.pk}&id={other.pk}&next=/admin/"

    answer = moderator.client.post(f"{action}{query}", {"include_descendants": ""}, follow=True)
    assert reverse("translation_accept", args=["page", arabic.pk]) in said(answer)
    assert not Page.objects.filter(pk__in=[arabic.pk, other.pk], live=True).exists()

    moderator.client.post(reverse("translation_accept", args=["page", arabic.pk]))
    moderator.client.post(f"{action}{query}", {"include_descendants": ""})
    assert Page.objects.filter(pk__in=[arabic.pk, other.pk], live=True).count() == 2


def test_a_translation_does_not_become_a_copy_of_its_source():
    home = factories.library_tree()["fr"].get_parent().specific
    page = factories.page(home, "Qui sommes-nous", "<p>Une association.</p>")
    moderator = desk_of(account("m@example.org", "Moderators"))
    arabic = moderator_sends(moderator, page)
    moderator.client.post(f"/admin/localize/page/{arabic.pk}/convert_to_alias/")
    arabic.refresh_from_db()
    assert arabic.alias_of_id is None
    assert not arabic.live


def moderator_sends(moderator: Desk, page: Page) -> Page:
    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    moderator.client.post(submit, {"locales": [factories.locale("ar").pk]})
    return type(page).objects.get(translation_key=page.translation_key, locale__language_code="ar")
