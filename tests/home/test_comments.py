"""Comments on a page or a sheet: never published, open to whoever may see what they are about."""

import pytest
from django.utils import timezone

from home.models import Message
from tests import factories
from tests.home import making

pytestmark = pytest.mark.django_db


def test_every_page_and_sheet_has_a_way_to_comment_on_it(client):
    libraries = factories.library_tree()
    work = factories.work(title="Haie")
    sheet = factories.source_of(work)
    page = making.contact_page()

    assert f'href="{making.comment_url(libraries["fr"].get_parent())}"' in making.text(client.get("/fr/"))
    assert f'href="{making.comment_url(libraries["fr"])}"' in making.text(client.get(libraries["fr"].url))
    assert f'href="{making.comment_url(page)}"' in making.text(client.get(page.url))
    assert f'href="/fr/comment/sheet/{work.pk}/"' in making.text(client.get(sheet.url))
    assert "/comment/" not in making.text(client.get("/fr/nowhere/"))
    assert "/comment/" not in making.text(client.get("/accounts/login/"))
    assert "comment-link" not in making.text(client.get(making.comment_url(page)))


@pytest.mark.parametrize("language", factories.LANGUAGES)
def test_a_comment_is_kept_with_the_page_it_is_about(client, language):
    library = factories.library_tree()[language]
    form = client.get(making.comment_url(library))
    assert f'<html lang="{language}"' in making.text(form)
    assert 'content="noindex"' in making.text(form)

    assert making.send(client, making.comment_url(library), "comment").status_code == 302

    message = Message.objects.get()
    assert (message.kind, message.nature, message.language) == ("comment", "remark", language)
    assert (message.about, message.about_url) == (library.title, library.url)
    assert (message.wants_answer, message.email) == (False, "")
    assert not message.may_be_answered


def test_an_e_mail_address_is_asked_for_where_an_answer_is_wanted_and_not_kept_where_it_is_not(client):
    url = making.comment_url(making.contact_page())

    refused = making.send(client, url, "comment", wants_answer="yes")
    assert refused.status_code == 422
    assert "id_email_error" in making.text(refused)
    assert making.send(client, url, "comment", wants_answer="no", email="not an address").status_code == 302
    assert Message.objects.get().email == ""
    assert making.send(client, url, "comment", wants_answer="yes", email="a@example.org").status_code == 302
    assert Message.objects.latest("pk").may_be_answered


def test_a_comment_on_a_members_sheet_names_its_title_alone(client):
    factories.library_tree()
    work = factories.work(title="Haie", summary="Le résumé.", body="<p>Le secret.</p>", access="members")
    url = f"/fr/comment/sheet/{work.pk}/"

    assert "Haie" in making.text(client.get(url))
    assert "secret" not in making.text(client.get(url))
    making.send(client, url, "comment")
    assert Message.objects.get().about_url == factories.source_of(work).url


@pytest.mark.parametrize("hidden", ["draft", "expired", "restricted", "other language", "unknown"])
def test_nobody_comments_on_what_they_may_not_open(client, hidden):
    page = making.contact_page()
    url = making.comment_url(page)
    match hidden:
        case "draft":
            page.unpublish()
        case "expired":
            type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now())
        case "restricted":
            page.view_restrictions.create(restriction_type="login")
        case "other language":
            url = url.replace("/fr/", "/en/")
        case "unknown":
            url = f"/fr/comment/page/{10**20}/"

    assert client.get(url).status_code == 404
    assert making.send(client, url, "comment").status_code == 404
    assert not Message.objects.exists()


def test_an_account_comments_on_a_page_that_the_login_opens(client):
    page = making.contact_page()
    page.view_restrictions.create(restriction_type="login")
    client.force_login(factories.account("agent@example.org"))

    assert client.get(making.comment_url(page)).status_code == 200
