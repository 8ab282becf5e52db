"""Mails to staff about what they wrote or asked for: in their language, and without a word of what is not public."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.admin.mail import send_mail
from wagtail.users.models import UserProfile

from library.models import Release


@task()
def tell_refused(pk: int) -> None:
    release = Release.objects.select_related("asked_by").get(pk=pk)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("release:edit", args=[pk])

    def text() -> tuple[str, str]:
        subject = _("Not published: %(name)s") % {"name": release.name}
        body = _("Nothing of this publication is online: something stands against it. The reasons, and what to do:")
        return subject, f"{body}\n{address}\n"

    mail_each([release.asked_by] if release.asked_by else [], text)


def mail_each(people: Iterable[Any], text: Any) -> None:
    for person in people:
        if person.is_active and person.email:
            with override(UserProfile.get_for_user(person).get_preferred_language()):
                subject, body = text()
            send_mail(" ".join(subject.split())[:200], body, [person.email])
