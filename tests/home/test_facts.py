"""Facts of pages: kept once by the source, true in every language at once, hidden everywhere with it."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from home.models import AwardEditionPage, EventPage, PageFacts
from search import indexing
from tests.home import making_pages as making
from tests.library import desk as desks
from tests.library.desk import account, desk_of

pytestmark = pytest.mark.django_db
ALL = ["fr", "en", "ar"]
TITLES = {"fr": "Rencontre", "en": "Meeting", "ar": "لقاء"}


@pytest.fixture
def agenda():
    return making.agenda(making.home())


@pytest.fixture
def event(agenda) -> EventPage:
    rows = {"materials": [{"label": {"fr": "Diapos", "en": "Slides", "ar": "عرض"}, "access": "same"}]}
    start = timezone.now().replace(year=2032, month=7, day=1, hour=12)
    return making.event(
        agenda["fr"], TITLES, languages=ALL, rows=rows, start=start, time_zone="Indian/Reunion", place="Mairie"
    )


@pytest.fixture
def desk():
    return desk_of(account("a@example.org", is_superuser=True))


def editor_form(response) -> QueryDict:
    """As it is shown; the text, which scripts draw, is left empty."""
    form = desks.editor_form(response, "page-edit-form")
    form["body-count"] = "0"
    return form


def address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_a_date_changed_in_french_is_true_in_arabic_at_once(client, event):
    making.edit(event, start=event.start.replace(day=17), end=event.start.replace(day=18))

    for language in ALL:
        page = client.get(making.version(event, language).url).content.decode()
        assert 'datetime="2032-07-17' in page
        assert TITLES[language] in page


def test_drafts_of_facts_are_not_shown(client, event):
    making.edit(event, publish=False, place="Ailleurs")

    for language in ALL:
        page = client.get(making.version(event, language).url).content.decode()
        assert "Mairie" in page
        assert "Ailleurs" not in page


def withdraw(page: EventPage) -> None:
    page.unpublish()


def expire(page: EventPage) -> None:
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - datetime.timedelta(minutes=1))


def delete(page: EventPage) -> None:
    Page.objects.get(pk=page.pk).delete()


@pytest.mark.parametrize("end", [withdraw, expire, delete])
def test_without_its_source_no_language_of_a_page_is_at_any_door(client, agenda, event, end: Callable):
    urls = {language: making.version(event, language).url for language in ALL}
    other = making.event(agenda["fr"], {"fr": "Autre", "ar": "آخر"}, languages=["fr", "ar"])
    indexing.drain()
    assert "لقاء" in client.get("/ar/search/?q=لقاء").content.decode().split("<main")[1]

    end(event)
    cache.clear()
    indexing.drain()

    for language, url in urls.items():
        assert client.get(url).status_code == 404, language
        assert client.get(f"{url}ics/").status_code == 404, language
        for door in (agenda[language].url, f"{agenda[language].url}ics/", f"/{language}/", "/sitemap.xml"):
            assert url not in client.get(door).content.decode(), (language, door)
        found = client.get(f"/{language}/search/?q={TITLES[language]}").content.decode()
        assert url not in found, language
    assert client.get(making.version(other, "ar").url).status_code == 200


def test_a_withdrawn_translation_is_no_version_of_the_others(client, event):
    making.version(event, "ar").unpublish()

    page = client.get(event.url).content.decode()
    assert 'hreflang="en"' in page
    assert making.version(event, "ar").url not in page


def test_a_copy_is_its_own_source_and_keeps_the_facts(client, event):
    copy = event.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=True)

    assert PageFacts.objects.get(translation_key=copy.translation_key).source_id == copy.pk
    assert (copy.place, copy.start) == ("Mairie", event.start)
    making.edit(event, place="Ailleurs")
    assert "Mairie" in client.get(EventPage.objects.get(pk=copy.pk).url).content.decode()


def test_facts_are_never_on_a_translation_even_when_synchronised_again(event):
    making.edit(event, title="Grande rencontre", place="Salle des fêtes")
    source = TranslationSource.objects.get(object_id=event.translation_key)
    source.update_from_db()
    for translation in Translation.objects.filter(source=source):
        translation.save_target()

    for language in ("en", "ar"):
        other = making.version(event, language)
        assert (other.start, other.place, other.kind) == (None, "", "")
        row = other.materials.get()
        assert (row.document_id, row.url, row.access) == (None, None, None)
        assert other.source.place == "Salle des fêtes"


# In the admin


def test_a_translation_shows_its_facts_disabled_and_no_request_changes_them(desk, event):
    english = making.version(event, "en")
    translation = Translation.objects.get(source__object_id=event.translation_key, target_locale=english.locale)
    desk.client.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    response = desk.open(address(english))
    form = editor_form(response)

    assert "Mairie" in response.content.decode()
    assert re.search(r'<input[^>]*name="place"[^>]*disabled', response.content.decode())
    forged = {"place": "Pirate", "start": "2001-01-01 10:00", "kind": "tour", "materials-0-access": "members"}
    for name, value in forged.items():
        form[name] = value
    form["title"] = "Renamed"
    form["action-publish"] = "1"
    assert desk.client.post(address(english), form).status_code == 302

    english, source = making.version(event, "en"), EventPage.objects.get(pk=event.pk)
    assert english.title == "Renamed"
    assert (english.place, english.start) == ("", None)
    assert (source.place, source.start, source.materials.get().access) == ("Mairie", event.start, "same")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_editor_of_translations_has_every_word_of_the_rows(desk, event, language):
    response = desk.open(address(making.version(event, language)))

    assert response.status_code == 200
    words = set(
        StringSegment.objects.filter(source__object_id=event.translation_key).values_list("string__data", flat=True)
    )
    assert {"Rencontre", "Diapos"} <= words
    assert "Mairie" not in words


def new(desk, parent: Page, model: type, **changes):
    """Made in the admin, as its form is shown; returns the page, or the answer where it was refused."""
    url = reverse("wagtailadmin_pages:add", args=["home", model._meta.model_name, parent.pk])
    form = editor_form(desk.open(url))
    for name, value in changes.items():
        form.setlist(name, value) if isinstance(value, list) else form.__setitem__(name, value)
    form["action-publish"] = "1"
    known = set(model.objects.values_list("pk", flat=True))
    response = desk.client.post(url, form)
    return model.objects.exclude(pk__in=known).first() or response


EVENT = {"title": "Visite", "slug": "visite", "kind": "visit", "time_zone": "Europe/Paris"}


def test_an_event_s_hours_are_those_of_its_place_wherever_its_editor_sits(desk, agenda):
    made = new(
        desk,
        agenda["fr"],
        EventPage,
        **EVENT | {"time_zone": "Indian/Reunion", "start": "2032-07-01 14:00", "end": "2032-07-01 17:00"},
    )
    assert made.start == datetime.datetime(2032, 7, 1, 10, tzinfo=datetime.UTC)

    form = editor_form(desk.open(address(made)))
    assert (form["start"], form["end"]) == ("2032-07-01 14:00", "2032-07-01 17:00")
    form["action-publish"] = "1"
    desk.client.post(address(made), form)
    assert EventPage.objects.get(pk=made.pk).start == made.start  # saved again, it does not move


def test_an_event_without_hours_lasts_the_whole_day(desk, agenda):
    made = new(desk, agenda["fr"], EventPage, **EVENT, start="2032-07-01 00:00", end="2032-07-03 00:00")

    assert made.end.astimezone(made.zone).isoformat() == "2032-07-03T23:59:00+02:00"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("end", {"start": "2032-07-02 10:00", "end": "2032-07-01 10:00"}),
        ("start", {"start": ""}),
        ("start", {"start": "demain"}),
        ("start", {"start": "99999-01-01 00:00"}),
        ("kind", {"kind": "party"}),
        ("place", {"place": "x" * 5000}),
        ("place", {"place": "a\0b"}),
        ("seats", {"seats": "-3"}),
        ("seats", {"seats": "9" * 30}),
        ("registration_url", {"registration_url": "javascript:alert(1)"}),
        ("time_zone", {"time_zone": "Mars/Olympus"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk, agenda, field, changes):
    response = new(desk, agenda["fr"], EventPage, **EVENT | {"start": "2032-07-01 10:00"} | changes)

    assert response.status_code == 200
    errors = response.context["form"].errors
    assert set(errors) == {field}
    assert len(errors[field]) == 1


def test_an_edition_with_three_laureates_is_made_in_the_french_admin(client, desk, agenda):
    award = making.award(making.home(), "Trophées")
    laureates = {f"laureates-{n}-label": f"Projet {n}" for n in range(3)}
    laureates |= {f"laureates-{n}-category": "Eau" for n in range(3)}
    laureates |= {f"laureates-{n}-ORDER": str(n + 1) for n in range(3)}
    for n in range(3):
        for name in ("description", "authority", "territory", "picture", "sheet", "id", "DELETE"):
            laureates[f"laureates-{n}-{name}"] = ""
    made = new(
        desk,
        award,
        AwardEditionPage,
        **{"title": "Édition 2032", "slug": "2032", "year": "2032", "laureates-TOTAL_FORMS": "3", **laureates},
    )

    page = client.get(made.url).content.decode()
    assert [row.label for row in made.laureates.all()] == ["Projet 0", "Projet 1", "Projet 2"]
    assert page.count('class="laureate__project"') == 3
    assert "edition__year" in page


def test_every_page_type_opens_in_the_admin_in_each_language(agenda):
    award = making.award(making.home(), "Trophées")
    pages = [making.edition(award), award, making.event(agenda["fr"]), making.series(making.home())]
    pages += [making.news(making.news_index(making.home())["fr"])]
    for language in ALL:
        desk = desk_of(account(f"{language}@example.org", is_superuser=True))
        for page in pages:
            response = Client.get(desk.client, address(page), headers={"Accept-Language": language})
            assert response.status_code == 200
