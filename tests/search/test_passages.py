"""What a result shows that was found by the words of a file: which file, which page, and the passage."""

import pytest
from django.test import Client

from search import file_texts
from tests.search import files
from tests.search.making import make_member, make_sheet

pytestmark = pytest.mark.django_db


def give(content: bytes, of_file: str = "same", name: str = "cahier.pdf") -> None:
    document = files.document(content, name=name, title="Cahier <des> charges")
    file_texts.read_files()
    make_sheet("Un titre", summary="Un résumé", rows={"files": [files.sheet_file(document, of_file)]})


def cards(client: Client, q: str) -> list[dict]:
    return client.get("/fr/search/", {"q": q}).context["cards"]


def test_the_page_of_a_file_is_named_with_its_passage(client: Client, site: None) -> None:
    give(files.pdf("La garantie", "Pose de la turbopompe & essais", "La recette"))

    page = client.get("/fr/search/?q=turbopompes")

    (card,) = page.context["cards"]
    assert card["passage"] == {
        "file": "Cahier <des> charges",
        "page": 2,
        "text": "Pose de la <mark>turbopompe</mark> &amp; essais",
        "language": "fr",
        "dir": "ltr",
    }
    content = page.content.decode()
    assert "Cahier &lt;des&gt; charges" in content
    assert 'lang="fr" dir="ltr">Pose de la <mark>turbopompe</mark>' in content


def test_a_file_without_pages_has_none(client: Client, site: None) -> None:
    give(files.docx("La turbopompe"), name="cahier.docx")

    (card,) = cards(client, "turbopompe")
    assert (card["passage"]["page"], card["passage"]["text"]) == (None, "La <mark>turbopompe</mark>")


def test_a_file_for_members_shows_them_its_passage_and_nobody_else(client: Client, site: None) -> None:
    give(files.pdf("La turbopompe"), of_file="members")

    assert cards(client, "turbopompe") == []
    assert [card["passage"] for card in cards(client, "titre")] == [None]
    client.force_login(make_member())
    assert cards(client, "turbopompe")[0]["passage"]["page"] == 1


def test_what_the_summary_says_needs_no_file(client: Client, site: None, django_assert_max_num_queries) -> None:
    give(files.pdf("Un résumé aussi"))

    (card,) = cards(client, "résumé")
    assert (card["highlights"], card["passage"]) == (["Un <mark>résumé</mark>"], None)
    with django_assert_max_num_queries(12):
        cards(client, "aussi")
