"""Commitments with their results, as a list, as pages and as a table; and the atlas of biodiversity."""

import csv
import datetime
import io

import pytest
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from home.models import ProgrammePage
from networks.models import CommitmentPage, LocalAuthority, Organisation
from tests import factories
from tests.networks import making
from tests.networks.making import queries_of, text_of

pytestmark = pytest.mark.django_db

RESULTS = {
    "results": [
        {"label": "Prairies", "unit": "hectare", "before": 2, "after": "3.5", "date": datetime.date(2024, 6, 1)},
        {"label": "Abris posés", "after": 14},
    ]
}


@pytest.fixture
def lists():
    factories.library_tree()
    return making.commitments()


@pytest.fixture
def programme(lists):
    return making.add(making.home(), ProgrammePage, "Engagés pour la nature", has_form=False)


def town(name="Saint-Exemple"):
    return LocalAuthority.objects.create(name=name)


def promise(lists, title="Moins de fauche", **fields):
    return making.commitment(lists["fr"], title, RESULTS, **({"year": 2022, "level": "local"} | fields))


def table(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_list_shows_who_commits_to_what_with_the_first_result(client, lists, programme):
    promise(lists, authority=town(), programme=programme, summary="On fauche plus tard.")
    making.commitment(lists["fr"], "Former", organisation=Organisation.objects.create(name="Union", kind="union"))

    page = text_of(client.get(lists["fr"].url))

    for said in ("Moins de fauche", "Saint-Exemple", "Engagés pour la nature", "2022", "3,5", "Prairies", "Union"):
        assert said in page
    assert "Abris posés" not in page


def test_the_list_filters_by_programme_and_level(client, lists, programme):
    promise(lists, programme=programme)
    making.commitment(lists["fr"], "Autre chose", level="regional")

    for query in (f"?programme={programme.pk}", "?level=local"):
        page = text_of(client.get(lists["fr"].url + query))
        assert "Moins de fauche" in page
        assert "Autre chose" not in page
    for query in ("?programme=999999", "?programme=%00", "?level=x", "?page=0"):
        assert "Autre chose" in text_of(client.get(lists["fr"].url + query))
    assert 'class="empty"' in text_of(client.get(f"{lists['fr'].url}?programme={programme.pk}&level=regional"))


def test_the_page_of_a_commitment_shows_before_and_after_and_its_sheet(client, lists, programme):
    work = factories.work(title="La fauche tardive")
    body = [{"type": "text", "value": "<p>Faucher après le 14 juillet.</p>"}]
    made = promise(
        lists,
        authority=town(),
        programme=programme,
        sheet=factories.source_of(work),
        body=body,
        outcome="<p>Les orchidées reviennent.</p>",
    )

    page = text_of(client.get(made.url))

    for said in ("Saint-Exemple", "14 juillet", "orchidées", "3,5", "juin 2024", "Abris posés", "La fauche tardive"):
        assert said in page
    assert programme.url in page
    assert factories.source_of(work).url in page


def test_a_sheet_or_programme_that_the_reader_may_not_see_is_not_named(client, lists, programme):
    work = factories.work(title="Fiche du groupe", access="groups")
    made = promise(lists, programme=programme, sheet=factories.source_of(work))
    PageViewRestriction.objects.create(page=programme, restriction_type="login")

    page = text_of(client.get(made.url)) + text_of(client.get(lists["fr"].url))

    assert "Fiche du groupe" not in page
    assert "Engagés pour la nature" not in page
    assert "Engagés pour la nature" not in str(table(client, f"{lists['fr'].url}results/"))


def test_the_results_are_a_table_for_spreadsheets(client, lists, programme):
    promise(lists, authority=town(), programme=programme)

    head, first, second = table(client, f"{lists['fr'].url}results/")

    assert len(head) == len(first) == 12
    assert first[:6] == ["Moins de fauche", "Saint-Exemple", "", "Engagés pour la nature", "Local", "2022"]
    assert first[6] == "Prairies"
    assert first[8:11] == ["2", "3.5", "2024-06-01"]
    assert second[6:11] == ["Abris posés", "", "", "14", ""]
    assert first[11].endswith("/moins-de-fauche/")


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_no_cell_of_the_table_is_a_formula(client, lists, formula):
    made = making.commitment(lists["fr"], "Engagement", {"results": [{"label": formula, "after": -5}]}, year=2020)
    CommitmentPage.objects.filter(pk=made.pk).update(title=formula)

    row = table(client, f"{lists['fr'].url}results/")[1]

    assert row[0] == row[6] == f"'{formula}"
    assert row[9] == "-5"


def test_the_table_holds_what_the_reader_may_see_and_no_more(client, lists):
    promise(lists, "Visible")
    closed = promise(lists, "Fermé")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    promise(lists, "Retiré").unpublish()

    address = f"{lists['fr'].url}results/"
    assert {row[0] for row in table(client, address)[1:]} == {"Visible"}
    assert table(client, f"{address}?level=regional")[1:] == []
    assert table(client, lists["ar"].url + "results/")[1:] == []


def test_a_translation_shows_the_figures_of_its_source(client, lists):
    made = promise(lists)
    english = making.put_into(
        made, "en", {"results": [{"label": "Meadows"}, {"label": "Shelters"}]}, title="Mow less", slug="mow-less"
    )
    row = made.results.first()
    row.after = 4
    row.save()

    page = text_of(client.get(english.url))
    assert "Meadows" in page
    assert '<bdi dir="ltr">4\xa0ha</bdi>' in page
    assert table(client, lists["en"].url + "results/")[1][6:10] == ["Meadows", "hectares", "2", "4"]


def test_the_list_takes_as_few_queries_with_500_commitments_as_with_10(client, lists, programme):
    authority = town()

    @factories.lightly()
    def grow_to(count):
        for number in range(CommitmentPage.objects.count(), count):
            page = CommitmentPage(title=f"Engagement {number}", locale=lists["ar"].locale, authority=authority)
            page.programme = programme
            lists["ar"].add_child(instance=page)
            page.results.create(label="ha", after=number, locale=page.locale)

    grow_to(10)
    few = queries_of(client, lists["ar"].url)
    few_of_table = queries_of(client, lists["ar"].url + "results/")
    grow_to(500)
    cache.clear()
    many = queries_of(client, lists["ar"].url)

    assert len(many) == len(few) <= 15, "\n".join(many)
    assert len(set(many)) == len(many)
    assert len(queries_of(client, lists["ar"].url + "results/")) == len(few_of_table) <= 15


def test_the_atlas_shows_communes_with_years_and_species(client, lists):
    making.authorities()
    one, other = town("Villeneuve"), town("Vieilleville")
    work = factories.work(title="Compter les chouettes")
    entries = [
        {"label": "Trois chouettes.", "authority": one, "start_year": 2020, "end_year": 2022, "species": 1312},
        {"label": "Tout commence.", "authority": other, "start_year": 2025, "sheet": factories.source_of(work)},
    ]
    atlas = making.atlas(entries)

    page = text_of(client.get(atlas.url))

    for said in ("Villeneuve", "2020–2022", "1\xa0312", "Trois chouettes.", "Vieilleville", "2025", "Tout commence."):
        assert said in page
    assert factories.source_of(work).url in page
    assert f"/collectivites/{one.pk}/villeneuve/" in page
    assert client.get(f"/fr/collectivites/{one.pk}/villeneuve/").status_code == 200


def test_an_empty_atlas_and_an_empty_list_say_so(client, lists):
    assert 'class="empty"' in text_of(client.get(making.atlas([]).url))
    assert 'class="empty"' in text_of(client.get(lists["ar"].url))


@pytest.mark.parametrize("count", [10, 500])
def test_the_atlas_takes_few_queries_however_many_communes(client, lists, count):
    sheets = [factories.source_of(factories.work(title=f"Fiche {number}")) for number in range(3)]
    atlas = making.atlas(
        [
            {"label": f"Phrase {n}", "authority": town(f"Ville {n}"), "species": n, "sheet": sheets[n % 3]}
            for n in range(count)
        ]
    )
    queries = queries_of(client, atlas.url)
    assert len(queries) <= 15, "\n".join(queries)
    assert len(set(queries)) == len(queries)
