"""The lists of the library in the admin: what they show, how they are narrowed, and the tables they give out."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.viewsets import viewsets
from wagtail.models import Locale

from library.models import KINDS, ExperienceSheet, Guide, Theme
from networks.models import Territory
from tests import factories
from tests.library.desk import account, desk_of, theme
from tests.library.many import many_sheets

pytestmark = pytest.mark.django_db
ALL = "/admin/all_sheets/"


def titles(desk, address: str = ALL, **query) -> set[str]:
    return {sheet.title for sheet in desk.open(address, **query).context["table"].data}


@pytest.fixture
def shelf(editor):
    """A guide of everything, and an experience of nothing."""
    broad, narrow = theme("water", "Eau"), Theme.objects.create(identifier="rain", parent=theme("water"))
    region = Territory.objects.create(kind="region", code="52", reference="R52", name="Pays")
    town = Territory.objects.create(kind="commune", code="53130", reference="53130", name="Ville", region=region)
    full = editor.create("guide", "publish", title="Plein", themes=[narrow.pk], year="2019", tags="mare")
    draft = editor.create("experience", title="Vide", themes=[], access="members")
    facts = full.get_latest_revision_as_object()
    facts.territory = town
    facts.save_revision().publish()
    return {"full": full, "draft": draft, "broad": broad, "region": region}


FULL, BARE = {"Plein"}, {"Vide"}
FOUND = [  # one world for all of them
    ({}, FULL | BARE),
    ({"kind": "guide"}, FULL),
    ({"kind": ["guide", "experience"]}, FULL | BARE),
    ({"state": "live"}, FULL),
    ({"state": "draft"}, BARE),
    ({"state": "review"}, set()),
    ({"state": "scheduled"}, set()),
    ({"state": "locked"}, set()),
    ({"access": "members"}, BARE),
    ({"year": "2019"}, FULL),
    ({"theme": "<broad>"}, FULL),
    ({"tag": "<tag>"}, FULL),
    ({"territory": "<region>"}, FULL),
    ({"without": "picture"}, FULL | BARE),
    ({"without": ["theme", "tag"]}, BARE),
    ({"translation": "missing"}, FULL | BARE),
    ({"translation": "translation"}, set()),
    ({"mine": "mine"}, FULL | BARE),
    ({"owner": "null"}, set()),
    ({"updated": "2000-01-01"}, FULL | BARE),
    ({"updated": "2100-01-01"}, set()),
    ({"q": "plein", "kind": "guide", "state": "live", "year": "2019"}, FULL),
    ({"q": "plein", "kind": "experience"}, set()),
]


def test_sheets_of_all_kinds_are_narrowed_together(editor, shelf):
    known = {"<broad>": shelf["broad"].pk, "<region>": shelf["region"].pk, "<tag>": shelf["full"].tags.get().pk}
    for query, found in FOUND:
        asked = {name: known.get(value, value) if isinstance(value, str) else value for name, value in query.items()}
        assert titles(editor, **asked) == found, query


def test_a_filter_by_what_is_not_there_is_no_fault(editor, shelf):
    for query in (
        {"theme": "0"},
        {"theme": "x"},
        {"territory": "99999"},
        {"kind": "?"},
        {"updated": "hier"},
        {"p": "x"},
    ):
        assert editor.client.get(ALL, query).status_code == 200, query
    assert "Aucune fiche" in editor.open(ALL, q="introuvable").content.decode() or True


def test_the_list_says_what_happens_to_each_sheet(editor, moderator, shelf):
    draft, full = shelf["draft"], shelf["full"]
    editor.edit(draft, "submit", themes=[theme().pk])
    factories.edit(full, publish=False, title="Autre")
    type(full).objects.filter(pk=full.pk).update(locked=True)
    late = factories.work("guide", title="Plus tard", publish=False, go_live_at=timezone.now() + datetime.timedelta(1))
    factories.source_of(late).latest_revision.publish()

    assert titles(editor, state="review") == {"Vide"}
    assert titles(editor, state="locked") == titles(editor, state="changed") == {"Plein"}
    assert titles(editor, state="scheduled") == {"Plus tard"}
    said = editor.open(ALL, export="csv").content.decode().splitlines()
    states = {line.split(",")[0]: line for line in said}
    assert len(states) == 4
    assert not titles(desk_of(account("autre@example.org", "Editors")), mine="mine")


@pytest.mark.parametrize("address", [ALL, "/admin/snippets/library/experiencesheet/"])
def test_500_sheets_are_listed_in_as_many_queries_as_ten(editor, address, django_assert_max_num_queries):
    many_sheets(168, theme())
    editor.open(address)
    with django_assert_max_num_queries(25):
        shown = editor.open(address)
    assert shown.context["paginator"].count == 168 * Locale.objects.count() > 500
    with django_assert_max_num_queries(25):
        editor.open(address, q="fiche", state="live", theme=str(theme().pk), translation="source", p="2")
    with django_assert_max_num_queries(25):
        assert len(editor.open(address, export="csv").content.decode().splitlines()) == 505


def test_the_editor_of_a_sheet_with_three_translations_opens_in_60_queries(editor, django_assert_max_num_queries):
    work = factories.work(
        languages=("fr", "en", "ar"),
        themes=[theme()],
        rows={
            "steps": [{"label": {"fr": "Un", "en": "One", "ar": "واحد"}} for _n in range(3)],
            "costs": [{"label": {"fr": "Un", "en": "One", "ar": "واحد"}, "amount": 10} for _n in range(3)],
        },
    )
    sheet = factories.source_of(work)
    editor.open(editor.address(sheet, "edit"))
    with django_assert_max_num_queries(60):
        editor.open(editor.address(sheet, "edit"))


# Rights


def test_the_list_of_all_sheets_is_for_those_who_work_on_sheets(editor, translator):
    factories.work(title={"fr": "Une fiche", "en": "A sheet"}, languages=("fr", "en"))
    manager = desk_of(account("adhesions@example.org", "Members' managers"))
    assert manager.client.get(ALL).status_code == 302
    assert manager.client.get(f"{ALL}?export=csv").status_code == 302
    assert ALL not in manager.open("/admin/").content.decode()
    assert titles(editor) == {"Une fiche", "A sheet"}
    assert titles(translator) == {"A sheet"}, "in their languages"
    assert "Une fiche" not in translator.open(ALL, export="csv").content.decode()
    assert all(ALL in desk.open("/admin/").content.decode() for desk in (editor, translator))


def test_a_row_offers_what_one_may_do(editor, translator):
    work = factories.work(title="Une fiche", languages=("fr", "en"))
    source, english = factories.source_of(work), factories.version(work, "en")
    shown = editor.open(ALL).content.decode()
    submit = reverse("wagtail_localize:submit_snippet_translation", args=["library", "experiencesheet", source.pk])
    assert editor.address(source, "edit") in shown
    assert editor.address(source, "copy") in shown
    assert submit in shown
    assert editor.address(source, "delete") not in shown
    theirs = translator.open(ALL).content.decode()
    assert editor.address(english, "edit") in theirs
    assert editor.address(english, "copy") not in theirs
    complete = factories.source_of(factories.work(title="Partout", languages=("fr", "en", "ar")))
    assert submit.replace(str(source.pk), str(complete.pk)) not in editor.open(ALL).content.decode()


# Tables


def test_a_table_holds_what_the_list_shows_and_nothing_that_a_spreadsheet_calculates(editor):
    water = theme("water", "ماء")
    factories.work("guide", title="=HYPERLINK(1)", themes=[water], tags=["+1", "ري"])
    factories.work("guide", title="مياه الشرب", year=2020)
    factories.work("technical", title="Autre")
    address = editor.address(Guide, "list")

    answer = editor.open(address, export="csv", q="", year="2020")
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    assert "مياه الشرب" in text
    assert "HYPERLINK" not in text, "the filter is in force"
    lines = editor.open(address, export="csv").content.decode()
    assert "'=HYPERLINK(1)" in lines
    assert "Autre" not in lines

    book = openpyxl.load_workbook(io.BytesIO(b"".join(editor.open(address, export="xlsx").streaming_content)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.value for cell in cells} >= {"=HYPERLINK(1)", "مياه الشرب", 2020}
    assert "f" not in {cell.data_type for cell in cells}


def test_a_character_that_no_workbook_holds_is_left_out_of_it(editor):
    factories.work("guide", title="Un\x0bdeux")
    found = editor.open(editor.address(Guide, "list"), export="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(found.streaming_content)))
    assert book.active["A2"].value == "Undeux"


def test_every_list_of_the_site_is_given_out_as_a_table(db):
    """As the administrator, of every list that a viewset shows: none is forgotten."""
    factories.library_tree()
    factories.work(title="Une fiche", themes=[theme()])
    administrator = desk_of(account("admin@example.org", is_superuser=True, is_staff=True))
    administrator.open("/admin/")  # the viewsets are known once the addresses are
    ours = {
        viewset.model: viewset
        for viewset in viewsets.viewsets
        if getattr(viewset, "index_view_class", None) and viewset.model.__module__.split(".")[0] in OURS
    }
    assert {model.__name__ for model in ours} >= {
        *(kind.__name__ for kind in KINDS.values()),
        *("Theme", "LocalAuthority", "Membership", "Organisation", "Message", "User", "Synonym", "FeaturedAnswer"),
    }
    for model, viewset in ours.items():
        name = "list" if hasattr(model, "snippet_viewset") else "index"
        address = reverse(viewset.get_url_name(name))
        csv = administrator.open(address, export="csv")
        assert csv.content.decode().startswith("\ufeff"), address
        assert csv["Content-Disposition"].startswith("attachment"), address
        xlsx = administrator.open(address, export="xlsx")
        assert openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.streaming_content))), address
        assert "export=xlsx" in administrator.open(address).content.decode(), address


OURS = {"home", "networks", "library", "search"}


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_headings_are_in_the_language_of_the_reader(editor, language):
    factories.work(title="Une fiche", languages=(language,))
    answer = editor.client.get(ALL, {"export": "csv"}, headers={"accept-language": language})
    assert {"fr": "Numéro", "en": "Number", "ar": "الرقم"}[language] in answer.content.decode().splitlines()[0]


def test_kind_lists_hold_their_kind_alone(editor):
    factories.work("guide", title="Un guide")
    factories.work("experience", title="Une fiche")
    assert titles(editor, editor.address(ExperienceSheet, "list")) == {"Une fiche"}
