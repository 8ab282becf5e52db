"""The search page: what is chosen and taken back, how a question was understood, what to do where nothing is found."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _

from home.languages import written_in
from home.models import HomePage, ServicePage
from search import facets, views
from search.engines import SearchPage, get_engine
from search.forms import SearchForm
from search.views import exact
from tests.kept import kept
from tests.search.making import committed, make_sheet, make_territories, make_theme

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def library(site: None) -> None:
    make_library()


@kept
def make_library() -> None:
    water = make_theme("water", fr="Eau", en="Water", ar="الماء")
    rain = make_theme("rain", water, fr="Pluie", en="Rain", ar="المطر")
    hedges = make_theme("hedges", fr="Haies", en="Hedges", ar="الأسيجة")
    laval = make_territories()
    make_sheet("Une fuite d’eau", themes=[water], territory=laval, year=2020)
    make_sheet("Une cuve de pluie", kind="guide", themes=[rain], year=2021)
    make_sheet("Des haies", kind="technical", themes=[hedges], year=2021)
    make_sheet("A rain barrel", "en", kind="guide", themes=[rain], year=2022)


def titles(page) -> set[str]:
    return {card["title"] for card in page.context["cards"]}


def options(page, name: str) -> dict[str, int]:
    facet = next(facet for facet in page.context["facets"] if facet["name"] == name)
    return {option["value"]: option["count"] for option in [*facet["first"], *facet["more"]]}


def links(page, text: str) -> list[str]:
    """The addresses of the links whose words hold this text."""
    found = re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page.content.decode(), re.DOTALL)
    return [unescape(address) for address, words in found if text in unescape(re.sub(r"<[^>]+>", "", words))]


def test_choices_of_one_facet_are_alternatives_and_those_of_two_hold_together(client: Client, library: None) -> None:
    kinds = client.get("/fr/search/?kind=guide&kind=technical")
    both = client.get("/fr/search/?kind=guide&kind=technical&theme=water")

    assert titles(kinds) == {"Une cuve de pluie", "Des haies", "A rain barrel"}
    assert titles(both) == {"Une cuve de pluie", "A rain barrel"}
    assert options(both, "kind") == {"experience": 1, "guide": 2, "technical": 0}
    assert options(both, "theme") == {"water": 2, "rain": 2, "hedges": 1}
    assert [chip["label"] for chip in both.context["active_filters"]] == ["Guide", "Fiche technique", "Eau"]


def test_each_choice_is_taken_back_alone(client: Client, library: None) -> None:
    page = client.get("/fr/search/?q=pluie&kind=guide&kind=technical&theme=water&sort=title")

    addresses = [chip["remove_url"] for chip in page.context["active_filters"]]
    assert [dict(QueryDict(address[1:]).lists()) for address in addresses] == [
        {"q": ["pluie"], "sort": ["title"], "kind": ["technical"], "theme": ["water"]},
        {"q": ["pluie"], "sort": ["title"], "kind": ["guide"], "theme": ["water"]},
        {"q": ["pluie"], "sort": ["title"], "kind": ["guide", "technical"]},
    ]
    assert set(addresses) <= set(links(page, ""))
    assert links(page, "Retirer tous les filtres") == ["?q=pluie"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choices_read_as_a_sentence(client: Client, library: None, language: str) -> None:
    page = client.get(
        f"/{language}/search/?kind=guide&theme=water&theme=hedges&territory=53&year=2020&band=0-499&language=ar"
    )

    with translation.override(language):
        sentence = page.context["sentence"]
        for label in ("Mayenne", "2020", "العربية", *(chip["label"] for chip in page.context["active_filters"])):
            assert label in sentence
        assert _(" or ") in sentence
    assert "%(" not in sentence
    assert unescape(page.content.decode()).count(sentence) == 1


def test_the_facets_need_no_script(client: Client, library: None) -> None:
    content = client.get("/fr/search/?q=pluie&theme=rain").content.decode()

    assert '<input type="checkbox" name="theme" value="rain" checked>' in content
    assert '<input type="hidden" name="q" value="pluie">' in content
    assert re.search(r'class="facet__depth-1"><label[^>]*><input[^>]*value="rain"', content)
    assert re.search(r'<form class="filters.*<button[^>]*type="submit"', content, re.DOTALL)
    assert "style=" not in content
    assert not re.findall(r"<script(?![^>]* src=)", content)


def test_what_leads_nowhere_is_not_offered_unless_it_is_chosen(client: Client, library: None) -> None:
    found = client.get("/fr/search/?q=haies")
    chosen = client.get("/fr/search/?q=haies&theme=water")

    assert "water" not in str(found.context["facets"])
    assert options(chosen, "theme")["water"] == 0
    assert chosen.context["total"] == 0


def test_a_value_five_hundred_times_is_one_and_unknown_ones_stand_in_no_address(client: Client, library: None) -> None:
    flood = "&".join(["theme=water"] * 10 + [f"theme=nonsense{number}" for number in range(500)])

    page = client.get(f"/fr/search/?{flood}&year=٢٠٢٠&territory=53'--&sort=nonsense&scope=nonsense&nonsense=1")

    assert [chip["label"] for chip in page.context["active_filters"]] == ["Eau", "2020"]
    head, main = page.content.decode().split("<main", 1)
    assert "nonsense" not in main
    assert "nonsense" not in re.sub(r'<a class="site-strip__account".*?>', "", head)  # the login comes back as asked


def option_list(number: int) -> list[dict]:
    return [{"value": str(year), "label": str(year), "count": 1} for year in range(2000, 2000 + number)]


def test_a_long_facet_is_shortened_and_what_is_chosen_stays_in_sight() -> None:
    form = SearchForm(QueryDict("year=2008"))

    (short, *_rest) = facets.offered(SearchForm(QueryDict()), {"year": option_list(7)}, 50)
    (long, *_rest) = facets.offered(form, {"year": option_list(9)}, 50)

    assert (len(short["first"]), short["more"]) == (7, [])
    assert [option["value"] for option in long["first"]] == [*(str(year) for year in range(2000, 2006)), "2008"]
    assert [option["value"] for option in long["more"]] == ["2006", "2007"]


def test_a_large_tree_opens_below_what_is_chosen_only() -> None:
    for number in range(3):
        make_theme(f"root-{number}", fr=f"Racine {number}")
    values = [
        {"value": f"root-{root}", "label": f"Racine {root}", "count": 20, "parent": None} for root in range(3)
    ] + [
        {"value": f"leaf-{root}-{leaf}", "label": f"{leaf}", "count": 1, "parent": f"root-{root}"}
        for root in range(3)
        for leaf in range(20)
    ]

    def shown(query: str) -> list[tuple[str, int]]:
        (facet,) = facets.offered(SearchForm(QueryDict(query)), {"theme": values}, 100)
        return [(option["value"], option["depth"]) for option in [*facet["first"], *facet["more"]]]

    assert shown("") == [("root-0", 0), ("root-1", 0), ("root-2", 0)]
    assert [depth for _value, depth in shown("theme=root-1")] == [0, 0, *[1] * 20, 0]
    assert len(shown("theme=root-1")) == 23
    assert {value for value, depth in shown("theme=root-1") if depth} == {f"leaf-1-{leaf}" for leaf in range(20)}


def test_a_facet_that_would_change_nothing_is_left_out(client: Client, library: None) -> None:
    page = client.get("/fr/search/?q=haies")

    assert "kind" not in {facet["name"] for facet in page.context["facets"]}


def test_a_correction_says_what_was_done_and_offers_the_exact_words(client: Client, library: None) -> None:
    page = client.get("/fr/search/?q=fiute&kind=experience")

    assert page.context["did_you_mean"] == "fuite"
    assert titles(page) == {"Une fuite d’eau"}
    assert "?q=fuite&kind=experience" in links(page, "fuite")
    assert '?q="fiute"&kind=experience' in [address.replace("%22", '"') for address in links(page, "")]
    assert client.get('/fr/search/?q="fiute"').context["total"] == 0


def test_the_exact_question_keeps_what_was_not_corrected() -> None:
    assert exact(SearchPage("stub", text="fiute eau", did_you_mean="fuite eau")) == '"fiute" eau'
    assert exact(SearchPage("stub", text="fiute deau", did_you_mean="fuite d eau")) == ""
    assert exact(SearchPage("stub", text="eau")) == ""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_other_languages_are_named_set_apart_or_left_out(client: Client, library: None, language: str) -> None:
    with translation.override(language):
        label = written_in("en")
    mixed = client.get(f"/{language}/search/?theme=rain")
    apart = client.get(f"/{language}/search/?theme=rain&scope=language")
    none = client.get(f"/{language}/search/?theme=rain&scope=only")

    assert ("A rain barrel" in titles(mixed), label in mixed.content.decode()) == (True, True)
    assert "A rain barrel" not in titles(apart)
    assert "A rain barrel" in {card["title"] for card in apart.context["results_other_languages"]}
    assert none.context["results_other_languages"] == []
    assert "A rain barrel" not in none.content.decode()
    assert '<input type="radio" name="scope" value="only" checked>' in none.content.decode()


def make_services() -> dict[str, ServicePage]:
    home = HomePage.objects.get(locale__language_code="fr")
    made = {}
    with committed(execute=True):
        for subject in ("topic", "information", "peers", "council"):
            made[subject] = home.add_child(
                instance=ServicePage(title=f"Service {subject}", subject=subject, locale=home.locale)
            )
    return made


def test_where_nothing_is_found_there_are_ways_on(client: Client, library: None) -> None:
    services = make_services()

    page = client.get("/fr/search/?q=haiez+zzzz&kind=guide&year=2020&scope=only")

    assert page.context["total"] == 0
    assert [theme["value"] for theme in page.context["ways_on"]["themes"]] == ["hedges", "water", "rain"]
    assert "?theme=hedges" in links(page, "Haies")
    for address in ("?q=haiez+zzzz&scope=only&year=2020", "?q=haiez+zzzz&scope=only&kind=guide", "?q=haiez+zzzz"):
        assert address in links(page, "")
    asked = [service.title for service in page.context["ways_on"]["services"]]
    assert asked == ["Service information", "Service peers", "Service topic"]
    assert services["topic"].url in links(page, "Service topic")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_is_said_in_the_language_of_the_reader(client: Client, site: None, language: str) -> None:
    page = client.get(f"/{language}/search/?q=zzzz")

    with translation.override(language):
        assert _("Nothing found under these words") in page.content.decode()
    assert page.context["ways_on"]["themes"] == []


class Stub:
    """The engine, saying that it stands in for another."""

    def search(self, query, reader) -> SearchPage:
        return replace(get_engine().search(query, reader), degraded=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_in_its_simple_form_says_so(
    client: Client, library: None, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    assert "notice--degraded" not in client.get(f"/{language}/search/?q=eau").content.decode()
    monkeypatch.setattr(views, "get_engine", lambda: Stub())

    page = client.get(f"/{language}/search/?q=eau")

    assert page.context["total"] > 0
    assert "notice--degraded" in page.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_typed_is_an_error_of_the_suggestions(client: Client, library: None, language: str) -> None:
    for q in ("", " ", "%00", "%ED%A0%80", "%22", "*", "%E2%80%AE", "x" * 5_000, "-", "(", "٣"):
        assert client.get(f"/{language}/search/suggest/?q={q}").status_code == 200, q
