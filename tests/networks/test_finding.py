"""The search finds networks by any of their names, in the words of each language."""

import pytest

from search import indexing
from tests import factories
from tests.networks import making

pytestmark = pytest.mark.django_db


def found(client, words, language="fr"):
    indexing.drain()
    answer = client.get("/api/v1/search", {"q": words, "lang": language}).json()
    return [(result["kind"], result["title"]) for result in answer["results"]]


@pytest.mark.parametrize(
    "words",
    ["AIMF", "A.I.M.F.", "aimf", "Association internationale", "maires francophones", "Lutèce", "cités membres"],
)
def test_a_network_is_found_by_its_acronym_its_names_its_seat_and_its_figures(client, words):
    factories.library_tree()
    making.network(
        making.directory()["fr"],
        "Maires francophones",
        {"figures": [{"label": "cités membres", "value": 188}]},
        full_name="Association Internationale des Maires Francophones",
        acronym="AIMF",
        other_names="A.I.M.F.",
        seat="Lutèce",
    )
    assert found(client, words) == [("network", "Maires francophones")]


@pytest.mark.parametrize("words", ["Energie-Cités", "énergie cités", "Energy cities", "energycities"])
def test_a_network_is_found_by_its_former_name_and_its_present_one(client, words):
    factories.library_tree()
    page = making.network(making.directory()["fr"], "Energy Cities", other_names="Energie-Cités, Energycities")
    making.put_into(page, "ar", title="مدن الطاقة", slug="energy")
    assert ("network", "Energy Cities") in found(client, words)


def test_a_network_is_found_in_arabic(client):
    factories.library_tree()
    page = making.network(making.directory()["fr"], "Energy Cities", acronym="EC")
    making.put_into(page, "ar", title="مدن الطاقة", slug="energy")
    assert ("network", "مدن الطاقة") in found(client, "الطاقة", "ar")
