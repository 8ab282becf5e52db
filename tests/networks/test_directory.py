"""The directory of networks, as visitors meet it."""

import pytest
from django.core.cache import cache

from networks.models import NetworkPage
from tests import factories
from tests.networks import making
from tests.networks.making import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    factories.library_tree()
    return making.directory()


def cities(parent, **fields):
    """A network with all its facts."""
    rows = {
        "figures": [
            {
                "label": "villes membres",
                "qualifier": "more_than",
                "value": 1000,
                "as_of": "2024",
                "source": "Une page",
            },
            {"label": "pays", "value": 127},
        ],
        "lines": [
            {"label": "Défendre l’autonomie locale", "nature": "aim"},
            {"label": "Partager son expérience", "nature": "member"},
            {"label": "Accompagner les projets", "description": "Dès le début.", "nature": "network"},
        ],
    }
    values = {
        "kind": "international",
        "level": "international",
        "full_name": "Cités et Gouvernements Locaux Unis",
        "acronym": "CGLU",
        "other_names": "C.G.L.U., UCLG",
        "founded": 2004,
        "seat": "Barcelone",
        "website": "https://uclg.example.org",
        "is_member": True,
        "member_since": 2010,
        "source_name": "Une page de ville",
        "source_url": "https://ville.example.org",
        "countries": "Dans 127 pays",
        "summary": "La voix des villes.",
    }
    return making.network(parent, "Villes unies", rows, **values | fields)


@factories.lightly()
def grow_to(parent, count):
    """Quickly: networks that are live, each with a figure and a relation."""
    for number in range(count - NetworkPage.objects.filter(locale=parent.locale).count()):
        page = NetworkPage(title=f"Réseau {number}", locale=parent.locale, kind="local", acronym=f"R{number}")
        parent.add_child(instance=page)
        page.figures.create(label="membres", value=number + 1, locale=parent.locale)
        page.relations.create(kind="member_of", network=NetworkPage.objects.earliest("pk"))


def test_the_directory_shows_networks_by_kind_with_their_first_figure(client, places):
    cities(places["fr"])
    making.network(places["fr"], "Réseau des communes", kind="local")

    page = text_of(client.get(places["fr"].url))

    assert page.index("Villes unies") < page.index("Réseau des communes")
    assert "CGLU" in page
    assert "villes membres" in page
    assert "1\xa0000" in page
    assert "127" not in page.split("</article>")[0].split("<article")[1]


def test_the_directory_filters_by_kind_and_level(client, places):
    cities(places["fr"])
    making.network(places["fr"], "Réseau des communes", kind="local", level="local")

    for query in ("?kind=local", "?level=local", "?kind=local&level=local"):
        page = text_of(client.get(places["fr"].url + query))
        assert "Réseau des communes" in page
        assert "Villes unies" not in page
    for query in ("?kind=nonsense", "?level=", "?kind=%00", "?page=9999999999", "?page=x"):
        assert "Villes unies" in text_of(client.get(places["fr"].url + query))


def test_an_empty_directory_and_a_filter_that_finds_nothing_say_so(client, places):
    assert 'class="empty"' in text_of(client.get(places["fr"].url))
    cities(places["fr"])
    page = text_of(client.get(f"{places['fr'].url}?kind=local"))
    assert 'class="empty"' in page
    assert f'href="{places["fr"].url}"' in page.split('class="empty"')[1]


def test_the_page_of_a_network_shows_its_facts_and_who_says_so(client, places):
    page = text_of(client.get(cities(places["fr"]).url))

    for said in ("Cités et Gouvernements Locaux Unis", "CGLU", "C.G.L.U., UCLG", "2004", "Barcelone", "2010"):
        assert said in page
    assert "Dans 127 pays" in page
    assert 'href="https://uclg.example.org"' in page
    assert 'href="https://ville.example.org"' in page
    assert "Une page de ville" in page
    first, second = page.split('class="figures__item"')[1:3]
    assert "1\xa0000" in first
    assert "2024" in first
    assert "Une page" in first
    assert "127" in second
    assert page.index("Défendre l’autonomie locale") < page.index("Partager son expérience")
    assert "Dès le début." in page


def test_what_is_not_known_is_left_out(client, places):
    page = text_of(client.get(making.network(places["fr"], "Réseau nu").url))

    main = page.split("<main")[1].split("</main>")[0]
    assert "<dt>" not in main
    assert "None" not in main
    assert 'class="figures"' not in main
    assert 'class="panel"' not in main


def test_numbers_are_written_as_the_reader_writes_them_beside_words_of_their_language(client, places):
    source = cities(places["fr"])
    english = making.put_into(
        source,
        "en",
        {"figures": [{"label": "member cities"}, {"label": "countries"}]},
        title="United cities",
        slug="united",
    )
    arabic = making.put_into(
        source, "ar", {"figures": [{"label": "مدينة عضو"}, {"label": "بلدا"}]}, title="المدن المتحدة", slug="mudun"
    )

    page = text_of(client.get(english.url))
    assert 'more than</span> <bdi dir="ltr">1,000</bdi>' in page
    assert "member cities" in page
    assert "villes membres" not in page
    page = text_of(client.get(arabic.url))
    assert '<bdi dir="ltr">1,000</bdi>' in page or '<bdi dir="ltr">1.000</bdi>' in page or "1\xa0000" in page
    assert "مدينة عضو" in page


def test_a_figure_changed_in_the_source_is_changed_in_every_language(client, places):
    source = cities(places["fr"])
    english = making.put_into(source, "en", title="United cities", slug="united")
    figure = source.figures.first()
    figure.value = 1200
    figure.save()

    assert "1,200" in text_of(client.get(english.url))
    assert "1,200" in text_of(client.get(places["en"].url))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_directory_takes_as_few_queries_with_500_networks_as_with_10(client, places, language):
    first = cities(places["fr"])
    other = making.network(
        places["fr"], "Section", {"relations": [{"kind": "section_of", "network": first}]}, acronym="S"
    )
    for page in (first, other):
        making.put_into(page, "ar", title=f"شبكة {page.pk}", slug=f"n{page.pk}")
    grow_to(places[language], 10)
    few = queries_of(client, places[language].url)

    grow_to(places[language], 500)
    cache.clear()
    many = queries_of(client, places[language].url)

    assert len(many) == len(few) <= 15, "\n".join(many)
    assert len(set(many)) == len(many)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_of_a_network_takes_few_queries_however_many_belong_to_it(client, places, language):
    first = cities(places["fr"], territory=None)
    making.put_into(first, "ar", title="شبكة", slug="n")
    url = NetworkPage.objects.get(translation_key=first.translation_key, locale__language_code=language).url
    grow_to(places[language], 10)
    few = queries_of(client, url)

    grow_to(places[language], 500)
    cache.clear()
    many = queries_of(client, url)

    assert len(many) == len(few) <= 15, "\n".join(many)
    assert len(set(many)) == len(many)
