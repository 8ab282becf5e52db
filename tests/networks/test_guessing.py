"""Nobody learns from our forms who has an account, nor tries passwords at leisure."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
LOGINS = ["/accounts/login/", "/accounts/login/?next=/admin/", "/admin/login/", "/fr/_util/login/"]


def text(response, *typed: str) -> str:
    """The page less what differs each time: the token, and the address that was typed."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", response.content.decode())
    for word in typed:
        page = page.replace(word, "…")
    return page


@pytest.fixture
def known() -> dict[str, str]:
    """An address of each kind of account."""
    factories.account("agent@example.org")
    factories.account("gone@example.org", is_active=False)
    factories.staff("editor@example.org", "Editors")
    return {"agent": "agent@example.org", "gone": "gone@example.org", "staff": "editor@example.org"}


@pytest.mark.parametrize("field", ["login", "email"])
def test_known_and_unknown_get_the_same_answer(known, field):
    path = "/accounts/login/" if field == "login" else "/accounts/password/reset/"
    answers = set()
    for email in (*known.values(), "nobody@example.org"):
        response = Client().post(path, {field: email, "password": "wrong"})
        target = response.get("Location", "")
        answers.add((response.status_code, target, text(Client().get(target) if target else response, email)))
    assert len(answers) == 1


def test_a_way_back_to_a_lost_password_is_mailed_to_its_owner_alone(known):
    for email in (*known.values(), "nobody@example.org"):
        Client().post("/accounts/password/reset/", {"email": email})
    told = {message.to[0] for message in mail.outbox if "/password/reset/key/" in message.body}
    assert told == {known["agent"], known["staff"]}


def test_ten_wrong_passwords_are_enough(known):
    """For an account there is and for one that there is not; then even the right one must wait."""
    for email in (known["agent"], "nobody@example.org"):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(email)}")
        pages = [client.post("/accounts/login/", {"login": email, "password": f"wrong {n}"}) for n in range(10)]
        assert all(page.status_code in {200, 429} for page in pages)
        assert text(pages[0], email) != text(pages[-1], email)
    client = Client(REMOTE_ADDR="198.51.100.1")  # from elsewhere: it is the account that is slowed down
    client.post("/accounts/login/", {"login": known["agent"], "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session


def test_one_address_cannot_try_many_accounts():
    client, pages = Client(REMOTE_ADDR="192.0.2.1"), []
    for number in range(12):
        sent = {"login": f"a{number}@example.org", "password": "wrong"}
        pages.append(client.post("/accounts/login/", sent, headers={"X-Forwarded-For": f"203.0.113.{number}"}))
    assert text(pages[0], "a0@example.org") != text(pages[-1], "a11@example.org")


@pytest.mark.parametrize("path", LOGINS)
def test_every_login_leads_to_the_one_that_counts(db, path):
    user = factories.staff("editor@example.org", "Editors")
    client = Client()
    response = client.post(path, {"username": user.email, "login": user.email, "password": factories.PASSWORD})
    if not path.startswith("/accounts/"):
        assert response.status_code in {302, 405}
        assert "_auth_user_id" not in client.session


def test_a_login_begins_a_new_session(db):
    user = factories.account("agent@example.org")
    client = Client()
    session = client.session
    session["left"] = "by someone else"
    session.save()
    before = client.session.session_key
    client.post("/accounts/login/", {"login": user.email, "password": factories.PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before
    assert not client.session.exists(before)
