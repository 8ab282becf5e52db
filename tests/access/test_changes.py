"""Who may read changes: at once, in all languages, for those who are there already."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from library.models import Sheet
from library.models.restriction import restrict
from networks.models import Membership
from tests import factories
from tests.access.asking import ALL, client_of, everywhere, in_sitemap, make, read

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def test_from_publication_to_deletion_all_languages_go_together(libraries, group):
    document = factories.document()
    work = make(publish=False, files=[(document, "same")])
    visitor, member = Client(), client_of(factories.member("member@example.org"))
    insider = client_of(factories.member("in@example.org", groups=[group]))
    readers = (visitor, member, insider)

    def now() -> list[str]:
        return [everywhere(reader, work) for reader in readers]

    def files() -> list[int]:
        return [reader.get(document.url).status_code for reader in readers]

    assert (now(), files(), in_sitemap(work)) == (["---"] * 3, [404] * 3, 0)
    factories.edit(factories.source_of(work))
    assert (now(), files(), in_sitemap(work)) == (["bbb"] * 3, [200] * 3, 3)
    factories.edit(factories.source_of(work), access="members")
    assert (now(), files(), in_sitemap(work)) == (["ttt", "bbb", "bbb"], [302, 200, 200], 3)
    factories.edit(factories.source_of(work), access="groups", groups=[group])
    assert (now(), files(), in_sitemap(work)) == (["---", "---", "bbb"], [404, 404, 200], 0)
    factories.edit(factories.source_of(work), access="public", groups=[])
    assert (now(), files()) == (["bbb"] * 3, [200] * 3)
    factories.source_of(work).unpublish()
    assert (now(), files(), in_sitemap(work)) == (["---"] * 3, [404] * 3, 0)
    factories.edit(factories.source_of(work))
    assert (now(), files()) == (["bbb"] * 3, [200] * 3)
    factories.source_of(work).delete()
    assert (now(), files(), in_sitemap(work)) == (["---"] * 3, [404] * 3, 0)


def test_a_translation_comes_and_goes_alone(libraries):
    work = make()
    factories.version(work, "en").unpublish()
    assert everywhere(Client(), work) == "b-b"
    factories.edit(factories.version(work, "en"))
    assert everywhere(Client(), work) == "bbb"
    factories.version(work, "ar").delete()
    assert everywhere(Client(), work) == "bb-"


@pytest.mark.parametrize("language", ALL)
def test_the_source_decides_whatever_its_language(libraries, language):
    work = make(languages=[language, *(other for other in ALL if other != language)])
    for other in ALL:  # what a translation holds of the facts is never read
        if other != language:
            Sheet.objects.filter(pk=factories.version(work, other).pk).update(access="public")
    factories.edit(factories.source_of(work), access="members")
    assert everywhere(Client(), work) == "ttt"


def test_a_draft_changes_nothing_before_it_is_published(libraries, group):
    work = make()
    factories.edit(factories.source_of(work), publish=False, access="groups", groups=[group])
    assert everywhere(Client(), work) == "bbb"
    factories.source_of(work).latest_revision.publish()
    assert everywhere(Client(), work) == "---"
    factories.edit(factories.source_of(work), publish=False, access="public", groups=[])
    assert everywhere(Client(), work) == "---"


def test_a_scheduled_change_waits_for_its_hour_and_an_expiry_does_not_wait_for_the_timer(libraries, monkeypatch):
    work = make()
    later = timezone.now() + datetime.timedelta(hours=1)
    factories.edit(factories.source_of(work), access="groups", go_live_at=later)
    assert everywhere(Client(), work) == "bbb"
    monkeypatch.setattr(timezone, "now", lambda: later + datetime.timedelta(seconds=1))
    call_command("publish_scheduled")
    assert everywhere(Client(), work) == "---"

    other = make(expire_at=later + datetime.timedelta(hours=1))
    assert everywhere(Client(), other) == "bbb"
    monkeypatch.setattr(timezone, "now", lambda: later + datetime.timedelta(hours=1, seconds=1))
    assert everywhere(Client(), other) == "---"


def test_closing_at_once_holds_against_a_waiting_draft(libraries):
    work = make()
    factories.edit(factories.source_of(work), publish=False, title="Plus tard")
    restrict(work, "members")
    assert everywhere(Client(), work) == "ttt"
    factories.source_of(work).latest_revision.publish()
    assert everywhere(Client(), work) == "ttt"


@pytest.mark.parametrize("active", ["Europe/Paris", "Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("day", [datetime.date(2026, 3, 28), datetime.date(2026, 3, 29), datetime.date(2026, 12, 31)])
def test_a_membership_ends_at_midnight_in_paris(libraries, monkeypatch, day, active):
    """Also on the night when clocks change, and whatever time zone the admin has made the active one."""
    document = factories.document()
    work = make(access="members", files=[(document, "same")])
    ends = factories.member("ends@example.org", end=day)
    begins = factories.member("begins@example.org", start=day + datetime.timedelta(days=1))
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), tzinfo=PARIS)
    second = datetime.timedelta(seconds=1)
    for moment, last, first in (
        (midnight.astimezone(datetime.UTC) - second, "b", "t"),
        (midnight.astimezone(datetime.UTC) + second, "t", "b"),
    ):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        for user, expected in ((ends, last), (begins, first)):
            client = client_of(user)
            with timezone.override(active):
                assert read(client, work, "fr") == expected
                assert client.get(document.url).status_code == (200 if expected == "b" else 403)


def test_rights_end_in_the_middle_of_a_session(libraries, group):
    closed = make(access="groups", groups=[group])
    members = make(access="members")
    user = factories.member("member@example.org", groups=[group])
    client = client_of(user)
    assert (everywhere(client, closed), everywhere(client, members)) == ("bbb", "bbb")
    user.groups.remove(group)
    assert (everywhere(client, closed), everywhere(client, members)) == ("---", "bbb")
    Membership.objects.update(end=timezone.localdate() - datetime.timedelta(days=2))
    assert everywhere(client, members) == "ttt"
    Membership.objects.update(end=None)
    assert everywhere(client, members) == "bbb"
    user.authority.delete()
    assert everywhere(client, members) == "ttt"


@pytest.mark.parametrize("end", ["deactivated", "deleted", "password"])
def test_a_session_ends_with_its_account(libraries, end):
    members = make(access="members")
    user = factories.member("member@example.org")
    client = client_of(user)
    assert everywhere(client, members) == "bbb"
    match end:
        case "deactivated":
            type(user).objects.filter(pk=user.pk).update(is_active=False)
        case "deleted":
            user.delete()
        case "password":  # changed elsewhere, after a theft
            user.set_password("another-long-password")
            user.save()
    assert everywhere(client, members) == "ttt"
    assert client.get("/accounts/").status_code == 302


def test_staff_who_lose_their_role_lose_what_it_reads(libraries):
    closed = make(access="groups")
    user = factories.staff("editor@example.org", "Editors")
    client = client_of(user)
    assert everywhere(client, closed) == "bbb"
    user.groups.clear()
    assert everywhere(client, closed) == "---"
    assert client.get("/admin/").status_code in {302, 403}


def test_a_group_that_is_deleted_opens_nothing(libraries, group):
    closed = make(access="groups", groups=[group])
    client = client_of(factories.member("member@example.org", groups=[group]))
    assert everywhere(client, closed) == "bbb"
    group.delete()
    assert everywhere(client, closed) == "---"
    Group.objects.create(name="Pilots")
    assert everywhere(client, closed) == "---"


def test_a_closed_page_is_closed_in_all_languages_and_not_told_of(libraries):
    home = Page.objects.get(depth=2, locale__language_code="fr")
    french = factories.page(home, "Espace", "<p>closed</p>", show_in_menus=True)
    english = factories.translated_page(french, "en", title="Space", slug="space")
    restriction = PageViewRestriction.objects.create(page=french, restriction_type="login")
    for page in (french, english):
        assert Client().get(page.url).status_code == 302
    told = Client().get("/sitemap.xml").content + Client().get("/fr/").content + Client().get("/en/").content
    assert b"/espace/" not in told
    assert b"/space/" not in told
    restriction.delete()
    for page in (french, english):
        assert Client().get(page.url).status_code == 200


def test_an_expired_page_does_not_wait_for_the_timer(libraries, monkeypatch):
    home, document = Page.objects.get(depth=2, locale__language_code="fr"), factories.document()
    hour = timezone.now() + datetime.timedelta(hours=1)
    link = f'<p><a linktype="document" id="{document.pk}">file</a></p>'
    page = factories.page(home, "Passagère", link, show_in_menus=True, expire_at=hour)
    client = Client()

    def told() -> bool:
        return any(b"/passag" in client.get(url).content for url in ("/fr/", "/sitemap.xml"))

    assert (client.get(page.url).status_code, client.get(document.url).status_code, told()) == (200, 200, True)
    monkeypatch.setattr(timezone, "now", lambda: hour)
    cache.clear()  # the menu is kept for a minute
    assert (client.get(page.url).status_code, client.get(document.url).status_code, told()) == (404, 404, False)


def test_a_closed_library_closes_the_addresses_of_its_sheets(libraries):
    work = make()
    PageViewRestriction.objects.create(page=libraries["fr"], restriction_type="login")
    for language in ALL:
        assert Client().get(factories.version(work, language).url).status_code == 302
    assert in_sitemap(work) == 0
