"""Pages with a form, and what a browser sends with it."""

import re
import time
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from home.models import ContactPage, HomePage, JoinPage, Message, ProgrammePage, ServicePage
from home.spam import STAMP, _signer
from tests import factories
from tests.kept import kept

CHARTERS = [
    {"type": "charter", "value": {"title": "La commune", "points": ["Partager une réussite.", "Répondre aux pairs."]}},
    {"type": "charter", "value": {"title": "L’association", "points": ["Accompagner.", "Relier."]}},
]
FILLED: dict[str, dict[str, str]] = {
    "contact": {"name": "Une habitante", "email": "habitante@example.org", "text": "Une question sur les haies."},
    "service": {
        "name": "Un maire",
        "email": "maire@example.org",
        "organisation": "Une commune",
        "text": "Nous voulons éteindre la nuit.",
    },
    "programme": {"name": "Une agente", "email": "agente@example.org", "text": "Comment participer ?"},
    "membership": {
        "organisation": "Une commune",
        "organisation_kind": "commune",
        "name": "Un maire",
        "role": "Maire",
        "email": "maire@example.org",
        "consents": "on",
    },
    "comment": {"nature": "remark", "text": "Une date manque.", "wants_answer": "no"},
}


def home(language: str = "fr") -> HomePage:
    found = HomePage.objects.filter(locale__language_code=language).first()
    return found or factories.library_tree()[language].get_parent().specific


@kept
def _page(model: Any, title: str, **fields: Any) -> Any:
    parent = home()
    made = model(title=title, locale=parent.locale, **fields)
    parent.add_child(instance=made)
    made.save_revision().publish()
    return model.objects.get(pk=made.pk)


def contact_page(**fields: Any) -> ContactPage:
    return _page(ContactPage, "Contact", **fields)


def join_page(**fields: Any) -> JoinPage:
    return _page(JoinPage, "Adhérer", **{"commitments": CHARTERS, **fields})


def service_page(**fields: Any) -> ServicePage:
    return _page(ServicePage, "Être aidé", **{"subject": "support", **fields})


def programme_page(**fields: Any) -> ProgrammePage:
    return _page(ProgrammePage, "Un programme", **{"level": "national", **fields})


def stamp(age: float = 60) -> str:
    """What a form holds that was opened some seconds ago."""
    return _signer.sign(str(time.time() - age))


def send(client: Client, url: str, kind: str = "contact", **changes: Any) -> HttpResponse:
    """The form filled in as a person does, with these changes."""
    return client.post(url, {**FILLED[kind], STAMP: stamp(), **changes})


def comment_url(page: Page) -> str:
    return f"/{page.locale.language_code}/comment/page/{page.pk}/"


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def shown_form(response: HttpResponse) -> dict[str, str]:
    """The hidden fields of the form that was shown."""
    text = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def message(**fields: Any) -> Message:
    """One that has come and was told to the staff."""
    values = {"kind": "contact", "language": "fr", "name": "Une habitante", "email": "habitante@example.org"}
    return Message.objects.create(**{**values, "text": "Une question.", "notified_at": timezone.now(), **fields})
