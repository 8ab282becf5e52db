"""An editor who has never seen the site makes its pages, in the French and in the Arabic admin."""

import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from home.models import AwardEditionPage, AwardPage, EventPage, EventsPage, HomePage, Picture, SeriesPage
from networks.models import LocalAuthority, NetworkPage, NetworksPage
from tests import factories
from tests.browser import visit
from tests.journeys import admin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize("language", ["fr", "ar"])


@pytest.fixture
def home(transactional_db) -> HomePage:
    factories.library_tree()
    return HomePage.objects.get(locale__language_code="fr")


@pytest.fixture
def desk(home, browser, live_server):
    """Opens the admin as the editor, then as the moderator."""

    def open_as(role: str, language: str):
        email = f"{role[:4].lower()}@example.org"
        admin.staff(email, role, language)

        class Visit:
            def __enter__(self):
                self.visit = visit(browser, live_server.url)
                page = self.visit.__enter__()
                admin.log_in(page, email)
                page.goto("/admin/")
                assert page.get_attribute("html", "dir") == admin.DIRECTIONS[language]
                return page

            def __exit__(self, *error):
                return self.visit.__exit__(*error)

        return Visit()

    return open_as


def published(parent, model, title: str, **fields):
    page = model(title=title, locale=parent.locale, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return model.objects.get(pk=page.pk)


def picture(title: str) -> Picture:
    file = BytesIO()
    Image.new("RGB", (800, 500), "#2f6f4f").save(file, "PNG")
    return Picture.objects.create(title=title, file=ImageFile(file, name="haie.png"))


@BOTH
def test_an_award_edition_with_three_laureates(home, desk, language):
    award = published(home, AwardPage, "Les Trophées")
    picture("Une haie")
    factories.work(title="La haie du bourg")
    names = ["Commune des Aulnes", "Commune du Val", "Métropole des Rives"]
    for name in names:
        LocalAuthority.objects.create(name=name)

    with desk("Editors", language) as page:
        admin.new_page(page, award, AwardEditionPage)
        admin.fill(page, title="Les Trophées 2024", summary="Trois lauréats.", year="2024")
        for place, name in enumerate(names):
            admin.add_row(page, "laureates")
            row = f"laureates_{place}_"
            admin.fill(page, **{f"{row}category": "Eau", f"{row}label": f"Projet {place}"})
            admin.choose(page, f"{row}authority", name)
        admin.choose(page, "laureates_0_picture", "Une haie", search=False)
        admin.choose(page, "laureates_0_sheet", "La haie du bourg")
        admin.choose_action(page, "action-submit")

    edition = AwardEditionPage.objects.get()
    assert not edition.live
    with desk("Moderators", language) as page:
        admin.approve(page, edition)
        assert AwardEditionPage.objects.get().live
        page.goto(edition.url)
        words = page.inner_text("main")
        for place, name in enumerate(names):
            assert f"Projet {place}" in words
            assert name in words
        assert page.locator("main a:has-text('La haie du bourg')").count() == 1
        assert page.locator("main img").count() >= 1


@BOTH
def test_an_event(home, desk, language):
    agenda = published(home, EventsPage, "Agenda")
    published(home, SeriesPage, "Le tour des communes")
    LocalAuthority.objects.create(name="Commune des Aulnes")

    with desk("Editors", language) as page:
        admin.new_page(page, agenda, EventPage)
        admin.fill(page, title="La nuit sous les étoiles", kind="visit", time_zone="Indian/Reunion")
        admin.fill(page, start="2027-03-12 18:00", end="2027-03-12 21:30", place="Salle des fêtes")
        admin.choose(page, "host", "Commune des Aulnes")
        admin.choose(page, "series", "Le tour des communes")
        admin.choose_action(page, "action-submit")

    event = EventPage.objects.get()
    with desk("Moderators", language) as page:
        admin.approve(page, event)
        page.goto(event.url)
        words = page.inner_text("main")
        for said in ("12 mars 2027", "18", "21", "Salle des fêtes", "Commune des Aulnes", "Le tour des communes"):
            assert said in words, said
    event = EventPage.objects.get()
    assert event.live
    assert event.start == datetime.datetime(2027, 3, 12, 18, tzinfo=ZoneInfo("Indian/Reunion"))


@BOTH
def test_a_network_with_figures_a_relation_and_an_aim(home, desk, language):
    directory = published(home, NetworksPage, "Réseaux")
    published(directory, NetworkPage, "Union des réseaux", kind="international")

    with desk("Editors", language) as page:
        admin.new_page(page, directory, NetworkPage)
        admin.fill(page, title="Réseau des bourgs", kind="national", acronym="RDB", founded="1998", seat="Laval")
        figures = [("communes", "more_than", "2000"), ("pays", "exactly", "12")]
        for place, (label, qualifier, value) in enumerate(figures):
            admin.add_row(page, "figures")
            row = f"figures_{place}_"
            admin.fill(page, **{f"{row}label": label, f"{row}qualifier": qualifier, f"{row}value": value})
        admin.add_row(page, "lines")
        admin.fill(page, lines_0_label="Relier les bourgs", lines_0_nature="aim")
        admin.add_row(page, "relations")
        admin.fill(page, relations_0_kind="member_of")
        admin.choose(page, "relations_0_network", "Union des réseaux")
        admin.choose_action(page, "action-submit")

    network = NetworkPage.objects.get(title="Réseau des bourgs")
    with desk("Moderators", language) as page:
        admin.approve(page, network)
    network = NetworkPage.objects.get(title="Réseau des bourgs")
    assert network.live
    assert (network.acronym, network.founded, network.seat) == ("RDB", 1998, "Laval")
    assert [(row.label, row.qualifier, row.value) for row in network.figures.all()] == [
        ("communes", "more_than", 2000),
        ("pays", "exactly", 12),
    ]
    assert [row.label for row in network.lines.all()] == ["Relier les bourgs"]
    assert [(row.kind, row.network.title) for row in network.relations.all()] == [("member_of", "Union des réseaux")]


@BOTH
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_is_kept(home, desk, language):
    agenda, directory = published(home, EventsPage, "Agenda"), published(home, NetworksPage, "Réseaux")
    above = published(directory, NetworkPage, "Union", kind="international")
    middle = published(directory, NetworkPage, "Fédération", kind="national")
    below = published(directory, NetworkPage, "Bourgs", kind="local")
    for lower, upper in ((below, middle), (middle, above)):
        lower.relations.add(type(lower).relations.rel.related_model(kind="member_of", network=upper))
        lower.save_revision().publish()

    with desk("Editors", language) as page:
        admin.new_page(page, agenda, EventPage)
        admin.fill(page, title="À l’envers", kind="visit", start="2027-03-12 18:00", end="2027-03-12 09:00")
        admin.save(page)
        assert page.locator("[id$=child-end-errors] .error-message").count() == 1
        assert page.input_value("[name=end]") == "2027-03-12 09:00"
        assert page.input_value("[name=title]") == "À l’envers"
        assert not EventPage.objects.filter(end__isnull=False).exists()

        for network in ("Union", "Bourgs"):
            page.goto(f"/admin/pages/{above.pk}/edit/")
            admin.add_row(page, "relations")
            admin.fill(page, relations_0_kind="member_of", summary="Ce qui a été tapé.")
            admin.choose(page, "relations_0_network", network)
            admin.save(page)
            error = page.locator("#inline_child_relations-0 [id$=child-network-errors] .error-message")
            assert error.count() == 1, network
            assert page.input_value("[name=summary]") == "Ce qui a été tapé."
        assert "Bourgs" in error.inner_text()
        assert not NetworkPage.objects.get(pk=above.pk).relations.exists()


def test_an_event_is_translated_and_its_date_stays_one(home, desk):
    agenda = published(home, EventsPage, "Agenda")
    factories.translated_page(agenda, "ar", title="المفكرة", slug="agenda-ar")
    start = datetime.datetime(2027, 3, 12, 18, tzinfo=ZoneInfo("Europe/Paris"))
    event = published(agenda, EventPage, "La nuit des étoiles", slug="nuit", kind="visit", start=start, place="Mairie")

    with desk("Moderators", "fr") as page:
        page.goto(f"/admin/localize/submit/page/{event.pk}/")
        page.check(f"[name=locales][value='{factories.locale('ar').pk}']")
        page.click("form:has([name=locales]) [type=submit]")
        page.wait_for_url("**/edit/**")
        arabic = EventPage.objects.get(locale__language_code="ar")
        page.goto(f"/admin/pages/{arabic.pk}/edit/")
        page.wait_for_load_state("networkidle")
        facts = page.locator("main details:has(table)")
        facts.locator("summary").click()
        assert "Mairie" in facts.inner_text()
        for tab, passage in (("Contenu", "ليلة النجوم"), ("Promotion", "layla")):
            page.click(f"[role=tab]:has-text('{tab}')")
            page.click("button:has-text('Traduire') >> visible=true")
            page.fill("textarea >> visible=true", passage)
            page.click("button:has-text('Enregistrer') >> visible=true")
            page.wait_for_selector(f"text={passage}")
            page.wait_for_selector("text=Enregistrement…", state="hidden")
        page.click("button:has-text('Publier dans')")
        page.wait_for_load_state("networkidle")

        page.goto("/ar/agenda-ar/layla/")
        assert page.inner_text("h1") == "ليلة النجوم"
        assert "2027" in page.inner_text("main")
        assert page.locator("time[datetime^='2027-03-12']").count() >= 1

        page.goto(f"/admin/pages/{event.pk}/edit/")
        admin.fill(page, start="2027-04-20 19:00")
        admin.choose_action(page, "action-publish")
        page.goto("/ar/agenda-ar/layla/")
        assert page.locator("time[datetime^='2027-04-20']").count() >= 1
        assert page.locator("time[datetime^='2027-03-12']").count() == 0


def test_the_facts_of_a_translation_are_shown_and_not_changed(home, desk):
    agenda = published(home, EventsPage, "Agenda")
    start = datetime.datetime(2027, 3, 12, 18, tzinfo=ZoneInfo("Europe/Paris"))
    event = published(agenda, EventPage, "La nuit des étoiles", kind="visit", start=start, place="Mairie")
    factories.translated_page(agenda, "ar", title="المفكرة", slug="agenda-ar")
    arabic = factories.translated_page(event, "ar", title="ليلة النجوم", slug="layla")

    with desk("Editors", "ar") as page:
        page.goto(f"/admin/pages/{arabic.pk}/edit/")
        assert page.input_value("[name=place]") == "Mairie"
        for name in ("start", "place", "kind", "host"):
            assert page.is_disabled(f"[name={name}]"), name
        assert page.get_attribute("[name=title]", "dir") == "rtl"
        page.click(f"#main a[href$='/admin/pages/{event.pk}/edit/'] >> visible=true")
        page.wait_for_load_state()
        assert page.is_enabled("[name=place]")
