"""What a person types finds what they mean, in the three languages."""

import pytest
from django.contrib.auth.models import AnonymousUser

from library.models import Sheet
from search.engines import SearchPage, SearchQuery, get_engine
from tests.search.making import make_sheet, make_theme, translate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def find(q: str, language: str = "fr", **options: object) -> SearchPage:
    return get_engine().search(SearchQuery(q=q, language=language, **options), AnonymousUser())


def numbers(page: SearchPage) -> list[int]:
    return [hit.number for hit in page.hits]


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("fr", "Les éoliennes du plateau", "eolienne"),
        ("fr", "Les éoliennes du plateau", "ÉOLIENNES"),
        ("fr", "L’économie d’eau à l’école", "économies d'eau"),
        ("fr", "L’économie d’eau à l’école", "ecole"),
        ("fr", "Une œuvre collective", "oeuvres"),
        ("fr", "Un oeuvre collective", "œuvre"),
        ("fr", "Des réseaux de chaleur", "réseau"),
        ("fr", "Les travaux communaux", "travail communal"),
        ("fr", "Avec les habitant·e·s", "habitants"),
        ("fr", "Le C.C.T.P. du marché", "CCTP"),
        ("fr", "Le plan de 2024", "٢٠٢٤"),
        ("en", "Renovated schools", "school renovation"),
        ("en", "The town’s hedges", "town hedge"),
        ("fr", "Une école bien isolée", "isolation"),
        ("fr", "La transition énergétique", "énergie"),
        ("fr", "Des cyclistes au quotidien", "cyclable"),
        ("fr", "Avec les agriculteurs", "agriculture"),
        ("ar", "اقتصاد المياه في المدارس", "مياه"),
        ("ar", "اقتصاد المياه في المدارس", "مدرسة"),
        ("ar", "اقتصاد المياه في المدارس", "الماء"),
        ("ar", "غرس الأشجار", "شجرة"),
        ("ar", "المدينة والمصابيح", "مصباح"),
        ("ar", "الحماية من الفيضانات", "فيضان"),
        ("ar", "إنارة الشوارع", "انارة"),
        ("ar", "البلدية الجديدة", "بلديه"),
        ("ar", "المـــيـــاه", "المياه"),
        ("ar", "مُسْتَقْبَل", "مستقبل"),
        ("ar", "خطة ٢٠٢٤", "2024"),
    ],
)
def test_words_are_found_however_they_are_written(language: str, written: str, asked: str) -> None:
    sheet = make_sheet(written, language)
    make_sheet("Sans rapport", "fr")

    for reader_language in ("fr", "en", "ar"):
        assert numbers(find(asked, reader_language)) == [sheet.work_id]


def test_a_label_in_any_language_finds_the_sheet() -> None:
    theme = make_theme(
        "water-reuse",
        fr="Réutilisation des eaux usées traitées; REUT",
        en="Treated wastewater reuse; water reuse",
        ar="إعادة استعمال المياه العادمة المعالجة",
    )
    sheet = make_sheet("Arroser le stade", "fr", themes=[theme])
    make_sheet("Éclairer le stade", "fr")

    for asked in ("REUT", "reut", "water reuse", "wastewater", "المياه العادمة", "eaux usées traitées"):
        assert numbers(find(asked, "en"))[:1] == [sheet.work_id], asked


def test_a_synonym_finds_what_only_says_the_other_word() -> None:
    make_theme("street-lighting", fr="Éclairage public; lampadaires", en="Street lighting")
    exact, other = make_sheet("Moins de lampadaires", "fr"), make_sheet("Un éclairage public sobre", "fr")

    assert numbers(find("lampadaire")) == [exact.work_id, other.work_id]


def test_a_work_is_found_once_in_the_language_of_the_reader() -> None:
    sheet = make_sheet("Laval rénove", "fr")
    english = translate(sheet, "en", "Laval renovates")

    page = find("Laval", "en")

    assert (page.total, [(hit.number, hit.object_id) for hit in page.hits]) == (1, [(sheet.work_id, english.pk)])
    assert {facet["value"]: facet["count"] for facet in page.facets["language"]} == {"fr": 1, "en": 1}


def test_one_language_alone_can_be_asked_for() -> None:
    french, english = make_sheet("Laval rénove", "fr"), make_sheet("Laval renovates", "en")

    page = find("Laval", "en", scope="language")

    assert (numbers(page), page.total, page.elsewhere) == ([english.work_id], 1, 1)
    assert [hit.number for hit in page.elsewhere_hits] == [french.work_id]


def test_the_title_counts_most_and_all_the_words_more_than_one() -> None:
    body = make_sheet("Autre chose", body="<p>Il y avait une chaudière quelque part dans le bâtiment</p>")
    title = make_sheet("La chaudière")
    both = make_sheet("Chaudière bois")
    for number in range(5):
        make_sheet(f"Divers {number}")

    assert numbers(find("chaudière"))[-1] == body.work_id
    assert numbers(find("chaudière bois"))[0] == both.work_id
    assert set(numbers(find("chaudière bois"))) == {body.work_id, title.work_id, both.work_id}


def test_quoted_words_stand_together_and_a_minus_leaves_out() -> None:
    together = make_sheet("Un réseau de chaleur au bois")
    make_sheet("Chaleur d'été sur le réseau d'eau")
    gas = make_sheet("Un réseau de chaleur au gaz")

    assert set(numbers(find('"réseau de chaleur"'))) == {together.work_id, gas.work_id}
    assert numbers(find('"réseau de chaleur" -gaz')) == [together.work_id]
    assert numbers(find("-gaz")) == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("eolliene", "éoliennes"),
        ("éolinenes du plateau", "éoliennes du plateau"),
        ("chaufferei", "chaufferie"),
    ],
)
def test_a_word_that_nothing_holds_is_corrected(asked: str, meant: str) -> None:
    sheet = make_sheet("Les éoliennes du plateau et la chaufferie")

    page = find(asked)

    assert numbers(page) == [sheet.work_id]
    assert page.did_you_mean == meant


def test_a_word_that_something_holds_is_left_alone() -> None:
    make_sheet("Les haies du bocage")
    make_sheet("La baie vitrée")

    assert find("haie").did_you_mean is None
    assert find("2024").did_you_mean is None
    assert find("zzzzzz").did_you_mean is None


def test_what_was_found_is_marked_and_escaped() -> None:
    make_sheet(
        "L'eau <b>potable</b>", summary="Une fuite & une réparation", body="<p>Le réseau d’eau potable de la ville</p>"
    )

    hit = find("eau potable").hits[0]

    assert hit.title == "L&#x27;<mark>eau</mark> &lt;b&gt;<mark>potable</mark>&lt;/b&gt;"
    assert hit.fragments == ["Le réseau d’<mark>eau</mark> <mark>potable</mark> de la ville"]


def test_filters_and_their_counts() -> None:
    from tests.search.making import make_territories

    laval = make_territories()
    water = make_theme("water", fr="Eau")
    rain = make_theme("rain", parent=water, fr="Pluie")
    both = make_sheet("Un", themes=[water, rain], territory=laval, year=2020)
    narrow = make_sheet("Deux", kind="technical", themes=[rain], territory=laval.region, year=2021)
    make_sheet("Trois")

    everything = find("")
    assert everything.total == 3
    assert {facet["value"]: facet["count"] for facet in everything.facets["theme"]} == {"water": 2, "rain": 2}
    assert {facet["value"]: facet["count"] for facet in everything.facets["territory"]} == {
        "53130": 1,
        "53": 1,
        "R52": 2,
    }
    assert [facet["value"] for facet in everything.facets["year"]] == ["2021", "2020"]

    assert set(numbers(find("", themes=("water",)))) == {both.work_id, narrow.work_id}
    assert numbers(find("", kinds=("technical",))) == [narrow.work_id]
    assert numbers(find("", territories=("53",))) == [both.work_id]
    assert set(numbers(find("", territories=("R52",)))) == {both.work_id, narrow.work_id}
    assert numbers(find("", years=(2020,))) == [both.work_id]
    assert find("", years=(99_999,)).total == 0


def test_the_newest_come_first_where_nothing_is_asked() -> None:
    first, second = make_sheet("Un"), make_sheet("Deux")

    assert numbers(find("")) == [second.work_id, first.work_id]
    assert numbers(find("", sort="title")) == [second.work_id, first.work_id]
    assert Sheet.objects.count() == 2
