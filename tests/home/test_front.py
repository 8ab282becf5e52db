"""The home page, the menu, and what stands where no page is."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home import views
from home.models import EventPage, EventsPage, FeaturedSheet, HomePage, NewsIndexPage, NewsPage, SectionPage
from library.elsewhere import versions_of_path
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    factories.library_tree()
    return HomePage.objects.get(locale__language_code="fr")


def add(parent: Page, model: type, title: str, publish: bool = True, **fields):
    made = model(title=title, locale=parent.locale, live=False, **fields)
    parent.add_child(instance=made)
    if publish:
        made.save_revision().publish()
    return made


@factories.lightly()
def grow(index: Page, model: type, count: int, **fields) -> None:
    for number in range(count - model.objects.count()):
        index.add_child(instance=model(title=f"{model.__name__} {number}", locale=index.locale, **fields))


def queries_of(client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_the_home_page_takes_as_few_queries_with_500_events_and_news_as_with_10(client, home):
    agenda, news = add(home, EventsPage, "Agenda"), add(home, NewsIndexPage, "Actualités")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    for number in range(6):
        factories.work(title=f"Fiche {number}", rows={"results": [{"label": "kWh", "before": 9, "after": 5}]})
    grow(agenda, EventPage, 10, kind="meeting", start=tomorrow)
    grow(news, NewsPage, 10, date=tomorrow.date())
    few = queries_of(client, "/fr/")
    grow(agenda, EventPage, 500, kind="meeting", start=tomorrow)
    grow(news, NewsPage, 500, date=tomorrow.date())
    many = queries_of(client, "/fr/")

    assert len(few) == len(many) <= 20
    assert len(set(many)) == len(many)


def test_the_home_page_shows_what_staff_chose_before_what_tells_most(client, home):
    works = [factories.work(title=f"Fiche {number}", languages=["fr", "ar"]) for number in range(7)]
    home.featured = [FeaturedSheet(sheet=factories.version(works[2], "ar"))]
    home.save_revision().publish()

    shown = client.get("/fr/").content.decode()

    assert shown.index("Fiche 2") < shown.index("Fiche 6")
    assert shown.count(">Fiche 2<") == 1


def test_what_is_featured_for_members_shows_a_visitor_no_more_than_its_card(client, home):
    work = factories.work(kind="guide", title="Le guide", access="groups")
    home.featured = [FeaturedSheet(sheet=factories.source_of(work))]
    home.save_revision().publish()

    assert "Le guide" not in client.get("/fr/").content.decode()


def test_the_menu_has_one_order_that_staff_choose_in_the_source_language(client, home):
    first, second = (add(home, SectionPage, title, show_in_menus=True) for title in ("Premier", "Second"))
    for page in (second, first):  # translated in the other order
        factories.translated_page(page, "ar", title=f"{page.title} ar", slug=f"{page.slug}-ar", show_in_menus=True)

    before = client.get("/ar/").content.decode()
    second.refresh_from_db()
    second.move(home.get_children().get(slug="premier"), pos="left")
    after = client.get("/ar/").content.decode()

    assert before.index("Premier ar") < before.index("Second ar")
    assert after.index("Second ar") < after.index("Premier ar")


def test_the_next_events_of_the_home_page_leave_out_what_is_restricted(client, home):
    agenda = add(home, EventsPage, "Agenda")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    closed = add(agenda, EventPage, "Réunion du bureau", kind="meeting", start=tomorrow)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    add(agenda, EventPage, "Visite ouverte", kind="visit", start=tomorrow)

    shown = client.get("/fr/").content.decode()

    assert "Visite ouverte" in shown
    assert "Réunion du bureau" not in shown


def test_the_address_of_a_page_in_the_wrong_language_names_the_languages_it_exists_in(client, home):
    page = factories.page(home, "Qui sommes-nous")
    factories.translated_page(page, "en", title="Who we are", slug="who-we-are")

    answer = client.get("/ar/qui-sommes-nous/")

    assert answer.status_code == 404
    for expected in ("/fr/qui-sommes-nous/", "/en/who-we-are/", "Who we are", 'lang="ar"'):
        assert expected in answer.content.decode()


def test_a_page_without_a_version_in_the_language_offers_the_others_by_its_own_draft_address(client, home):
    page = factories.page(home, "Qui sommes-nous")
    arabic = factories.translated_page(page, "ar", title="من نحن", slug="man-nahnu")
    arabic.unpublish()

    assert "/fr/qui-sommes-nous/" in client.get("/ar/man-nahnu/").content.decode()


def test_a_sheet_at_the_library_of_another_language_offers_its_versions(client, home):
    work = factories.work(title={"fr": "Les haies", "en": "Hedges"}, languages=["fr", "en"])

    answer = client.get(f"/ar/bibliotheque/{work.pk}/les-haies/")

    assert answer.status_code == 404
    assert factories.version(work, "en").url in answer.content.decode()


@pytest.mark.parametrize("state", ["draft", "restricted"])
def test_an_address_without_a_page_says_nothing_of_what_the_reader_may_not_see(client, home, state):
    page = factories.page(home, "Secret")
    if state == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    else:
        page.unpublish()
    hidden = factories.work(title="Caché", access="groups")

    assert versions_of_path("/ar/secret/", AnonymousUser()) == []
    assert versions_of_path(f"/ar/bibliotheque/{hidden.pk}/x/", AnonymousUser()) == []


@pytest.mark.parametrize("path", ["/ar/" + "a/" * 4000, "/ar/%00/", "/ar/bibliotheque/99999999999999999999/"])
def test_a_hostile_address_is_not_found_and_nothing_worse(client, home, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_fault_of_ours_is_said_in_the_readers_language_first(rf, language):
    request = rf.get("/")
    request.LANGUAGE_CODE = language

    page = views.server_error(request).content.decode()

    assert f'<html lang="{language}"' in page
    assert page.index(f'<section lang="{language}"') == page.index("<section")
    assert page.count("<section") == 3


def test_pages_are_compressed_and_files_keep_their_length(client, home):
    paper = factories.document(b"The specification. " * 100, "cahier.txt")
    factories.work(title="Éclairage", files=[(paper, "same")])

    page = client.get("/fr/", headers={"accept-encoding": "gzip"})
    file = client.get(paper.url, headers={"accept-encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in file
    assert file["Content-Length"] == "1900"
