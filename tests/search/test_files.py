"""The words of files among what is found: exactly for those who may download the file."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from home.models import EventPage, HomePage, Material
from library.access import refusal
from library.models import PrivateDocument, Sheet
from networks.models import User
from search import file_texts, indexing
from search.models import EntryText, SearchEntry
from search.terms import BETWEEN_FILES, BETWEEN_PAGES, NOT_NUMBERED, indexed_word
from search.uses import uses_of
from tests.search import files
from tests.search.making import committed, make_member, make_page, make_sheet, make_user, translate

pytestmark = pytest.mark.django_db

WORD = "turbopompe"


def make_file(title: str = "Cahier", *pages: str) -> PrivateDocument:
    document = files.document(files.pdf(*(pages or [f"La {WORD}"])), title=title)
    file_texts.read_files()
    return document


def give(document: PrivateDocument, of_file: str = "same", **fields) -> Sheet:
    """A sheet with the file."""
    return make_sheet("Titre", rows={"files": [files.sheet_file(document, of_file)]}, **fields)


def shown(thing: Sheet | EventPage, kind: str = "work") -> dict[str, bool]:
    """By audience, whether the word is among those of files."""
    rows = EntryText.objects.filter(entry__object_id=thing.pk, entry__object_kind=kind)
    return {row.audience: WORD in row.files_shown and indexed_word(WORD, "fr") in row.files for row in rows}


CASES = {
    "open sheet, open file": ("public", "same", {"public": True, "members": True}),
    "open sheet, file for members": ("public", "members", {"public": False, "members": True}),
    "sheet for members": ("members", "same", {"public": False, "members": True}),
    "sheet of a group, open file": ("groups", "same", {"groups": True, "group_members": True}),
    "sheet of a group, file for members": ("groups", "members", {"groups": False, "group_members": True}),
}


@pytest.mark.parametrize("case", CASES)
def test_each_audience_has_the_files_that_it_may_download(case: str) -> None:
    access, of_file, expected = CASES[case]
    group = Group.objects.create(name="Commission")

    assert shown(give(make_file(), of_file, access=access, groups=[group])) == expected


def test_files_are_kept_with_title_pages_and_language() -> None:
    numbered = make_file("Cahier des charges", "Une page", "Autre page")
    letter = files.document(files.odt("Une lettre"), "lettre.odt", "Lettre")
    picture = files.document(b"a;b", "table.csv", "Table")
    file_texts.read_files()

    given = [files.sheet_file(numbered), files.sheet_file(letter, "same", "ar"), files.sheet_file(picture)]
    sheet = make_sheet("Titre", rows={"files": given})

    row = EntryText.objects.get(entry__object_id=sheet.pk, audience="public")
    assert [file.split(BETWEEN_PAGES) for file in row.files_shown.split(BETWEEN_FILES)] == [
        ["Cahier des charges", "Une page", "Autre page"],
        ["Lettre" + NOT_NUMBERED, "Une lettre"],
        ["Table"],
    ]
    assert set(row.files.split()) >= {indexed_word("page", "fr"), indexed_word("lettre", "ar")}


def test_a_visitor_finds_nothing_by_a_word_of_a_members_file(site: None) -> None:
    give(make_file(), "members")
    open_file = give(make_file("Ouvert", "Le surpresseur"))
    visitor, member = Client(), Client()
    member.force_login(make_member())

    assert visitor.get("/api/v1/search", {"q": WORD}).json()["total"] == 0
    assert member.get("/api/v1/search", {"q": WORD}).json()["total"] == 1
    assert [r["id"] for r in visitor.get("/api/v1/search", {"q": "surpresseur"}).json()["results"]] == [
        open_file.work_id
    ]
    assert WORD not in visitor.get("/fr/search/", {"q": WORD[:-1]}).content.decode()


def test_all_languages_of_a_work_have_its_files() -> None:
    sheet = give(make_file())
    english = translate(sheet, "en", "Title")

    assert shown(english) == {"public": True, "members": True}


def test_what_is_read_later_is_found_then() -> None:
    document = files.document(files.pdf(f"La {WORD}"))
    sheet = give(document)
    assert not any(shown(sheet).values())

    with committed(execute=True):
        file_texts.read_files()
    assert all(shown(sheet).values())

    with committed(execute=True):
        document.file_hash = "0" * 40  # another file
        document.save()
    assert not any(shown(sheet).values())


def test_closing_a_file_is_followed() -> None:
    sheet = give(make_file())

    with committed(execute=True):
        row = sheet.files.get()
        row.access = "members"
        row.save()
    assert shown(sheet) == {"public": False, "members": True}

    with committed(execute=True):
        row.delete()
    assert shown(sheet) == {"public": False, "members": False}


def test_a_closed_file_is_withheld_until_the_outside_index_knows(settings) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    sheet = give(make_file())
    assert not SearchEntry.objects.get().withheld

    with committed(execute=True):
        row = sheet.files.get()
        row.access = "members"
        row.save()

    assert SearchEntry.objects.get().withheld


# A file is as restricted as the strictest of its uses


def by_members_sheet(document: PrivateDocument, group: Group) -> None:
    give(document, access="members")


def by_members_file(document: PrivateDocument, group: Group) -> None:
    give(document, "members")


def by_group(document: PrivateDocument, group: Group) -> None:
    give(document, access="groups", groups=[group])


def by_two_groups(document: PrivateDocument, group: Group) -> None:
    give(document, access="groups", groups=[group, Group.objects.create(name="Autre")])


def by_other_group(document: PrivateDocument, group: Group) -> None:
    give(document, access="groups", groups=[Group.objects.create(name="Autre")])


def by_draft(document: PrivateDocument, group: Group) -> None:
    give(document, access="groups", publish=False)


def by_text(document: PrivateDocument, group: Group) -> None:
    make_sheet("Texte", access="members", body=f'<p><a linktype="document" id="{document.pk}">lien</a></p>')


def by_page(document: PrivateDocument, group: Group) -> None:
    make_page("Page", f'<a linktype="document" id="{document.pk}">lien</a>')


def by_closed_page(document: PrivateDocument, group: Group) -> None:
    page = make_page("Page", f'<a linktype="document" id="{document.pk}">lien</a>')
    with committed(execute=True):
        PageViewRestriction.objects.create(page=page, restriction_type="login")


def by_page_of_group(document: PrivateDocument, group: Group) -> None:
    page = make_page("Page", f'<a linktype="document" id="{document.pk}">lien</a>')
    with committed(execute=True):
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
        restriction.groups.add(group)


USES: list[Callable[[PrivateDocument, Group], None]] = [
    *(by_members_sheet, by_members_file, by_group, by_two_groups, by_other_group, by_draft, by_text),
    *(by_page, by_closed_page, by_page_of_group),
]
READERS = ("visitor", "member", "in the group", "member in the group")


def readers(group: Group) -> dict[str, User | AnonymousUser]:
    in_group = make_user("grouped", (group,))
    both = make_member("both")
    both.groups.add(group)
    return dict(zip(READERS, (AnonymousUser(), make_member(), in_group, both), strict=True))


@pytest.mark.parametrize("access", ["public", "members", "groups"])
@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_no_audience_has_a_file_that_one_of_its_readers_may_not_download(
    site: None, access: str, use: Callable[[PrivateDocument, Group], None]
) -> None:
    group = Group.objects.create(name="Commission")
    document = make_file()
    sheet = give(document, access=access, groups=[group])

    use(document, group)

    found, known = shown(sheet), readers(group)
    allowed = {name: refusal(reader, document) is None for name, reader in known.items()}
    if access == "groups":
        expected = {"groups": allowed["in the group"], "group_members": allowed["member in the group"]}
    else:
        expected = {"public": allowed["visitor"], "members": allowed["member"]}
    # Those who read every work do not open the page of a group; a page that a login opens is for no audience.
    if use is by_closed_page or (access == "groups" and use is by_page_of_group):
        expected = dict.fromkeys(expected, False)
    assert found == expected


def test_the_uses_of_many_documents_cost_a_fixed_number_of_queries(site: None, django_assert_max_num_queries) -> None:
    documents = []
    for place in range(4):
        documents.append(make_file(f"Fichier {place}"))
        give(documents[-1], access="groups", groups=[Group.objects.create(name=f"Groupe {place}")])
        by_page(documents[-1], Group())

    with django_assert_max_num_queries(10):
        uses_of([document.pk for document in documents])


def test_a_rebuild_reads_no_file_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = give(make_file())
    monkeypatch.setattr(file_texts, "extract", None)

    indexing.rebuild()

    assert all(shown(sheet).values())


# Events


@pytest.mark.parametrize("access", ["same", "members"])
def test_an_event_has_the_words_of_its_materials(site: None, access: str) -> None:
    document = make_file()
    group = Group.objects.create(name="Commission")
    start = timezone.now()
    with committed(execute=True):
        event = EventPage(
            title="Rencontre", start=start, time_zone="Europe/Paris", locale=Locale.objects.get(language_code="fr")
        )
        event.materials = [Material(label="Actes", document=document, access=access, locale=event.locale)]
        HomePage.objects.get(locale=event.locale).add_child(instance=event)
        event.save_revision().publish()
    assert shown(event, "page") == {"public": access == "same", "members": True}

    with committed(execute=True):
        restriction = PageViewRestriction.objects.create(page=event, restriction_type="groups")
        restriction.groups.add(group)
    assert shown(event, "page") == {"groups": access == "same", "group_members": True}

    sheet = give(document)  # the event of a group closes it for all others
    assert shown(sheet) == {"public": False, "members": False}
