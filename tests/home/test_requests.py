"""The forms of the public pages: what is sent is kept, then mailed, and said."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home import requests
from home.models import Message
from networks.models import Territory
from tests import factories
from tests.home import making

pytestmark = pytest.mark.django_db
LANGUAGES = factories.LANGUAGES


def test_what_is_sent_is_kept_told_to_the_staff_and_thanked_for(client, settings):
    settings.INBOX_EMAIL = "inbox@example.org"
    page = making.contact_page()

    answer = making.send(client, page.url)

    message = Message.objects.get()
    assert (message.kind, message.state, message.language) == ("contact", "new", "fr")
    assert (message.name, message.text, message.about) == ("Une habitante", "Une question sur les haies.", "Contact")
    assert message.about_url == page.url
    assert message.notified_at is not None
    [told] = mail.outbox
    assert told.to == ["inbox@example.org"]
    assert "haies" not in told.subject + told.body
    assert "habitante" not in told.subject + told.body
    assert f"/admin/inbox/edit/{message.pk}/" in told.body
    assert answer.status_code == 302
    thanks = client.get(answer["Location"])
    assert 'id="sent"' in making.text(thanks)
    assert "<textarea" not in making.text(thanks)
    assert "no-store" in thanks["Cache-Control"]


def test_an_address_that_thanks_does_so_for_a_while_only_and_on_its_page_only(client, monkeypatch):
    page = making.contact_page()
    thanks = making.send(client, page.url)["Location"]

    assert 'id="sent"' not in making.text(client.get(page.url + "?sent=1"))
    assert 'id="sent"' not in making.text(client.get(making.service_page().url + thanks[thanks.index("?") :]))
    monkeypatch.setattr(requests, "THANKED_FOR", -1)
    assert 'id="sent"' not in making.text(client.get(thanks))


def test_a_page_with_an_arabic_address_thanks_too(client):
    page = factories.translated_page(making.contact_page(), "ar", title="اتصل بنا", slug="اتصل-بنا")

    answer = making.send(client, page.url)

    assert answer.status_code == 302
    assert 'id="sent"' in making.text(client.get(answer["Location"]))
    assert Message.objects.get().about_url == "/ar/اتصل-بنا/"


def test_loading_the_thanks_again_or_sending_twice_keeps_one_message(client):
    page = making.contact_page()
    client.get(making.send(client, page.url)["Location"])
    assert making.send(client, page.url).status_code == 302

    assert Message.objects.count() == 1
    making.send(client, page.url, text="Une autre question.")
    assert Message.objects.count() == 2


def test_a_service_is_asked_for_by_its_subject(client):
    page = making.service_page(subject="council")
    french = making.send(client, page.url, "service")
    english = factories.translated_page(page, "en", title="A talk", slug="a-talk")
    making.send(client, english.url, "service", name="A mayor")

    assert french.status_code == 302
    assert list(Message.objects.values_list("kind", "subject", "language").order_by("pk")) == [
        ("service", "council", "fr"),
        ("service", "council", "en"),
    ]


def test_a_programme_has_a_form_where_its_facts_say_so(client):
    page = making.programme_page(has_form=False)
    response = client.get(page.url)

    assert "csrfmiddlewaretoken" not in making.text(response)
    assert not response.cookies
    making.send(client, page.url, "programme")
    assert not Message.objects.exists()

    page.has_form = True
    page.save_revision().publish()
    assert making.send(client, page.url, "programme").status_code == 302
    assert Message.objects.get().about == page.title


def test_a_membership_request_names_an_authority_of_the_reference(client):
    Territory.objects.create(kind="region", code="52", reference="R52", name="Pays de la Loire")
    page = making.join_page()

    unknown = making.send(client, page.url, "membership", territory_code="99999")
    assert unknown.status_code == 422
    assert "id_territory_code_error" in making.text(unknown)
    assert not Message.objects.exists()

    assert making.send(client, page.url, "membership", territory_code=" r52 ").status_code == 302
    message = Message.objects.get()
    assert (message.kind, message.organisation_kind, message.territory_code) == ("membership", "commune", "R52")
    assert message.consents is True


def test_the_box_of_a_membership_request_goes_with_the_commitments_of_the_page(client):
    page = making.join_page()
    assert "La commune" in making.text(client.get(page.url))
    sent = making.send(client, page.url, "membership", consents="")
    assert sent.status_code == 422
    assert "id_consents_error" in making.text(sent)

    page.commitments = []
    page.save_revision().publish()
    assert "id_consents" not in making.text(client.get(page.url))
    assert making.send(client, page.url, "membership", consents="").status_code == 302
    assert Message.objects.get().consents is False


# What is shown


def test_a_page_without_a_form_sets_no_cookie(client):
    libraries = factories.library_tree()
    for url in ("/fr/", libraries["fr"].url, factories.page(libraries["fr"].get_parent(), "Qui").url):
        assert not client.get(url).cookies


@pytest.mark.parametrize("kind", ["contact", "service", "membership", "comment"])
def test_a_refused_form_keeps_what_was_typed_and_leads_to_each_fault(client, kind):
    pages = {"contact": making.contact_page, "service": making.service_page, "membership": making.join_page}
    url = pages[kind]().url if kind in pages else making.comment_url(making.contact_page())
    typed = dict.fromkeys(making.FILLED[kind], "") | {"text": "Ce texte a pris une heure."}
    if kind == "comment":
        typed |= {"wants_answer": "yes", "email": "wrong"}

    refused = making.send(client, url, kind, **typed)

    shown = making.text(refused)
    assert refused.status_code == 422
    assert "Ce texte a pris une heure." in shown
    for name in set(re.findall(r'id="(id_\w+)_error"', shown)):
        assert f'href="#{name}"' in shown
        assert f'id="{name}"' in shown
    assert re.search(r'aria-invalid="true"', shown)
    assert not Message.objects.exists()


def test_what_an_account_need_not_type_is_filled_in(client):
    page = making.contact_page()
    client.force_login(factories.account("agent@example.org", first_name="Une", last_name="Agente"))

    shown = client.get(page.url)

    assert 'value="agent@example.org"' in making.text(shown)
    assert 'value="Une Agente"' in making.text(shown)
    making.send(client, page.url)
    assert Message.objects.get().author.email == "agent@example.org"


def test_the_way_to_the_map_is_a_link_and_nothing_is_asked_of_another_host(client):
    page = making.contact_page(latitude="48.86012", longitude="2.32345")

    shown = making.text(client.get(page.url))

    assert "https://www.openstreetmap.org/?mlat=48.86012&amp;mlon=2.32345#map=17/48.86012/2.32345" in shown
    assert not re.search(r'(src|action)="https?:', shown)


@pytest.mark.parametrize("make", [making.contact_page, making.join_page, making.service_page])
def test_pages_with_a_form_take_few_queries_and_none_twice(client, make):
    page = make()
    for url in (page.url, making.comment_url(page)):
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        queries = [query["sql"] for query in captured.captured_queries]
        assert len(queries) <= 15, "\n".join(queries)
        assert len(set(queries)) == len(queries), "\n".join(queries)


def test_the_cookie_page_says_which_cookies_this_site_sets(client, settings):
    home = making.home()
    page = factories.page(home, "Cookies")
    page.body = [("cookies", None)]
    page.save_revision().publish()

    shown = making.text(client.get(page.url))

    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"}
    names.add("wagtail_sidebar_collapsed")  # of the editing pages
    assert set(re.findall(r'<th scope="row"><bdi dir="ltr">(\w+)</bdi>', shown)) == names


# A form that another site sent, or that stood open for too long


@pytest.mark.parametrize("where", ["page", "comment"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_token_a_form_is_shown_again_with_what_was_typed(where, language):
    page = making.contact_page()
    if language != "fr":
        page = factories.translated_page(page, language, title=f"Contact {language}", slug=f"contact-{language}")
    url, kind = (page.url, "contact") if where == "page" else (making.comment_url(page), "comment")
    client = Client(enforce_csrf_checks=True)

    refused = making.send(client, url, kind, text="Une heure de travail.")

    assert refused.status_code == 403
    assert "Une heure de travail." in making.text(refused)
    assert f'<html lang="{language}"' in making.text(refused)
    assert not Message.objects.exists()
    again = {**making.FILLED[kind], **making.shown_form(refused), "text": "Une heure de travail."}
    assert client.post(url, again).status_code == 302
    assert Message.objects.get().text == "Une heure de travail."


def test_without_its_token_nothing_else_is_answered():
    client = Client(enforce_csrf_checks=True)
    page = making.contact_page()
    page.view_restrictions.create(restriction_type="login")

    assert making.send(client, page.url).status_code == 302, "to the login, as for any reader"
    assert making.send(client, making.comment_url(page), "comment").status_code == 404
    assert making.send(client, "/fr/").status_code == 403
    assert not Message.objects.exists()
