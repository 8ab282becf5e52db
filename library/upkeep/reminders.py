"""One mail for all that someone has to confirm, once a week at most, in their language. The timer sends them."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_supported_language_variant, ngettext, override

from home.mailing import ENOUGH_FAILURES, MailError, claim, one_line, send_mail
from home.navigation import chrome
from library.models import Reminder, UpkeepSettings, Verdict, Work
from library.roles import MODERATORS
from library.upkeep import answers
from library.upkeep.due import due
from library.upkeep.owners import possible_owners
from networks.models import User

logger = logging.getLogger(__name__)
WEEK = timedelta(days=7)
SHOWN = 20  # in one mail; the list has them all
AT_ONCE = 20  # mails in one run of the timer, which has other work


def send_due() -> int:
    """Ask everyone who has not been asked for a week; answers how many were. Raises MailError where some could not."""
    if not UpkeepSettings.load().send_reminders:
        return 0
    sent = failed = 0
    for user, works, orphans in to_ask():
        Reminder.objects.get_or_create(user=user)
        try:
            sent += _ask(user, works, orphans)
        except Exception:
            failed += 1
            logger.exception("a reminder could not be sent")
        if failed >= ENOUGH_FAILURES or sent >= AT_ONCE:
            break
    if failed:
        raise MailError(failed)
    return sent


def to_ask() -> list[tuple[User, list[Work], bool]]:
    """Who is to be asked for what, and whether it is because nobody is responsible. Nobody who was asked this week."""
    recently = Reminder.objects.filter(sent_at__gt=timezone.now() - WEEK).values("user")
    people = {user.pk: user for user in _with_language(possible_owners())}
    asked = set(User.objects.filter(pk__in=recently).values_list("pk", flat=True))
    theirs: dict[int, list[Work]] = {}
    orphans: list[Work] = []
    found = due().filter(needs_work_since=None).select_related("source__locale").order_by("confirmed_on", "pk")
    for work in found:
        if work.owner_id in people:
            theirs.setdefault(work.owner_id, []).append(work)
        else:  # nobody, or an account that is closed or has another role by now
            orphans.append(work)
    waiting = [(people[pk], works, False) for pk, works in theirs.items()]
    if orphans:
        waiting += [(user, orphans, True) for user in _moderators() if user.pk not in theirs]
    return [one for one in waiting if one[0].pk not in asked]


def _moderators() -> list[User]:
    """Those who publish what others write; where there is none, the administrators."""
    moderators = Group.objects.filter(name=MODERATORS)
    found = list(_with_language(User.objects.filter(is_active=True, groups__in=moderators).distinct()))
    return found or list(_with_language(User.objects.filter(is_active=True, is_superuser=True)))


def _with_language(users: QuerySet[User]) -> QuerySet[User]:
    return users.select_related("wagtail_userprofile")


def language_of(user: Any) -> str:
    """The one that the account has chosen for the admin."""
    chosen = getattr(getattr(user, "wagtail_userprofile", None), "preferred_language", "")
    try:
        return get_supported_language_variant(chosen or settings.LANGUAGE_CODE)
    except LookupError:
        return settings.LANGUAGE_CODE


def _ask(user: User, works: list[Work], orphans: bool) -> int:
    waiting = Reminder.objects.filter(Q(sent_at=None) | Q(sent_at__lte=timezone.now() - WEEK), user=user)
    reminder = waiting.first() and claim(waiting, waiting.get().pk)
    if not reminder:
        return 0
    with override(language_of(user)):
        items = [
            {
                "title": one_line(str(work.source)),
                "confirmed_on": work.confirmed_on,
                "true_url": answers.address(work, user, Verdict.TRUE),
                "work_url": answers.address(work, user, Verdict.WORK),
            }
            for work in works[:SHOWN]
        ]
        subject = ngettext("One sheet to confirm", "%(count)s sheets to confirm", len(works)) % {"count": len(works)}
        context = {
            "items": items,
            "orphans": orphans,
            "more": max(0, len(works) - SHOWN),
            "list_url": settings.WAGTAILADMIN_BASE_URL + reverse("report_upkeep"),
            "name": chrome()["identity"]["name"],
        }
        send_mail(one_line(subject), render_to_string("library/mail/reminder.txt", context), user.email)
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=timezone.now(), tries=0, next_try_at=timezone.now())
    return 1
