"""The library's list and its sheets, as visitors meet them."""

import datetime
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library.models import ExperienceSheet, Sheet, Theme, ThemeLabel
from networks.models import Territory
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = {
    "title": {"fr": "Éteindre la nuit", "en": "Lights off at night", "ar": "إطفاء الأنوار ليلا"},
    "summary": {"fr": "Un village éteint.", "en": "A village goes dark.", "ar": "قرية تطفئ أنوارها."},
    "context": {"fr": "<p>Le contexte.</p>", "en": "<p>The context.</p>", "ar": "<p>السياق.</p>"},
}


@pytest.fixture(autouse=True)
def libraries():
    cache.clear()
    return factories.library_tree()


def queries_of(client, address: str) -> list[str]:
    """The queries of a warm page. Measured twice: what is cached for a minute may just have ended."""
    client.get(address)
    measured = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        measured.append([query["sql"] for query in captured.captured_queries])
    return min(measured, key=len)


@factories.lightly()
def grow_to(count: int) -> None:
    """Quickly: rows that are live without the revisions that staff's publications leave."""
    french = factories.locale("fr")
    for number in range(count - Sheet.objects.count()):
        ExperienceSheet(
            title=f"Fiche {number}", locale=french, access="public", live=True, year=2000 + number % 20
        ).save()


@pytest.mark.parametrize(
    ("address", "most"),
    [("/fr/bibliotheque/", 12), ("/fr/bibliotheque/?kind=experience&year=2003", 12), ("sheet", 15)],
)
def test_pages_take_as_few_queries_with_500_sheets_as_with_10(client, address, most):
    work = factories.work(
        **WORDS, year=2003, rows={"results": [{"label": "kWh", "unit": "kwh", "before": 9, "after": 5}]}
    )
    address = factories.source_of(work).url if address == "sheet" else address
    grow_to(10)
    few = queries_of(client, address)

    grow_to(500)
    cache.clear()
    many = queries_of(client, address)

    assert len(many) == len(few) <= most, "\n".join(many)
    assert len(set(many)) == len(many)


def test_a_wrong_slug_leads_to_the_right_address(client):
    url = factories.source_of(factories.work(**WORDS)).url

    response = client.get("/fr/bibliotheque/{}/autre/?utm=1".format(url.split("/")[3]))

    assert response.status_code == 301
    assert response.url == f"{url}?utm=1"


def test_the_number_alone_leads_to_the_sheet_in_each_language(client):
    work = factories.work(**WORDS, languages=["fr", "en", "ar"])

    for address, title in (("/en/library/", "Lights off at night"), ("/ar/maktaba/", "إطفاء الأنوار ليلا")):
        response = client.get(f"{address}{work.pk}/", follow=True)
        assert title in response.content.decode()


def test_a_sheet_that_is_not_translated_offers_the_languages_it_has(client):
    work = factories.work(**WORDS, languages=["fr", "en"])

    response = client.get(f"/ar/maktaba/{work.pk}/")

    page = response.content.decode()
    assert response.status_code == 404
    assert 'lang="ar"' in page
    assert factories.version(work, "en").url in page
    assert "Le contexte" not in page


def test_the_switch_of_languages_stays_on_the_sheet(client):
    work = factories.work(**WORDS, languages=["fr", "en"])

    page = " ".join(client.get(factories.version(work, "fr").url).content.decode().split())

    assert f'href="{factories.version(work, "en").url}"' in page
    assert f'hreflang="en" href="http://127.0.0.1:8000{factories.version(work, "en").url}"' in page
    assert 'href="/ar/" hreflang="ar"' in page  # no Arabic version: that language's home


def test_an_experience_shows_its_result_its_cost_and_its_delay_first(client):
    rows = {
        "results": [{"label": "Consommation", "unit": "kwh", "before": Decimal(100), "after": Decimal(59)}],
        "costs": [{"label": "Horloges", "amount": Decimal(9200)}],
        "steps": [
            {"label": "Relevé", "date": datetime.date(2023, 1, 10)},
            {"label": "Vote", "date": datetime.date(2024, 3, 1)},
        ],
    }
    page = client.get(factories.source_of(factories.work(**WORDS, rows=rows)).url).content.decode()

    figures = page[page.index('class="figures"') : page.index("Le contexte.")]
    assert "−41" in figures
    assert "9\xa0200" in figures
    assert "14" in figures


def test_values_come_from_the_source_and_words_from_the_translation(client):
    rows = {"costs": [{"label": {"fr": "Horloges", "en": "Clocks"}, "amount": Decimal(9200)}]}
    work = factories.work(**WORDS, languages=["fr", "en"], rows=rows)
    source = factories.source_of(work).get_latest_revision_as_object()
    cost = source.costs.get()
    cost.amount = Decimal(7100)
    source.costs = [cost]
    source.save_revision().publish()

    page = client.get(factories.version(work, "en").url).content.decode()

    assert "Clocks" in page
    assert "7,100" in page
    assert "9,200" not in page


def test_a_row_whose_words_changed_is_shown_in_the_words_of_the_source(client):
    rows = {"costs": [{"label": {"fr": "Horloges", "en": "Clocks"}, "amount": Decimal(9200)}]}
    work = factories.work(**WORDS, languages=["fr", "en"], rows=rows)
    source = factories.source_of(work).get_latest_revision_as_object()
    cost = source.costs.get()
    cost.label, cost.amount = "Lampes", Decimal(18400)
    source.costs = [cost]
    source.save_revision().publish()

    page = client.get(factories.version(work, "en").url).content.decode()

    assert "Clocks" not in page
    assert '<th scope="row" lang="fr" dir="auto">Lampes</th>' in page


def test_a_translation_older_than_its_source_says_so(client):
    work = factories.work(**WORDS, languages=["fr", "en"])
    english = factories.version(work, "en").url
    assert "The original has changed" not in client.get(english).content.decode()

    factories.edit(factories.source_of(work), title="Éteindre après minuit")

    page = client.get(english).content.decode()
    assert "The original has changed" in page
    assert factories.source_of(work).url in page


def test_the_list_filters_by_kind_theme_with_its_narrower_ones_territory_and_year(client):
    region = Territory.objects.create(kind="region", code="52", reference="R52", name="Pays de la Loire")
    mayenne = Territory.objects.create(kind="department", code="53", reference="53", name="Mayenne", region=region)
    laval = Territory.objects.create(
        kind="commune", code="53130", reference="53130", name="Laval", department=mayenne, region=region
    )
    water = Theme.objects.create(identifier="water")
    rain = Theme.objects.create(identifier="rain", parent=water)
    ThemeLabel.objects.create(theme=water, language="fr", label="Eau")
    factories.work(title="Pluie à Laval", themes=[rain], territory=laval, year=2021)
    factories.work(kind="guide", title="Guide ailleurs", year=2022)

    def titles(query: str) -> list[str]:
        return [card["title"] for card in client.get(f"/fr/bibliotheque/?{query}").context["cards"]]

    for query in ("theme=water", "territory=R52", "territory=53", "territory=53130", "year=2021", "kind=experience"):
        assert titles(query) == ["Pluie à Laval"], query
    assert titles("kind=guide&year=2022") == ["Guide ailleurs"]
    assert titles("kind=guide&theme=water") == []
    assert len(titles("theme=unknown&territory=99999&year=x&kind=<script>&sort=odd&page=9")) == 2
    assert "Eau" in client.get("/fr/bibliotheque/?theme=water").context["sentence"]


def test_the_previews_of_every_kind_show_unsaved_words(rf):
    from library.sheet_page import preview_context

    for kind in ("experience", "technical", "specification", "guide", "working"):
        sheet = factories.source_of(factories.work(kind=kind, title="Avant"))
        sheet.title = "Après"
        request = rf.get("/")
        request.user = factories.User.objects.create_user(f"{kind}@example.org")
        assert preview_context(sheet, request)["view"]["title"] == "Après"


def test_a_sheet_shows_its_picture_with_the_text_of_the_reader_s_language(client):
    from home.starter_pages import load_pictures

    picture = load_pictures()["light"]
    work = factories.work(**WORDS, languages=["fr", "ar"], picture=picture)

    for language in ("fr", "ar"):
        page = client.get(factories.version(work, language).url).content.decode()
        assert f'alt="{picture.alternative_texts[language]}"' in page
