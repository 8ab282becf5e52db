"""The forms of the public pages: what is sent is kept, then mailed, and said."""

import pytest
from django.core import mail

from home.models import Message
from tests.home import making

pytestmark = pytest.mark.django_db


def test_what_is_sent_is_kept_told_to_the_staff_and_thanked_for(client, settings):
    settings.INBOX_EMAIL = "inbox@example.org"
    page = making.contact_page()
    assert client.get(page.url).status_code == 200

    answer = making.send(client, page.url)

    message = Message.objects.get()
    assert (message.kind, message.state, message.language) == ("contact", "new", "fr")
    assert (message.name, message.text, message.about) == ("Une habitante", "Une question sur les haies.", "Contact")
    assert message.notified_at is not None
    [told] = mail.outbox
    assert told.to == ["inbox@example.org"]
    assert "haies" not in told.subject + told.body
    assert "habitante" not in told.subject + told.body
    assert f"/admin/inbox/edit/{message.pk}/" in told.body
    assert answer.status_code == 302
    thanks = client.get(answer["Location"])
    assert 'id="sent"' in thanks.content.decode()
    assert "<textarea" not in thanks.content.decode()
