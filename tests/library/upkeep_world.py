"""Works that someone is responsible for."""

import datetime

from wagtail.users.models import UserProfile

from library.models import Work
from networks.models import User
from tests import factories

LONG_AGO = datetime.date(2024, 1, 1)


def a_work(owner: User | None = None, confirmed_on: datetime.date | None = LONG_AGO, **fields) -> Work:
    made = factories.work(**fields)
    Work.objects.filter(pk=made.pk).update(owner=owner, confirmed_on=confirmed_on)
    return Work.objects.get(pk=made.pk)


def in_language(user: User, language: str) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
