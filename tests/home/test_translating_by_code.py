"""What makes much at once: translations by code, tasks asked for many times."""

import pytest
from django.db import transaction
from django_tasks import task
from wagtail_localize.models import Translation

from home.tasks import each_once
from home.translating import translate
from tests import factories

pytestmark = pytest.mark.django_db
done: list[str] = []


@task()
def note(word: str) -> None:
    done.append(word)


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def test_a_translation_made_by_code_is_complete_and_live_as_a_translators():
    factories.library_tree()
    work = factories.work(title={"fr": "Les haies", "ar": "الأسيجة"}, languages=["fr", "ar"])

    translation = Translation.objects.get(source__object_id=work.translation_key)
    total, translated = translation.get_progress()

    assert total == translated > 0
    assert factories.version(work, "ar").live
    assert not factories.version(work, "ar").has_unpublished_changes


def test_a_task_asked_for_many_times_runs_once_when_all_is_made():
    with each_once():
        for word in ("one", "two", "one"):
            note.enqueue(word)
        assert done == []

    assert done == ["one", "two"]


def test_a_task_outside_runs_where_it_is_asked_for():
    note.enqueue("one")

    assert done == ["one"]


@pytest.mark.django_db(transaction=True)
def test_a_task_on_commit_runs_once_after_the_transactions_inside(settings):
    settings.TASKS = {"default": {"BACKEND": "home.tasks.OnCommitBackend"}}
    with each_once():
        for _turn in range(2):
            with transaction.atomic():
                note.enqueue("one")
        assert done == []

    assert done == ["one"]


def test_the_address_that_a_translator_writes_in_arabic_is_kept():
    library = factories.library_tree()["fr"]
    page = factories.page(library.get_parent(), "Qui sommes-nous", "<p>Nous.</p>")
    words = type(page)(title="من نحن ومن معنا", slug="من-نحن", locale=factories.locale("ar"))
    words.body = [{"type": "text", "id": page.body[0].id, "value": "<p>نحن.</p>"}]

    translate(page, words)

    assert page.get_translation(factories.locale("ar")).slug == "من-نحن"
