"""What staff do about the search: the report, synonyms, featured answers, and why a hit is where it is."""

import csv
import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client

from search import asked
from search.models import AskedWords, FeaturedAnswer, Synonym
from tests import factories
from tests.access.asking import client_of
from tests.search.making import make_page, make_sheet, make_staff, make_theme, translate

pytestmark = pytest.mark.django_db
REPORT, WHY = "/admin/reports/searches/", "/admin/reports/searches/why/"
ADDRESSES = (REPORT, "/admin/synonym/", "/admin/synonym/new/", "/admin/featuredanswer/", "/admin/featuredanswer/new/")


@pytest.fixture
def editor(db: None) -> Client:
    return client_of(factories.staff("editor@example.org", "Editors"))


def row(words: str, times: int = 9, askers: int = 5, without: int = 0, weeks: int = 0, language: str = "fr") -> None:
    week = asked.monday() - datetime.timedelta(weeks=weeks)
    AskedWords.objects.create(
        week=week, language=language, words=words, times=times, askers=askers, without_result=without
    )


@pytest.mark.parametrize("role", ["Editors", "Moderators", "Translators", "Members' managers", ""])
def test_editors_and_moderators_see_to_the_search(db: None, role: str) -> None:
    groups = {"": lambda: factories.member("m@example.org")}
    client = client_of(groups[role]() if role in groups else factories.staff("s@example.org", role))
    may, reads = role in {"Editors", "Moderators"}, role in {"Editors", "Moderators", "Translators"}

    for address in ADDRESSES:
        assert (client.get(address).status_code == 200) is may, address
    assert (client.get(WHY).status_code == 200) is reads
    if may:
        menu = client.get("/admin/").content.decode()
        assert all(f'"{address}"' in menu for address in (REPORT, WHY, "/admin/synonym/", "/admin/featuredanswer/"))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_each_page_is_there_in_each_language(site: None, editor: Client, language: str) -> None:
    row("fuite")
    for address in (*ADDRESSES, WHY, f"{WHY}?q=fuite&reader=member"):
        response = editor.get(address, headers={"Accept-Language": language})
        assert (response.status_code, f'lang="{language}"' in response.content.decode()) == (200, True), address


def words_in(response: Any) -> list[str]:
    return [found["words"] for found in response.context["object_list"]]


def test_the_report_shows_what_five_people_looked_for(site: None, editor: Client) -> None:
    row("fuite", times=20)
    row("licorne", times=9, without=8)
    row("mon voisin", askers=4)
    row("ancien", weeks=20)
    row("leak", language="en")

    assert words_in(editor.get(REPORT)) == ["fuite", "leak", "licorne"]
    assert words_in(editor.get(REPORT, {"result": "none"})) == ["licorne"]
    assert words_in(editor.get(REPORT, {"period": "52", "language": "fr"})) == ["fuite", "ancien", "licorne"]
    assert words_in(editor.get(REPORT, {"ordering": "-without"}))[0] == "licorne"
    assert words_in(editor.get(f"{REPORT}results/", {"ordering": "x", "period": "<", "p": "99"})) == [
        "fuite", "leak", "licorne",
    ]  # fmt: skip
    page = editor.get(REPORT).content.decode()
    assert "/admin/synonym/new/?language=fr&amp;words=fuite" in page
    assert "mon voisin" not in page


def test_the_report_is_a_table_without_formulas(db: None, editor: Client) -> None:
    row("=1+1", language="en")
    written = editor.get(REPORT, {"export": "csv"}).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written)))[1] == ["'=1+1", "en", "9", "0", "5"]
    workbook = openpyxl.load_workbook(io.BytesIO(b"".join(editor.get(REPORT, {"export": "xlsx"}).streaming_content)))
    cell = workbook.active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_synonym_is_added_from_the_report_and_finds_at_once(site: None, editor: Client) -> None:
    make_sheet("Une trottinette")
    reader = Client()
    assert reader.get("/fr/search/", {"q": "patinette"}).context["total"] == 0

    form = editor.get("/admin/synonym/new/", {"language": "fr", "words": "patinette"}).context["form"]
    assert (form["words"].value(), form["language"].value()) == ("patinette", "fr")
    editor.post("/admin/synonym/new/", {"language": "fr", "words": " patinette , trottinette,"})

    assert Synonym.objects.get().words == "patinette, trottinette"
    assert reader.get("/fr/search/", {"q": "patinette"}).context["total"] == 1
    editor.post(f"/admin/synonym/delete/{Synonym.objects.get().pk}/")
    assert reader.get("/fr/search/", {"q": "patinette"}).context["total"] == 0


def test_synonyms_may_be_phrases_and_labels_of_themes(site: None) -> None:
    make_theme("bike", fr="Vélo; bicyclette")
    make_sheet("Se déplacer", body="<p>à bicyclette</p>")
    Synonym.objects.create(language="fr", words="petite reine, bicyclette")

    assert Client().get("/fr/search/", {"q": "petite reine"}).context["total"] == 1


@pytest.mark.parametrize("words", ["haie", "haie, HAIE", ",", "haie, Clôture", "", "x" * 300])
def test_a_synonym_that_cannot_be_is_refused_at_its_field(db: None, editor: Client, words: str) -> None:
    Synonym.objects.create(language="fr", words="cloture, grillage")

    response = editor.post("/admin/synonym/new/", {"language": "fr", "words": words})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["words"])
    assert editor.post("/admin/synonym/new/", {"language": "en", "words": "haie, clôture"}).status_code == 302


def test_an_answer_is_featured_for_those_who_may_see_it(site: None, editor: Client) -> None:
    french = make_sheet("Le guide des fuites", access="members")
    translate(french, "en", "A guide to leaks")
    make_sheet("Fuite 2")
    page = make_page("Nous demander")
    hidden = make_sheet("Caché", access="groups")
    empty = {"sheet": "", "page": ""}
    for chosen in ({"sheet": french.pk}, {"page": page.pk}, {"sheet": hidden.pk}):
        sent = empty | {"words": "fuite d’eau, réparer une fuite"} | chosen
        assert editor.post("/admin/featuredanswer/new/", sent).status_code == 302

    def shown(q: str, language: str = "fr", reader: Client | None = None, **more: str) -> list[str]:
        response = (reader or Client()).get(f"/{language}/search/", {"q": q, **more})
        return [card["title"] for card in response.context["featured"]]

    assert shown("EAU fuite") == ["Le guide des fuites", "Nous demander"]
    assert shown("fuite réparer une", "en") == ["A guide to leaks", "Nous demander"]
    assert shown("fuite") == shown("") == shown("fuite eau ville") == shown("fuite d’eau", page="2") == []
    assert shown("fuite eau", reader=client_of(make_staff())) == ["Le guide des fuites", "Nous demander", "Caché"]
    page.unpublish()
    assert shown("fuite eau") == ["Le guide des fuites"]
    FeaturedAnswer.objects.all().delete()
    cache.clear()
    assert shown("fuite eau") == []


def test_a_featured_answer_is_a_sheet_or_a_page(site: None, editor: Client) -> None:
    sheet, page = make_sheet("Une fiche"), make_page("Une page")
    add = "/admin/featuredanswer/new/"
    for wrong in ({"sheet": "", "page": ""}, {"sheet": sheet.pk, "page": page.pk}):
        assert "sheet" in editor.post(add, {"words": "haie"} | wrong).context["form"].errors
    assert "words" in editor.post(add, {"words": " , ", "sheet": sheet.pk, "page": ""}).context["form"].errors
    editor.post(add, {"words": "haie", "sheet": sheet.pk, "page": ""})
    again = editor.post(add, {"words": "Haies, HAIE", "sheet": sheet.pk, "page": ""})
    assert "words" in again.context["form"].errors
    made = FeaturedAnswer.objects.get()
    edited = editor.post(f"/admin/featuredanswer/edit/{made.pk}/", {"words": "haie", "sheet": "", "page": page.pk})
    made.refresh_from_db()
    assert (edited.status_code, made.work, made.page_id) == (302, None, page.pk)
    assert "Une page" in editor.get("/admin/featuredanswer/").content.decode()


def test_why_a_hit_is_here(site: None, editor: Client) -> None:
    make_sheet("Une fuite", body="<p>fuites et fuite</p>", access="members")
    make_sheet("Autre chose", summary="une fuite")
    Synonym.objects.create(language="fr", words="fuite, écoulement")

    def asked_as(reader: str, q: str = "fuite") -> dict[str, list[tuple[str, list[int]]]]:
        context = editor.get(WHY, {"q": q, "language": "fr", "reader": reader}).context
        return {hit["result"].title: [(word.asked, word.counts) for word in hit["words"]] for hit in context["hits"]}

    assert asked_as("visitor")["Une fuite"] == [("fuite", [1, 0, 0, 0, 0])]
    assert asked_as("member")["Une fuite"] == [("fuite", [1, 0, 0, 2, 0])]
    assert asked_as("visitor")["Autre chose"] == [("fuite", [0, 1, 0, 0, 0])]
    assert dict(asked_as("visitor", "écoulement")["Une fuite"])["≈ fuit"] == [1, 0, 0, 0, 0]
    corrected = editor.get(WHY, {"q": "fiute"}, headers={"Accept-Language": "fr"})
    assert corrected.context["corrected"][0][0] == "fiute"
    for q in ('"', "-", "a" * 300, "\0", "<script>x</script>", "'"):
        response = editor.get(WHY, {"q": q})
        assert response.status_code == 200
        assert b"<script>x" not in response.content
    assert editor.get(WHY, {"q": "fuite", "reader": "nobody", "language": "xx"}).status_code == 200
