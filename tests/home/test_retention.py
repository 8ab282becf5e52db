"""Messages are erased at the age that the forms say, by the timer or by hand."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from home.models import Answer, Message, TimerBeat
from tests.home import making

pytestmark = pytest.mark.django_db


def aged(days: int, **fields) -> Message:
    message = making.message(**fields)
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(days=days))
    return message


@pytest.fixture
def messages(settings) -> dict[str, Message]:
    settings.MESSAGE_RETENTION_DAYS, settings.SPAM_RETENTION_DAYS = 100, 10
    made = {
        "young": aged(99),
        "old": aged(101, state="closed"),
        "old and open": aged(101, state="open"),
        "young spam": aged(9, state="spam"),
        "old spam": aged(11, state="spam"),
    }
    Answer.objects.create(message=made["old"], text="Une réponse")
    return made


def left(messages: dict[str, Message]) -> set[str]:
    return {name for name, message in messages.items() if Message.objects.filter(pk=message.pk).exists()}


def test_what_is_old_is_erased_with_its_answers(messages):
    out = StringIO()
    call_command("purge_messages", stdout=out)

    assert left(messages) == {"young", "young spam"}
    assert not Answer.objects.exists()
    assert out.getvalue() == "3 erased\n"


def test_a_rehearsal_erases_nothing(messages):
    out = StringIO()
    call_command("purge_messages", "--dry-run", stdout=out)

    assert len(left(messages)) == 5
    assert out.getvalue() == "3 to erase\n"


def test_the_timer_does_it_each_day(messages):
    making.home()
    call_command("timer", once=True)

    assert left(messages) == {"young", "young spam"}
    beat = TimerBeat.objects.get(name="purge_messages")
    assert (beat.every, beat.error) == (86_400, "")


def test_the_forms_say_how_long(client, settings):
    settings.MESSAGE_RETENTION_DAYS = 123

    assert "123" in client.get(making.contact_page().url).content.decode()
