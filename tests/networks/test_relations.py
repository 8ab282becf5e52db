"""How networks are related: said from both ends, drawn, and never in a ring."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from networks.models import NetworkPage, Organisation, Relation
from tests import factories
from tests.library.desk import Desk, account, desk_of, errors
from tests.networks import making
from tests.networks.making import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    factories.library_tree()
    return making.directory()


@pytest.fixture
def admin() -> Desk:
    return desk_of(account("a@example.org", is_superuser=True))


def network(places, title, *upper, kind="member_of", **fields):
    relations = [{"kind": kind, "network": other} for other in upper]
    return making.network(places["fr"], title, {"relations": relations}, **fields)


def ties_of(client, page):
    text = text_of(client.get(page.url))
    return text.split('class="ties"')[1].split("</dl>")[0] if 'class="ties"' in text else ""


def test_a_relation_is_said_from_both_ends(client, places):
    upper = network(places, "Villes du monde", acronym="VM")
    lower = network(places, "Villes de France", upper)

    with translation.override("fr"):
        said, converse = str(Relation.Kind.MEMBER_OF.label), str(Relation.CONVERSE[Relation.Kind.MEMBER_OF])
    assert said in ties_of(client, lower)
    assert upper.url in ties_of(client, lower)
    assert converse in ties_of(client, upper)
    assert lower.url in ties_of(client, upper)


def test_a_relation_to_an_organisation_is_said_in_the_words_of_the_reader(client, places):
    office = Organisation.objects.create(
        name="Office public", kind="public", names={"en": "Public office"}, website="https://office.example.org"
    )
    relations = [{"kind": "initiative_of", "organisation": office}]
    page = making.network(places["fr"], "Convention", {"relations": relations})
    english = making.put_into(page, "en", title="Covenant", slug="covenant")

    assert "Office public" in ties_of(client, page)
    assert "Public office" in ties_of(client, english)
    assert "https://office.example.org" in ties_of(client, english)


def test_a_network_without_a_version_in_this_language_is_named_without_a_link(client, places):
    upper = network(places, "Villes du monde")
    lower = network(places, "Villes de France", upper)
    english = making.put_into(lower, "en", title="Cities of France", slug="cities")

    ties = ties_of(client, english)
    assert '<bdi lang="fr">Villes du monde</bdi>' in ties
    assert upper.url not in ties


@pytest.mark.parametrize("how", ["restricted", "withdrawn"])
def test_a_network_that_the_reader_may_not_see_is_named_nowhere(client, places, how):
    upper = network(places, "Réseau discret")
    lower = network(places, "Villes de France", upper)
    other = network(places, "Autre", lower)
    if how == "withdrawn":
        upper.unpublish()
    else:
        PageViewRestriction.objects.create(page=upper, restriction_type="login")

    for page in (lower, other, places["fr"]):
        assert "discret" not in text_of(client.get(page.url))


def test_the_directory_draws_who_belongs_to_whom(client, places):
    top = network(places, "Monde")
    middle = network(places, "Europe", top)
    network(places, "France", middle, kind="section_of")

    page = text_of(client.get(places["fr"].url))

    tree = page[page.index('class="trees') :]
    assert tree.index("Monde") < tree.index("Europe") < tree.index("France")
    assert tree.count('<ul class="tree"') == 3
    assert 'class="trees' not in text_of(client.get(f"{places['fr'].url}?kind=local"))


def page_form(admin, address):
    data = querydict_from_html(admin.open(address).content.decode(), form_id="page-edit-form").copy()
    for name in [name for name in data if "__prefix__" in name]:
        del data[name]
    data["body-count"] = "0"  # which a script puts there
    return data


def relate(admin, page, *rows, action="publish"):
    """Add relations through the form of the admin."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = page_form(admin, address)
    start = int(data["relations-TOTAL_FORMS"])
    for number, (kind, target) in enumerate(rows, start):
        data[f"relations-{number}-kind"] = kind
        data[f"relations-{number}-network"] = str(target.pk)
        data[f"relations-{number}-organisation"] = ""
        data[f"relations-{number}-ORDER"] = str(number + 1)
        data[f"relations-{number}-id"] = ""
    data["relations-TOTAL_FORMS"] = str(start + len(rows))
    return admin.send(address, data, action)


def at_the_field(answer):
    assert answer.status_code == 200, errors(answer)
    return [form.errors.get("network", []) for form in answer.context["form"].formsets["relations"].forms]


def test_an_editor_relates_networks_through_the_form(admin, places):
    upper, lower = network(places, "Haut"), network(places, "Bas")
    assert relate(admin, lower, ("member_of", upper)).status_code == 302
    assert [one.network.pk for one in lower.relations.all()] == [upper.pk]


def test_a_network_is_no_member_of_itself_in_any_language(admin, places):
    page = network(places, "Haut")
    english = making.put_into(page, "en", title="High", slug="high")

    for target in (page, english):
        assert any(at_the_field(relate(admin, page, ("member_of", target))))
    assert not page.relations.exists()
    assert relate(admin, page, ("partner_of", network(places, "Ami"))).status_code == 302


def test_no_chain_of_memberships_comes_back_to_where_it_began(admin, places):
    top = network(places, "Haut")
    middle = network(places, "Milieu", top)
    bottom = network(places, "Bas", middle, kind="section_of")
    english = making.put_into(bottom, "en", title="Low", slug="low")

    for target in (middle, bottom, english):
        assert any(at_the_field(relate(admin, top, ("union_of", target))))
    assert [bool(said) for said in at_the_field(relate(admin, top, ("member_of", bottom), ("member_of", middle)))] == [
        True,
        True,
    ]
    assert not top.relations.exists()


def test_a_draft_that_would_close_a_ring_by_the_time_it_is_published_leaves_that_out(admin, client, places):
    one, other = network(places, "Un"), network(places, "Deux")
    assert relate(admin, one, ("member_of", other), action="").status_code == 302  # a draft
    assert not one.relations.exists()
    assert relate(admin, other, ("member_of", one)).status_code == 302

    NetworkPage.objects.get(pk=one.pk).latest_revision.publish()

    assert not one.relations.exists()
    assert other.relations.count() == 1
    text_of(client.get(one.url))


def test_a_relation_needs_one_end_and_no_more(admin, places):
    page, upper = network(places, "Bas"), network(places, "Haut")
    office = Organisation.objects.create(name="Office", kind="public")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = page_form(admin, address)
    data["relations-TOTAL_FORMS"] = "1"
    for network_, organisation in (("", ""), (str(upper.pk), str(office.pk))):
        row = {"kind": "member_of", "network": network_, "organisation": organisation, "ORDER": "1", "id": ""}
        for name, value in row.items():
            data[f"relations-0-{name}"] = value
        assert any(at_the_field(admin.send(address, data, "publish")))


def test_a_forged_request_changes_no_fact_of_a_translation(admin, places):
    rows = {"figures": [{"label": "villes", "value": 10}], "relations": [{"kind": "member_of", "network": None}]}
    rows["relations"] = [{"kind": "partner_of", "network": network(places, "Ami")}]
    page = making.network(places["fr"], "Villes", rows, acronym="V", founded=1990)
    english = making.put_into(page, "en", title="Cities", slug="cities")
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    shown = admin.open(address).content.decode()
    assert "1990" in shown
    data = page_form(admin, address)
    forged = {"acronym": "X", "founded": "1200", "kind": "local", "figures-0-value": "99", "title": "Towns"}
    for name, value in (forged | {"relations-TOTAL_FORMS": "0", "relations-INITIAL_FORMS": "0"}).items():
        data[name] = value

    assert admin.send(address, data, "publish").status_code == 302

    page, english = NetworkPage.objects.get(pk=page.pk), NetworkPage.objects.get(pk=english.pk)
    assert english.title == "Towns"
    assert (page.acronym, page.founded, page.kind) == ("V", 1990, "international")
    assert page.figures.get().value == 10
    assert english.figures.get().value is None
    assert page.relations.count() == 1


def organisation_form(**changes):
    fields = {
        "name": "Office",
        "acronym": "O",
        "kind": "public",
        "website": "",
        "address": "",
        "phone": "",
        "email": "",
    }
    return fields | {"name_en": "The office", "name_ar": "المكتب", "name_fr": "", "territory": ""} | changes


def test_an_editor_names_an_organisation_in_each_language():
    editor = desk_of(account("redaction@example.org", "Editors"))
    answer = editor.client.post(reverse("organisation:add"), organisation_form())
    assert answer.status_code == 302, errors(answer)

    made = Organisation.objects.get()
    assert made.names == {"en": "The office", "ar": "المكتب"}
    shown = editor.open(reverse("organisation:edit", args=[made.pk])).content.decode()
    assert 'value="The office"' in shown
    answer = editor.client.post(reverse("organisation:edit", args=[made.pk]), organisation_form(name_en="x" * 201))
    assert "name_en" in answer.context["form"].errors
    answer = editor.client.post(reverse("organisation:edit", args=[made.pk]), organisation_form(name="a\0b"))
    assert "name" in answer.context["form"].errors


def test_an_organisation_in_use_is_not_deleted(admin, places):
    office, free = (Organisation.objects.create(name=name, kind="public") for name in ("Office", "Libre"))
    making.network(places["fr"], "Villes", {"relations": [{"kind": "run_by", "organisation": office}]})

    admin.client.post(reverse("organisation:delete", args=[office.pk]))
    admin.client.post(reverse("organisation:delete", args=[free.pk]))

    assert [one.name for one in Organisation.objects.all()] == ["Office"]


def test_translators_keep_no_organisations():
    translator = desk_of(account("t@example.org", "Translators"))
    assert translator.client.get(reverse("organisation:add")).status_code == 302
    assert translator.client.post(reverse("organisation:add"), organisation_form()).status_code == 302
    assert not Organisation.objects.exists()
