"""The ways from a page or a sheet to what is done about its draft."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from library.models import Sheet
from library.reviewing.things import type_of


def buttons_of(thing: Any) -> Iterator[Button]:
    if isinstance(thing, Sheet):
        yield Button(_("Discussion"), reverse("sheet_discussion", args=[thing.pk]), icon_name="comment", priority=59)
    args = [type_of(thing).pk, thing.pk]
    yield Button(_("Preview links"), reverse("preview_links", args=args), icon_name="link", priority=60)
    yield Button(_("Publish together"), reverse("release_add", args=args), icon_name="calendar-check", priority=61)
