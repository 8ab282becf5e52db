"""The mails about accounts: in the reader's language, and without a way to sign up alone, which there is not."""

import re

import pytest
from django.core import mail

from tests import factories

ADDRESS = "agent@example.org"
WORDS = {"fr": "nouveau mot de passe", "en": "new password", "ar": "كلمة مرور جديدة"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", WORDS)
def test_a_lost_password_is_answered_in_the_language_of_the_page(client, language):
    factories.account(ADDRESS)

    client.post(f"/accounts/password/reset/?lang={language}", {"email": ADDRESS})

    [message] = mail.outbox
    assert WORDS[language] in message.subject + message.body
    link = re.search(r"https?://[^/]+(/accounts/\S+)", message.body)[1]
    page = client.get(link, follow=True, headers={"accept-language": "de"})
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", WORDS)
def test_an_unknown_address_is_told_who_opens_accounts(client, language):
    client.post(f"/accounts/password/reset/?lang={language}", {"email": "nobody@example.org"})

    [message] = mail.outbox
    assert "nobody@example.org" in message.body
    assert "/signup/" not in message.body
    assert WORDS[language] in message.body
