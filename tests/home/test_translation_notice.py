"""What readers are told of a translation older than its source, or that a machine wrote: on each type of page."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail_localize.operations import translate_object

from home.models import HomePage, StandardPage
from tests import factories
from tests.home.every_type import TYPES, places
from tests.home.page_desk import page_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client()


def made(model, parent):
    page = model(title=f"Une {model.__name__}", locale=parent.locale)
    for name, value in {"date": datetime.date(2026, 1, 1), "start": timezone.now(), "year": 2026}.items():
        if hasattr(page, name) and not getattr(page, name):
            setattr(page, name, value)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def translated(page, language: str):
    locale = factories.locale(language)
    translate_object(page, [locale])
    own = page.get_translation(locale)
    own.get_latest_revision().publish()
    return type(page).objects.get(pk=own.pk)


def change(page, title: str) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.title = title
    page.save_revision().publish()


def told(client: Client, page, words: str = "notice--stale") -> bool:
    answer = client.get(page.url)
    assert answer.status_code == 200, page.url
    return words in answer.content.decode()


def test_each_type_of_page_says_that_it_is_older_than_its_source_and_only_then(client, monkeypatch):
    found = places()["fr"]
    for model in TYPES:
        monkeypatch.setattr(model, "once_per_language", False)
        source = made(model, found[model])
        own = translated(source, "ar")
        assert not told(client, own), model
        change(source, "Autrement")
        assert told(client, own), model
        assert not told(client, source), model


@pytest.fixture
def standard():
    factories.library_tree()
    return made(StandardPage, HomePage.objects.get(locale__language_code="fr"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_notice_names_the_day_and_leads_to_the_fresher_version(client, standard, language):
    own = translated(standard, language)
    change(standard, "Autrement")

    page = client.get(own.url).content.decode()
    notice = page[page.index("said-of-translation") :][:900]
    assert f'href="{standard.url}"' in notice
    assert str(timezone.now().year) in notice


def test_a_reader_who_may_not_see_the_source_is_not_told(client, standard):
    own = translated(standard, "ar")
    change(standard, "Autrement")
    standard.refresh_from_db()
    PageViewRestriction.objects.create(page=standard, restriction_type=PageViewRestriction.LOGIN)
    # Without its signals: a restriction is that of all languages, and would go from the source too.
    PageViewRestriction.objects.filter(page=own)._raw_delete("default")

    assert not told(client, own)


def test_a_source_that_is_withdrawn_is_not_offered(client, standard):
    own = translated(standard, "ar")
    change(standard, "Autrement")
    StandardPage.objects.get(pk=standard.pk).unpublish()

    assert not told(client, own)


def test_the_notice_goes_when_the_translation_follows(client, standard):
    own = translated(standard, "ar")
    change(standard, "Autrement")
    assert told(client, own)
    from tests.library.desk import translation_of

    translation = translation_of(own)
    translation.source.update_from_db()
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()

    assert not told(client, own)


def test_a_small_correction_shows_no_notice(client, standard):
    own = translated(standard, "ar")
    page_desk("Moderators").change(standard, "publish", small_correction="1", title="Autrement", slug="autrement")

    assert StandardPage.objects.get(pk=standard.pk).title == "Autrement"
    assert not told(client, own)


def test_a_page_of_a_machine_says_so(client, standard):
    own = translated(standard, "ar")
    StandardPage.objects.filter(pk=own.pk).update(machine_made=True)

    assert told(client, own, "said-of-translation")


def test_the_notice_asks_nothing_where_there_is_nothing_to_say(client, standard, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    own = translated(standard, "ar")
    told(client, own)
    with CaptureQueriesContext(
        connection,
    ) as fresh:
        told(client, own)
    asked = [query["sql"] for query in fresh if "wagtail_localize_translationsource" in query["sql"]]
    assert len(asked) == 1, "with the menu of languages"
