"""A page closed in one language is closed in all languages and copies, whatever is done first."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.library.desk import account, desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    """A page in three languages and an alias of the French one."""
    libraries = factories.library_tree()
    french = factories.page(libraries["fr"].get_parent(), "Adhérer")
    english = factories.translated_page(french, "en", title="Join", slug="join")
    arabic = factories.translated_page(french, "ar", title="انضم", slug="join-ar")
    alias = french.create_alias(update_slug="copie")
    return french, english, arabic, alias


def kinds() -> set[tuple[str, str, tuple]]:
    return {
        (each.page.slug, each.restriction_type, tuple(each.groups.values_list("name", flat=True)))
        for each in PageViewRestriction.objects.all()
    }


def test_a_restriction_made_in_the_admin_holds_in_all_languages_and_copies(pages):
    admin = desk_of(account("a@example.org", is_superuser=True))
    group = Group.objects.create(name="Bureau")
    address = reverse("wagtailadmin_pages:set_privacy", args=[pages[0].pk])
    admin.client.post(address, {"restriction_type": "groups", "groups": [group.pk]})

    assert kinds() == {(page.slug, "groups", ("Bureau",)) for page in pages}
    assert not Page.objects.public().filter(pk__in=[page.pk for page in pages]).exists()

    admin.client.post(address, {"restriction_type": "login"})
    assert {kind for _slug, kind, _groups in kinds()} == {"login"}

    admin.client.post(reverse("wagtailadmin_pages:set_privacy", args=[pages[2].pk]), {"restriction_type": "none"})
    assert kinds() == set()


def test_groups_added_or_taken_later_are_carried_too(pages):
    first, second = Group.objects.create(name="Un"), Group.objects.create(name="Deux")
    restriction = PageViewRestriction.objects.create(page=pages[1], restriction_type="groups")
    restriction.groups.add(first, second)
    restriction.groups.remove(first)

    assert {groups for _slug, _kind, groups in kinds()} == {("Deux",)}
    assert len(kinds()) == 4
    restriction.groups.clear()
    assert {groups for _slug, _kind, groups in kinds()} == {()}


def test_deleting_one_language_of_a_restricted_page_opens_no_other(pages):
    french, english, arabic, _alias = pages
    PageViewRestriction.objects.create(page=french, restriction_type="login")
    Page.objects.get(pk=arabic.pk).delete()
    assert PageViewRestriction.objects.filter(page=french).exists()
    assert PageViewRestriction.objects.filter(page=english).exists()

    Page.objects.get(pk=french.pk).delete()
    assert PageViewRestriction.objects.filter(page=english).exists()


def test_lifting_several_restrictions_at_once_lifts_them_everywhere(pages):
    PageViewRestriction.objects.create(page=pages[0], restriction_type="login")
    PageViewRestriction.objects.filter(page=pages[0]).delete()
    assert kinds() == set()


def test_a_translation_or_an_alias_made_later_begins_closed():
    libraries = factories.library_tree()
    french = factories.page(libraries["fr"].get_parent(), "Adhérer")
    PageViewRestriction.objects.create(page=french, restriction_type="login")
    factories.translated_page(french, "en", title="Join", slug="join")
    french.create_alias(update_slug="copie")

    assert {slug for slug, _kind, _groups in kinds()} == {french.slug, "join", "copie"}


def test_the_visitor_of_a_translation_is_sent_to_the_login(pages, client):
    address = Page.objects.get(pk=pages[1].pk).url
    assert client.get(address).status_code == 200
    PageViewRestriction.objects.create(page=pages[0], restriction_type="login")
    assert client.get(address).status_code == 302


def test_a_page_is_not_published_with_untranslated_passages_nor_translated_from_a_translation(pages):
    from wagtail_localize.models import Translation

    admin = desk_of(account("a@example.org", is_superuser=True))
    page = factories.page(pages[0].get_parent(), "Missions", text="<p>Ce que nous faisons</p>")
    locales = {"locales": [factories.locale("en").pk]}
    admin.client.post(reverse("wagtail_localize:submit_page_translation", args=[page.pk]), locales)
    english = page.get_translation(factories.locale("en"))
    edit = reverse("wagtailadmin_pages:edit", args=[english.pk])
    assert not english.live

    admin.client.post(edit, {"action": "publish"})
    english.refresh_from_db()
    assert not english.live
    assert "publish_untranslated" in admin.open(edit).content.decode()

    address = reverse("wagtail_localize:submit_page_translation", args=[english.pk])
    admin.client.post(address, {"locales": [factories.locale("ar").pk]})
    assert not Translation.objects.filter(target_locale=factories.locale("ar"), source__locale=english.locale).exists()

    admin.say_all(Translation.objects.get(target_locale=english.locale))
    admin.client.post(edit, {"action": "publish"})
    assert Translation.objects.get(target_locale=english.locale).get_progress()[0] > 1
