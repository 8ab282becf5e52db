import csv
import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command

from networks.management.commands.build_territories import build
from networks.models import Territory
from networks.territories import COLUMNS, EXTRACT, SUMMARY, load_territories, read_extract, summarise


@pytest.fixture(scope="module")
def rows() -> list:
    return read_extract()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """An extract of one department, so that most tests load 300 rows and not 36,000."""
    kept = [row for row in read_extract() if "53" in (row.department, row.code) or row.reference in ("R52", "R53")]
    codes = {row.code for row in kept}
    kept = [row if row.intercommunality in codes else row._replace(intercommunality="") for row in kept]
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *kept])
    (tmp_path / "few.csv.gz").write_bytes(gzip.compress(text.getvalue().encode()))
    (tmp_path / "few.json").write_text(json.dumps(summarise(kept)))
    monkeypatch.setattr("networks.territories.EXTRACT", tmp_path / "few.csv.gz")
    monkeypatch.setattr("networks.territories.SUMMARY", tmp_path / "few.json")


def test_the_extract_holds_the_whole_country_once(rows: list) -> None:
    kinds = [row.kind for row in rows]

    assert kinds.count("region") == 18
    assert sum(row.kind == "department" and bool(row.region) for row in rows) == 101
    assert kinds.count("intercommunality") > 1_200
    assert kinds.count("commune") > 34_000
    assert len({row.reference for row in rows}) == len(rows)


def test_the_populations_of_departments_and_regions_are_those_of_their_communes(rows: list) -> None:
    communes = [row for row in rows if row.kind == "commune"]
    mayenne = next(row for row in rows if row.reference == "53")
    loire = next(row for row in rows if row.reference == "R52")

    assert mayenne.population == sum(row.population for row in communes if row.department == "53")
    assert loire.population == sum(row.population for row in communes if row.region == "52")


def test_the_summary_is_that_of_the_extract(rows: list) -> None:
    summary = json.loads(SUMMARY.read_text())

    assert summary.pop("version")
    assert summary == summarise(rows)
    assert EXTRACT.read_bytes()[4:8] == bytes(4)  # no date inside: the same data give the same file


@pytest.mark.django_db
def test_the_whole_country_loads_and_is_known_the_second_time(django_assert_num_queries) -> None:
    assert load_territories() == Territory.objects.count() > 36_000

    with django_assert_num_queries(1):
        assert load_territories() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_a_commune_knows_its_intercommunality_department_and_region() -> None:
    load_territories()

    laval = Territory.objects.get(reference="53130")

    assert (laval.kind, laval.name) == ("commune", "Laval")
    assert laval.department.name == "Mayenne"
    assert (laval.region.reference, laval.region.name) == ("R52", "Pays de la Loire")
    assert laval.intercommunality.kind == "intercommunality"
    assert laval.department.region == laval.region
    assert Territory.objects.get(reference="R53").name == "Bretagne"
    assert laval in Territory.objects.inside(laval.department)


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_what_differs_is_repaired_and_keeps_its_identity() -> None:
    load_territories()
    laval = Territory.objects.get(reference="53130")
    Territory.objects.filter(pk=laval.pk).update(name="Somewhere", population=None, region=None)
    Territory.objects.get(reference="53001").delete()

    assert load_territories() == 2

    again = Territory.objects.get(pk=laval.pk)
    assert (again.name, again.population, again.region) == ("Laval", laval.population, laval.region)
    assert Territory.objects.filter(reference="53001").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_a_territory_that_the_source_no_longer_has_is_kept() -> None:
    gone = Territory.objects.create(kind="commune", code="53999", reference="53999", name="Merged")

    call_command("load_territories")

    assert Territory.objects.filter(pk=gone.pk).exists()
    assert load_territories() == 0


def test_communes_of_today_are_kept_and_an_intercommunality_is_where_most_people_live() -> None:
    def commune(code: str, people: int | None, department: str, kind: str = "commune-actuelle") -> dict:
        return {"code": code, "nom": code, "population": people, "departement": department,
                "region": "01" if department != "975" else "975", "type": kind}  # fmt: skip

    communes = [commune("A", 10, "1"), commune("B", 30, "2"), commune("C", 5, "975"), commune("D", None, "1")]
    communes += [commune("E", 3, "1", "commune-deleguee"), commune("F", 3, "1", "arrondissement-municipal")]
    groups = [{"code": "G", "nom": "G", "membres": [{"code": "A"}, {"code": "B"}]}]
    departments = [
        {"code": code, "nom": code, "region": "01" if code < "9" else code} for code in ("1", "2", "975", "989")
    ]
    regions = [{"code": "01", "nom": "R", "zone": "metro"}, {"code": "975", "nom": "S", "zone": "com"}]

    rows = {row.reference: row for row in build(communes, groups, departments, regions)}

    assert list(rows) == ["R01", "1", "2", "975", "G", "A", "B", "C"]
    assert (rows["G"].population, rows["G"].department, rows["G"].region) == (40, "2", "01")
    assert (rows["R01"].population, rows["975"].population, rows["975"].region) == (40, 5, "")
    assert rows["A"].intercommunality == "G"


def test_a_folder_without_the_package_is_refused_in_plain_words(tmp_path) -> None:
    with pytest.raises(CommandError, match="does not hold the package"):
        call_command("build_territories", str(tmp_path))
