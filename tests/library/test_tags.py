"""Tags: twins are one tag at every way in, a page for each, and what staff do with them."""

import re
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from library.models import Sheet, SheetTag, Tag, TagAddress
from library.tag_admin.merging import unused
from library.tag_names import tag_key, tag_name
from tests import factories
from tests.library.desk import account, desk_of, fresh, theme
from tests.library.test_bulk_actions import act

pytestmark = pytest.mark.django_db

TWINS = {
    "Énergie": [
        "énergie",
        "ENERGIE",
        "E\u0301nergie",
        "éner\u200bgie",
        "\u202eénergie\u202c",
        " énergie  ",
        "Energie",
    ],
    "Œuvre d’art": ["oeuvre d'art", "OEUVRE D’ART", "œuvre  d‘art", "Œuvre\u00a0d’art"],
    "eau-potable": ["Eau potable", "eau‑potable"],
    "الأرض": ["الارض", "الأَرْض", "الأرـــض", "\u200fالأرض"],
    "إدارة": ["ادارة", "أدارة"],
    "İzmir": ["izmir", "IZMIR"],
}


@pytest.mark.parametrize("name", TWINS, ids=range(len(TWINS)))
def test_twins_are_one_word(name):
    assert {tag_key(twin) for twin in TWINS[name]} == {tag_key(name)}


def test_other_words_stay_others():
    others = ["eau", "eaux", "pluie", "ماء", "مياه", "C++", "C", "2020", "2021"]
    assert len({tag_key(word) for word in others}) == len(others)
    assert tag_name("e\u0301nergie\u200b ") == "énergie"


def test_a_twin_typed_in_the_form_or_by_code_is_the_tag_that_there_is(editor):
    first = editor.create("guide", "publish", title="Un", tags="Énergie")
    second = editor.create("guide", "publish", title="Deux", tags='ENERGIE, "éner\u200bgie", pluie')
    assert {tag.name for tag in Tag.objects.all()} == {"Énergie", "pluie"}
    assert set(second.tags.names()) == {"Énergie", "pluie"}
    by_code = factories.source_of(factories.work(tags=["energie", "الارض", "الأرض"]))
    assert by_code.tags.count() == 2
    editor.edit(first, "publish", tags="energie")
    assert set(fresh(first).tags.names()) == {"Énergie"}


def test_a_twin_in_a_table_or_in_bulk_is_the_tag_that_there_is(editor, vocabulary, table):
    Tag.objects.named(["Énergie"])
    row = {"external_id": "a", "kind": "guide", "language": "fr", "title": "Un", "themes": "water", "access": "public"}
    call_command("import_sheets", table(row | {"tags": "ENERGIE;energie"}))
    sheet = Sheet.objects.get(title="Un")
    act(editor, "add_tags", [sheet], tags="énergie, Solaire")
    assert set(Tag.objects.values_list("name", flat=True)) == {"Énergie", "Solaire"}
    assert SheetTag.objects.filter(content_object=sheet).count() == 2


def test_nothing_to_see_is_no_tag(editor):
    sheet = editor.create("guide", "publish", tags='"\u200b\u200e", pluie')
    assert set(sheet.tags.names()) == {"pluie"}


def test_tags_are_suggested_while_typing(editor):
    Tag.objects.named(["Énergie", "énergie solaire", "Maîtrise de l’énergie", "pluie", "الأرض"])

    def suggested(term: str) -> list[str]:
        return editor.client.get(reverse("suggest_tags"), {"term": term}).json()

    assert suggested("ENER") == ["Énergie", "énergie solaire", "Maîtrise de l’énergie"]
    assert suggested("الار") == ["الأرض"]
    assert suggested("") == suggested("\u200b") == []
    form = editor.open(editor.address(Sheet.__subclasses__()[0], "add")).content.decode()
    assert reverse("suggest_tags") in form
    manager = desk_of(account("adhesions@example.org", "Members' managers"))
    assert manager.client.get(reverse("suggest_tags"), {"term": "e"}).status_code == 302


# Its page


@pytest.fixture
def site(db):
    return factories.library_tree()


def test_the_page_of_a_tag_has_what_its_reader_may_see(site, django_assert_max_num_queries):
    factories.work(title={"fr": "Ouverte", "en": "Open"}, languages=("fr", "en"), tags=["Énergie"], themes=[theme()])
    factories.work(title="Fermée", tags=["energie", "secret"], access="groups")
    tag = Tag.objects.get(name="Énergie")
    visitor = Client()

    page = visitor.get("/fr/bibliotheque/tags/énergie/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Ouverte" in text
    assert "Fermée" not in text
    assert 'rel="canonical"' in text
    assert set(re.findall(r'rel="alternate"\s+hreflang="(\w+)"', text)) == {"fr", "en"}
    assert visitor.get("/ar/maktaba/tags/énergie/").status_code == 404
    for slug in ("secret", "rien", "x" * 300, "%00"):
        assert visitor.get(f"/fr/bibliotheque/tags/{slug}/").status_code == 404, slug
    staff = desk_of(account("redaction@example.org", "Editors")).client
    assert "Fermée" in staff.get("/fr/bibliotheque/tags/secret/").content.decode()
    assert 'rel="canonical"' not in staff.get("/fr/bibliotheque/tags/secret/").content.decode()
    sheet = Sheet.objects.get(title="Ouverte")
    assert f"/fr/bibliotheque/tags/{tag.slug}/" in unquote(visitor.get(sheet.url).content.decode())
    sitemap = unquote(visitor.get("/sitemap.xml").content.decode())
    assert "/en/library/tags/énergie/" in sitemap
    assert "secret" not in sitemap


def test_a_tag_of_many_sheets_has_pages_and_as_many_queries(site, django_assert_num_queries):
    factories.work("guide", title="Fiche 0", tags=["pluie"], themes=[theme()])
    visitor, address = Client(), "/fr/bibliotheque/tags/pluie/"
    visitor.get(address)
    with CaptureQueriesContext(connection) as few:
        visitor.get(address)
        asked = len(few)
    for place in range(1, 23):
        factories.work("guide", title=f"Fiche {place}", tags=["pluie"], themes=[theme()])
    visitor.get(address)
    with django_assert_num_queries(asked):
        visitor.get(address)
    last = visitor.get(f"{address}?page=2").content.decode()
    assert "?page=2" in last
    assert "Fiche 0" in last


# What staff do


def test_a_renamed_tag_keeps_its_old_address(site, editor):
    factories.work(title="Une", tags=["enrgie"])
    tag = Tag.objects.get()
    address = reverse("tags:edit", args=[tag.pk])
    assert editor.send(address, editor.form(address), name="Énergie").status_code == 302
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("Énergie", "énergie")
    moved = Client().get("/fr/bibliotheque/tags/enrgie/")
    assert moved.status_code == 301
    assert Client().get(moved["Location"]).status_code == 200
    assert "Énergie" in Client().get(Sheet.objects.get().url).content.decode()

    Tag.objects.named(["pluie"])
    refused = editor.send(address, editor.form(address), name="PLUIE")
    assert refused.status_code == 200
    assert "pluie" in str(refused.context["form"].errors["name"])


def test_merging_loses_no_link_in_drafts_neither(site, moderator, editor):
    both = factories.source_of(
        factories.work("guide", title="Les deux", tags=["vélos", "bicyclettes"], themes=[theme()])
    )
    one = factories.source_of(factories.work("guide", title="Une", tags=["vélos"], themes=[theme()]))
    draft = editor.create("guide", title="Brouillon", tags="vélos")
    editor.edit(one, title="Une, revue")
    old, into = Tag.objects.get(name="vélos"), Tag.objects.get(name="bicyclettes")
    address = reverse("tags:merge", args=[old.pk])
    assert editor.client.get(address).status_code == 302, "an editor renames, and merges nothing"
    assert moderator.client.post(address, {"into": old.pk}).status_code == 200

    assert moderator.client.post(address, {"into": into.pk}).status_code == 302

    assert not Tag.objects.filter(name="vélos").exists()
    for sheet in (both, one, draft):
        now = fresh(sheet)
        assert [tag.name for tag in now.tags.all()] == ["bicyclettes"], sheet
        assert [tag.name for tag in now.get_latest_revision_as_object().tags.all()] == ["bicyclettes"], sheet
    assert fresh(one).has_unpublished_changes
    moved = Client().get("/fr/bibliotheque/tags/vélos/")
    assert moved.status_code == 301
    third = Tag.objects.named(["cycles"])[0]
    factories.edit(one, title="Encore")
    moderator.client.post(reverse("tags:merge", args=[into.pk]), {"into": third.pk})
    assert set(TagAddress.objects.values_list("tag__name", flat=True)) == {"cycles"}


def test_only_what_nothing_bears_is_deleted(moderator, editor):
    factories.work("guide", title="Une", tags=["porté"])
    published = editor.create("guide", "publish", title="Deux")
    editor.edit(published, tags="brouillon")
    free = Tag.objects.named(["libre"])[0]
    borne = Tag.objects.get(name="porté")
    assert [tag.name for tag in unused()] == ["libre"]
    moderator.client.post(reverse("tags:delete", args=[borne.pk]))
    assert Tag.objects.filter(pk=borne.pk).exists()
    assert "libre" in moderator.open(reverse("tags:unused")).content.decode()
    moderator.client.post(reverse("tags:unused"))
    assert not Tag.objects.filter(pk=free.pk).exists()
    assert set(Tag.objects.values_list("name", flat=True)) == {"porté", "brouillon"}


def test_the_list_counts_and_finds_whatever_the_accents(editor, translator):
    factories.work("guide", title="Une", tags=["Énergie", "pluie"])
    factories.work("guide", title="Deux", tags=["energie"])
    rows = {tag.name: tag.works for tag in editor.open(reverse("tags:index")).context["table"].data}
    assert rows == {"Énergie": 2, "pluie": 1}
    assert [tag.name for tag in editor.open(reverse("tags:index"), q="ENER").context["table"].data] == ["Énergie"]
    assert editor.client.get(reverse("tags:add")).status_code == 302
    assert translator.client.get(reverse("tags:index")).status_code == 302
