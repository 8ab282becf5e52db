"""The reports on the library: who reads which, what they filter and export, what they cost."""

import csv
import datetime
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override
from openpyxl import load_workbook

from library.models import DailyCount, Link, SheetFile, Work
from library.reports.hooks import REPORTS
from library.reports.languages import debts
from library.roles import EDITORS, MANAGERS, MODERATORS, TRANSLATORS
from library.upkeep import links
from tests import factories
from tests.library.desk import desk_of
from tests.library.upkeep_world import a_work, in_language

pytestmark = pytest.mark.django_db
NAMES = [report.name for report in REPORTS]
ROLES = (EDITORS, MODERATORS, TRANSLATORS, MANAGERS, "member", "anonymous")


def client_of(role: str) -> Client:
    client = Client()
    if role == "member":
        client.force_login(factories.member("m@example.org"))
    elif role != "anonymous":
        client.force_login(factories.staff("staff@example.org", role))
    return client


@pytest.fixture
def editor() -> Client:
    user = factories.staff("editor@example.org", EDITORS)
    in_language(user, "en")
    return desk_of(user).client


def rows(response) -> list[list[str]]:
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_the_reports_of_its_work(role):
    client = client_of(role)
    for report in REPORTS:
        allowed = role in {EDITORS, MODERATORS} or (role == TRANSLATORS and report.name == "report_languages")
        for name in (report.name, f"{report.name}_results"):
            assert (client.get(reverse(name)).status_code == 200) == allowed, (role, name)
        exported = client.get(reverse(report.name), {"export": "csv"})
        assert (exported.status_code == 200) == allowed


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_empty_report_says_what_that_means_in_every_direction(name, language):
    user = factories.staff("e@example.org", EDITORS)
    in_language(user, language)
    shown = desk_of(user).client.get(reverse(name)).content.decode()
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in shown
    with override(language):
        nothing = str(next(report for report in REPORTS if report.name == name).nothing)
    assert escape(nothing) in shown or "<table" in shown


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("query", [{"state": "x"}, {"owner": "999"}, {"p": "0"}, {"ordering": "x"}, {"language": "'"}])
def test_bad_filters_are_no_fault(editor, name, query):
    a_work()
    assert editor.get(reverse(name), query).status_code == 200


def filled(count: int) -> None:
    """Works that every report has something to say of."""
    start = Work.objects.count()
    for number in range(start, start + count):
        factories.work(
            title=f"Fiche {number}",
            body=f'<a href="https://site-{number}.example">x</a>',
            rows={"costs": [{"label": "Coût", "amount": 5}]},
            files=[(factories.document(name=f"{number}.txt"), "same")],
        )
    links.collect()
    Link.objects.update(state="broken")


@pytest.mark.parametrize("name", NAMES)
def test_a_report_costs_the_same_at_any_size(name, editor, django_assert_max_num_queries):
    filled(2)
    editor.get(reverse(name))
    with django_assert_max_num_queries(40) as first:
        assert editor.get(reverse(name)).status_code == 200
    filled(6)
    with django_assert_max_num_queries(len(first)) as second:
        assert editor.get(reverse(name)).status_code == 200
    assert len(second) <= len(first)


def test_an_export_holds_what_the_filters_say_and_calculates_nothing(editor):
    a_work(title="=1+1")
    a_work(title="Confirmée hier", confirmed_on=None)
    exported = rows(editor.get(reverse("report_upkeep"), {"export": "csv", "state": "never"}))
    assert [row[1] for row in exported[1:]] == ["Confirmée hier"]
    exported = rows(editor.get(reverse("report_upkeep"), {"export": "csv"}))
    assert "'=1+1" in [row[1] for row in exported]
    book = editor.get(reverse("report_upkeep"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.getvalue())).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_one_click_in_the_list_confirms_and_comes_back(editor):
    made = a_work()
    shown = editor.get(reverse("report_upkeep"), {"state": "due"}).content.decode()
    address = reverse("upkeep_true", args=[made.pk])
    assert f'action="{address}"' in shown
    assert "csrfmiddlewaretoken" in shown
    editor.post(address, {"next": reverse("report_upkeep")})
    assert f'action="{address}"' not in editor.get(reverse("report_upkeep"), {"state": "due"}).content.decode()


def test_a_broken_link_is_reported_with_where_it_stands_and_may_be_ignored_or_checked_again(editor):
    made = factories.work(title="Avec lien", body='<a href="https://gone.example">x</a>')
    links.collect()
    Link.objects.update(state="broken", answer="404")
    shown = editor.get(reverse("report_links")).content.decode()
    assert "https://gone.example" in shown
    assert "Avec lien" in shown
    assert f"/admin/snippets/library/experiencesheet/edit/{made.source_id}/" in shown
    link = Link.objects.get()
    editor.post(reverse("link_ignore", args=[link.pk]))
    assert "https://gone.example" not in editor.get(reverse("report_links")).content.decode()
    assert "https://gone.example" in editor.get(reverse("report_links"), {"state": "ignored"}).content.decode()
    editor.post(reverse("link_again", args=[link.pk]))
    assert not Link.objects.get().ignored
    exported = rows(editor.get(reverse("report_links"), {"export": "csv"}))
    assert [row[0] for row in exported[1:]] == ["https://gone.example"]


@pytest.mark.parametrize("name", ["link_ignore", "link_again"])
def test_only_readers_of_the_report_act_on_links(name):
    link = Link.objects.create(digest="x", address="https://a.example")
    for role in (TRANSLATORS, MANAGERS, "member", "anonymous"):
        if role == "member":
            continue
        client = client_of(role) if role != MANAGERS else desk_of(factories.staff("man@example.org", MANAGERS)).client
        assert client.post(reverse(name, args=[link.pk])).status_code in {302, 403}
    assert not Link.objects.get().ignored


def test_what_sheets_lack_is_said_of_each(editor):
    bare = factories.work(
        title="Sans rien",
        rows={"results": [{"label": "Gain", "after": 5}], "costs": [{"label": "Coût", "amount": 1}]},
        files=[(factories.document(), "same")],
    )
    shown = rows(editor.get(reverse("report_incomplete"), {"export": "csv"}))
    missing = next(row[4] for row in shown if row[0] == str(bare.pk))
    for words in ("No theme", "No picture", "No summary", "Files without date or source (1)", "(2)"):
        assert words in missing
    for lack in ("no_theme", "no_picture", "no_summary", "bare_files", "bare_figures"):
        listed = rows(editor.get(reverse("report_incomplete"), {"export": "csv", "lacks": lack}))
        assert [row[0] for row in listed[1:]] == [str(bare.pk)], lack


def test_dates_and_sources_are_shown_to_readers_at_the_figure_and_at_the_file(client):
    factories.library_tree()
    made = factories.work(
        languages=("fr", "ar"),
        rows={
            "results": [{"label": "Gain", "after": 5, "source": "Compteurs de la régie"}],
            "costs": [{"label": "Coût", "amount": 1, "date": "2024-05-01", "source": "Compte administratif"}],
        },
        files=[(factories.document(), "same")],
    )
    SheetFile.objects.update(date="2023-02-01", source="Le syndicat")
    for language in ("fr", "ar"):
        shown = client.get(factories.version(made, language).url).content.decode()
        for words in ("Compteurs de la régie", "Compte administratif", "Le syndicat", "2024", "2023"):
            assert words in shown


def test_the_most_read_come_first_in_the_time_and_language_asked_for(editor):
    one, other = factories.work(title="Une"), factories.work(title="Autre")
    today = timezone.localdate()
    for work, age, language, reads, downloads in (
        *((one, 0, "fr", 5, 0), (one, 60, "fr", 50, 9)),
        *((other, 1, "ar", 8, 2), (other, 2, "fr", 1, 0)),
    ):
        day = today - datetime.timedelta(days=age)
        DailyCount.objects.create(day=day, work=work, language=language, reads=reads, downloads=downloads)

    def told(**query: str) -> list[list[str]]:
        found = rows(editor.get(reverse("report_reading"), {"export": "csv", **query}))
        return [[row[1], row[3], row[4]] for row in found[1:]]

    assert told() == [["Autre", "9", "2"], ["Une", "5", "0"]]
    assert told(period="90") == [["Une", "55", "9"], ["Autre", "9", "2"]]
    assert told(language="fr") == [["Une", "5", "0"], ["Autre", "1", "0"]]


def test_what_is_owed_in_each_language_and_a_translator_sees_theirs():
    factories.work(languages=("fr", "en"))
    stale = factories.work(languages=("fr", "ar"))
    factories.edit(factories.source_of(stale), title="Des mots nouveaux")
    draft = factories.work(languages=("fr", "en"))
    factories.version(draft, "en").unpublish()
    user = factories.staff("t@example.org", TRANSLATORS)
    owed = {row["language"]: (row["missing"], row["drafts"], row["stale"]) for row in debts(user)}
    assert owed == {"en": (1, 1, 0), "ar": (2, 0, 1)}
    everyone = {row["language"] for row in debts(factories.staff("e@example.org", EDITORS))}
    assert everyone == {"fr", "en", "ar"}
