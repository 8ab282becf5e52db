"""What the API has to tell of: works of every kind of access with rows and files, themes, an event, a network."""

import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from library.models import Theme, Work
from networks.models import LocalAuthority, NetworkPage
from search import indexing
from tests import factories
from tests.home import making_pages
from tests.kept import kept
from tests.networks import making as networks
from tests.search.making import make_territories, make_theme

TITLES = {"fr": "Une haie", "en": "A hedge", "ar": "سياج"}


@kept
def build() -> dict[str, Work]:
    factories.library_tree()
    laval = make_territories()
    water = make_theme("water", fr="Eau; ressource en eau", en="Water", ar="الماء")
    make_theme("leak", water, fr="Fuite", en="Leak")
    works = {
        "public": experience([water], laval),
        "members": factories.work(
            "technical", title=TITLES, languages=["fr", "en"], access="members", cost_min=10, cost_max=20,
            body="<p>closed-text</p>", rows={"method_steps": [{"label": "closed-step", "description": "dig"}]},
        ),
        "group": factories.work(
            "specification", title="hidden-title", access="groups", groups=[Group.objects.create(name="Pilots")],
            rows={"lots": [{"label": "Lot", "number": 1}]}, procedure="open",
        ),
        "guide": factories.work("guide", title="Un guide", publisher="CAUE", pages=24),
        "working": factories.work("working", title="Un document", nature="technical_file"),
    }  # fmt: skip
    event()
    network()
    indexing.drain()
    return works


def experience(themes: list[Theme], territory: Any) -> Work:
    return factories.work(
        title=TITLES,
        languages=["fr", "en", "ar"],
        body={language: f"<p>Text {language} & more</p>" for language in TITLES},
        rows={
            "steps": [{"label": "Planter", "date": datetime.date(2024, 5, 1)}],
            "costs": [{"label": "Plants", "amount": Decimal("1250.50")}],
            "fundings": [{"label": "Région", "amount": Decimal(800)}],
            "results": [{"label": "Haies", "unit": "metre", "before": Decimal(10), "after": Decimal("25.5")}],
        },
        files=[(factories.document(name="open.txt"), "same"), (factories.document(name="closed.txt"), "members")],
        themes=themes,
        tags=["bocage"],
        year=2021,
        territory=territory,
        authority=LocalAuthority.objects.create(name="Ville de Laval", territory=territory, population=50_000),
        contact_name="Anne",
        contact_email="anne@example.org",
        contact_access="members",
        testimonial="Il pousse.",
        testimonial_by="Le maire",
    )


def event(**fields: Any) -> Any:
    below = making_pages.agenda(making_pages.home())["fr"]
    return making_pages.event(
        below, {"fr": "Une visite", "en": "A visit"}, languages=["fr", "en"],
        start=datetime.datetime(2026, 7, 1, 9, 30, tzinfo=making_pages.PARIS),
        end=datetime.datetime(2026, 7, 1, 12, tzinfo=making_pages.PARIS),
        time_zone="Indian/Reunion", audience=["elected"], place="La halle", seats=30, **fields,
    )  # fmt: skip


def network() -> Any:
    figures = [{"label": "communes", "qualifier": "more_than", "value": Decimal(1200), "as_of": "2025"}]
    return networks.add(
        networks.directory()["fr"], NetworkPage, "Réseau des haies", {"figures": figures},
        kind="national", level="national", acronym="RH", founded=1999, website="https://example.org",
    )  # fmt: skip
