"""The links of a mail that ask about a work: signed, for one account, and good for some weeks.

They change nothing by themselves: whoever follows one logs in, sees the sheet and sends the form.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.urls import reverse

from library.models import Verdict, Work
from networks.models import User

SALT = "library.upkeep"
GOOD_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Asked:
    number: int
    account: int
    verdict: str


def address(work: Work, user: User, verdict: Verdict) -> str:
    token = dumps([work.pk, user.pk, verdict.value], salt=SALT)
    return settings.WAGTAILADMIN_BASE_URL + reverse("upkeep_answer", args=[token])


def read(token: str) -> Asked | None:
    """What the link asks; none where it is too old or not ours."""
    try:
        number, account, verdict = loads(token, salt=SALT, max_age=GOOD_FOR)
    except (BadSignature, ValueError, TypeError):
        return None
    return Asked(number, account, Verdict(verdict).value)
