"""The mails of the inbox: kept first, tried again until they leave, never twice."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from home import health, mailing
from home.models import Answer, Message
from tests import factories
from tests.home import making
from tests.services import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_mail_server(settings):
    """The real way to a mail server, and a port where none is."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    return settings


def make_due() -> None:
    for model in (Message, Answer):
        model.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def back(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.parametrize("language", factories.LANGUAGES)
def test_without_a_mail_server_nothing_is_lost_and_the_reader_is_thanked(client, no_mail_server, language):
    url = f"/{language}/comment/page/{making.home(language).pk}/"

    answer = making.send(client, url, "comment")

    assert answer.status_code == 302
    assert 'id="sent"' in client.get(answer["Location"]).content.decode()
    message = Message.objects.get()
    assert (message.notified_at, message.tries) == (None, 1)
    assert health.parts()["mail"] == {"ok": False, "waiting": 1, "given_up": 0}
    back(no_mail_server)
    mailing.send_waiting()
    assert mail.outbox == [], "not yet due"
    make_due()
    mailing.send_waiting()
    assert len(mail.outbox) == 1
    mailing.send_waiting()
    make_due()
    mailing.send_waiting()
    assert len(mail.outbox) == 1
    assert health.parts()["mail"]["ok"]


@pytest.mark.django_db(transaction=True)
def test_a_message_is_certain_before_its_mail_is_tried(client, no_mail_server):
    """With the site's own way to run tasks: after the transaction."""
    no_mail_server.TASKS = {"default": {"BACKEND": "home.tasks.OnCommitBackend"}}
    page = making.contact_page()

    assert making.send(client, page.url).status_code == 302

    assert Message.objects.get().tries == 1


def test_tries_are_further_and_further_apart_and_end(no_mail_server):
    message = making.message(notified_at=None)
    waits = []
    for _try in range(mailing.MOST_TRIES + 2):
        make_due()
        before = timezone.now()
        try:
            mailing.send_waiting()
        except mailing.MailError:
            message.refresh_from_db()
            waits.append(message.next_try_at - before)

    assert len(waits) == message.tries == mailing.MOST_TRIES
    assert waits[0] < timedelta(minutes=3)
    assert waits == sorted(waits) or max(waits[-5:]) - min(waits[-5:]) < timedelta(seconds=5)
    assert timedelta(hours=12) < sum(waits, timedelta()) < timedelta(hours=48)
    assert health.parts()["mail"] == {"ok": False, "waiting": 0, "given_up": 1}


def test_a_server_that_is_away_does_not_hold_the_timer(no_mail_server):
    for _number in range(8):
        making.message(notified_at=None)

    with pytest.raises(mailing.MailError):
        mailing.send_waiting()

    assert Message.objects.filter(tries=1).count() == mailing.ENOUGH_FAILURES


def test_the_timer_sends_what_waits(settings):
    making.home()
    making.message(notified_at=None)

    call_command("timer", once=True)

    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_mail_it_once(monkeypatch):
    making.home()
    message = making.message(notified_at=None)
    together = Barrier(2)

    def run() -> None:
        together.wait(10)
        mailing.notify.func(message.pk)
        connection.close()

    threads = [Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mail.outbox) == 1


def test_a_mail_says_what_it_is_on_one_line_whatever_the_page_is_called(settings):
    making.home()
    message = making.message(notified_at=None, about="Un titre\r\nBcc: victim@example.org\u2028" + "x" * 250)

    mailing.notify.func(message.pk)

    [told] = mail.outbox
    assert "\n" not in told.subject
    assert told.recipients() == [settings.INBOX_EMAIL]
    assert len(told.subject) <= 200


@pytest.mark.parametrize("language", factories.LANGUAGES)
def test_an_answer_is_mailed_in_the_language_of_the_message_with_the_name_of_the_association(settings, language):
    making.home()
    message = making.message(language=language, about="Les haies")
    answer = Answer.objects.create(message=message, text="Voici & la <réponse>.")

    mailing.send_answer.func(answer.pk)

    [sent] = mail.outbox
    assert sent.to == ["habitante@example.org"]
    assert sent.reply_to == [settings.INBOX_EMAIL]
    assert "Voici & la <réponse>." in sent.body
    assert "Association" in sent.subject + sent.body
    message.refresh_from_db()
    assert message.state == "answered"
