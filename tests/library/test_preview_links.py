"""A draft shown to somebody without an account: by its secret address alone, until its day, and nothing more."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models import StandardPage
from library.models import PreviewLink
from library.reviewing.links import digest_of, make_link
from library.reviewing.things import type_of
from tests import factories
from tests.library.desk import account, desk_of, fresh, translation_of

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=7)


@pytest.fixture
def libraries():
    return factories.library_tree()


@pytest.fixture
def sheet(libraries, editor):
    """A live sheet with another title, date and file waiting in its draft."""
    work = factories.work(title="En ligne", year=2020, contact_name="Mme Prune")
    sheet = factories.source_of(work)
    draft = sheet.get_latest_revision_as_object()
    draft.title, draft.year = "Le brouillon", 2024
    draft.files.add(
        type(sheet)
        ._meta.get_field("files")
        .related_model(document=factories.document(b"words of the file", "plan.txt"), access="members")
    )
    draft.save_revision()
    return sheet


def link_to(thing, user=None, ends_on=None) -> tuple[PreviewLink, str]:
    user = user or account("auteur@example.org", "Editors")
    return make_link(thing, user, "Mme Prune", ends_on or timezone.localdate() + SOON)


def test_a_visitor_with_the_address_reads_the_latest_draft_its_facts_and_files(sheet):
    link, address = link_to(sheet)
    answer = Client().get(address)
    shown = answer.content.decode()

    assert answer.status_code == 200
    assert "Le brouillon" in shown
    assert "2024" in shown
    assert "Mme Prune" in shown, "the contact, as who made the link reads it"
    assert 'class="notice notice--warning"' in shown
    file = re.search(rf'href="({re.escape(address)}\d+/plan[^"/]*\.txt)"', shown)
    assert file
    got = Client().get(file.group(1))
    assert b"".join(got) == b"words of the file"
    for response in (answer, got):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "no-referrer"


def test_the_link_follows_the_draft(sheet):
    _link, address = link_to(sheet)
    draft = fresh(sheet).get_latest_revision_as_object()
    draft.title = "Le brouillon corrigé"
    draft.save_revision()
    assert "Le brouillon corrigé" in Client().get(address).content.decode()


def test_openings_are_counted_and_questions_about_the_address_are_not(sheet):
    link, address = link_to(sheet)
    for _time in range(2):
        Client().get(address)
    Client().head(address)
    link.refresh_from_db()
    assert link.opened == 2
    assert link.opened_at


def test_the_address_is_not_kept(sheet):
    link, address = link_to(sheet)
    token = address.strip("/").split("/")[-1]
    assert len(token) >= 40
    assert token not in str(PreviewLink.objects.values().get())
    assert link.digest == digest_of(token)


def unknown(link):
    return "x" * 43


def ended(link):
    PreviewLink.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))


def withdrawn(link):
    PreviewLink.objects.update(withdrawn_at=timezone.now())


def of_someone_who_left(link):
    link.made_by.is_active = False
    link.made_by.save()


def of_someone_who_lost_the_right(link):
    link.made_by.groups.clear()


def of_a_deleted_sheet(link):
    link.thing.delete()


@pytest.mark.parametrize(
    "case", [unknown, ended, withdrawn, of_someone_who_left, of_someone_who_lost_the_right, of_a_deleted_sheet]
)
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_an_address_that_leads_nowhere_says_so_in_the_language_and_names_nothing(sheet, case, language):
    link, address = link_to(sheet)
    file = sheet.get_latest_revision_as_object().files.first()
    token = case(link) or address.strip("/").split("/")[-1]
    for end in ("", f"{file.document_id if file else 1}/plan.txt"):
        answer = Client().get(f"/{language}/_draft/{token}/{end}")
        shown = answer.content.decode()
        assert answer.status_code == 404
        assert f'lang="{language}"' in shown
        assert "brouillon</h1>" not in shown.replace("Ce brouillon", "")
        assert "Le brouillon" not in shown
        assert "no-store" in answer["Cache-Control"]


def test_only_the_files_of_the_draft_and_those_that_who_made_the_link_may_have(sheet):
    other = factories.document(b"another", "autre.txt")
    _link, address = link_to(sheet)
    assert Client().get(f"{address}{other.pk}/{other.filename}").status_code == 404

    writer = account("tr@example.org")
    names = ("add_experiencesheet", "change_experiencesheet")
    writer.user_permissions.set(Permission.objects.filter(codename__in=names))
    _link, address = link_to(sheet, writer)
    assert Client().get(address).status_code == 200
    document = sheet.get_latest_revision_as_object().files.get().document
    assert Client().get(f"{address}{document.pk}/{document.filename}").status_code == 404


def test_the_address_of_another_language_leads_to_that_of_the_draft(sheet):
    _link, address = link_to(sheet)
    answer = Client().get(address.replace("/fr/", "/ar/"))
    assert answer.status_code == 302
    assert answer["Location"] == address
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_translation_is_shown_with_passages_that_nobody_published(sheet, moderator):
    english = moderator.translate(fresh(sheet), "en")[0]
    moderator.say_all(translation_of(english), "Said in English:")
    _link, address = link_to(english)
    answer = Client().get(address)
    assert address.startswith("/en/")
    assert "Said in English:" in answer.content.decode()
    assert not fresh(english).live


def test_a_page_too_is_shown_as_its_draft(libraries):
    page = factories.page(libraries["fr"].get_parent().specific, "En ligne", "<p>Ancien</p>")
    page.title = "Le brouillon"
    page.save_revision()
    _link, address = link_to(page)
    shown = Client().get(address).content.decode()
    assert "Le brouillon" in shown
    assert "notice--warning" in shown
    assert "Le brouillon" not in Client().get(page.url).content.decode()


# In the admin


def admin_address(thing) -> str:
    return reverse("preview_links", args=[type_of(thing).pk, thing.pk])


def test_an_editor_makes_an_address_sees_it_once_and_withdraws_it(sheet, editor):
    address = admin_address(sheet)
    assert address in editor.open(editor.address(sheet, "edit")).content.decode()
    day = timezone.localdate() + SOON
    shown = editor.client.post(address, {"note": "Mme Prune", "ends_on": day.isoformat()}).content.decode()
    made = re.search(r'value="http[^"]*(/fr/_draft/[^"]+)"', shown).group(1)

    assert Client().get(made).status_code == 200
    assert made not in editor.open(address).content.decode()
    editor.client.post(reverse("preview_link_withdraw", args=[PreviewLink.objects.get().pk]))
    assert Client().get(made).status_code == 404
    report = editor.open(reverse("preview_links_report")).content.decode()
    assert "Mme Prune" in report


@pytest.mark.parametrize("days", [-1, 366, 99999])
def test_a_day_that_is_past_or_too_far_is_refused_at_its_field(sheet, editor, days):
    day = timezone.localdate() + datetime.timedelta(days=days)
    answer = editor.client.post(admin_address(sheet), {"note": "Mme Prune", "ends_on": day.isoformat()})
    assert "Mme Prune" in answer.content.decode()
    assert answer.context["form"].errors["ends_on"]
    assert not PreviewLink.objects.exists()


def test_only_staff_who_may_edit_the_thing_make_see_and_withdraw(sheet, libraries):
    link, _address = link_to(sheet)
    page = libraries["fr"]
    for role, status in [("Members' managers", 302), ("Translators", 302), ("Editors", 200)]:
        client = desk_of(account(f"{role[0]}@example.org", role)).client
        assert client.get(admin_address(sheet)).status_code == status, role
        assert client.get(admin_address(page)).status_code == status, role
    client = desk_of(account("adh@example.org", "Members' managers")).client
    client.post(reverse("preview_link_withdraw", args=[link.pk]))
    link.refresh_from_db()
    assert link.withdrawn_at is None
    assert StandardPage.objects.count() == 0
