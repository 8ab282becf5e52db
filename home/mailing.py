"""The mails of the inbox. What is mailed is kept before; what could not leave is tried again by the timer."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.log_actions import log

from home.models import Answer, Message
from home.navigation import chrome

logger = logging.getLogger(__name__)

MOST_TRIES = 14  # the last one about a day after the first
ENOUGH_FAILURES = 3  # each may wait for its time limit, and the timer has other work
SHORTEST, LONGEST = timedelta(minutes=2), timedelta(hours=3)


@task()
def notify(pk: int) -> None:
    """Tell the staff that there is a message: what kind and where to read it, none of its text."""
    message = claim(Message.objects.filter(notified_at=None, state=Message.State.NEW), pk)
    if message:
        with override(settings.LANGUAGE_CODE):
            send_mail(
                subject=one_line(message.get_kind_display(), message.get_subject_display() or message.about),
                body=render_to_string("home/mail/notification.txt", {"message": message, "url": admin_url(message)}),
                to=settings.INBOX_EMAIL,
            )
        Message.objects.filter(pk=pk).update(notified_at=timezone.now())


@task()
def send_answer(pk: int) -> None:
    """Mail an answer to who asked, in the language of their message."""
    answer = claim(Answer.objects.filter(sent_at=None).select_related("message", "author"), pk)
    if answer:
        message = answer.message
        with override(message.language):
            name = chrome()["identity"]["name"]
            send_mail(
                subject=one_line(_("Your message to %(association)s") % {"association": name}),
                body=render_to_string("home/mail/answer.txt", {"answer": answer, "message": message, "name": name}),
                to=message.email,
                reply_to=[settings.INBOX_EMAIL],
            )
        Answer.objects.filter(pk=pk).update(sent_at=timezone.now())
        _mark_answered(answer)


def _mark_answered(answer: Answer) -> None:
    message = answer.message
    waiting = Message.objects.filter(pk=message.pk, state__in=[Message.State.NEW, Message.State.OPEN])
    if waiting.update(state=Message.State.ANSWERED, changed_at=timezone.now()):
        change = {"before": message.state, "after": Message.State.ANSWERED.value}
        log(message, "home.message_state", user=answer.author, data=change)


def admin_url(message: Message) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse("inbox:edit", args=[message.pk])


def claim(waiting: QuerySet[Any], pk: int) -> Any:
    """The row, if it is ours to mail now. Counting the try first keeps others away until the next one is due: no mail
    leaves twice, and none is lost with the process that was sending it."""
    now = timezone.now()
    tries = waiting.filter(pk=pk).values_list("tries", flat=True).first()
    if tries is None:
        return None
    later = now + min(SHORTEST * 2**tries, LONGEST)
    due = waiting.filter(pk=pk, tries=tries, tries__lt=MOST_TRIES, next_try_at__lte=now)
    ours = due.select_related(None).update(tries=F("tries") + 1, next_try_at=later)
    return waiting.get(pk=pk) if ours else None


def send_mail(subject: str, body: str, to: str, reply_to: list[str] | None = None) -> None:
    headers = {"Auto-Submitted": "auto-generated"} if reply_to is None else {}
    EmailMessage(subject, body, to=[to], reply_to=reply_to, headers=headers).send()


def one_line(*parts: str) -> str:
    return " – ".join(" ".join(str(part).split()) for part in parts if part)[:200]


def waiting_messages() -> QuerySet[Message]:
    return Message.objects.filter(notified_at=None, state=Message.State.NEW)


def send_waiting() -> None:
    """What is due again. One failure stops no other, several do: the server is away. The timer is told."""
    failed = 0
    now = timezone.now()
    for job, waiting in ((notify, waiting_messages()), (send_answer, Answer.objects.filter(sent_at=None))):
        due = waiting.filter(tries__lt=MOST_TRIES, next_try_at__lte=now).order_by("next_try_at")
        for pk in due.values_list("pk", flat=True)[:50]:
            try:
                job.func(pk)
            except Exception:
                failed += 1
                logger.exception("a mail of the inbox could not be sent")
            if failed >= ENOUGH_FAILURES:
                break
    if failed:
        raise MailError(failed)


class MailError(Exception):
    pass


def health() -> dict[str, Any]:
    """For `home.health`: how many mails wait, and how many were given up."""
    given_up = waiting = 0
    for rows in (waiting_messages(), Answer.objects.filter(sent_at=None)):
        given_up += rows.filter(tries__gte=MOST_TRIES).count()
        waiting += rows.filter(tries__lt=MOST_TRIES, tries__gt=0).count()
    return {"ok": not waiting and not given_up, "waiting": waiting, "given_up": given_up}
