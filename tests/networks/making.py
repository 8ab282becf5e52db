"""Networks, authorities and what names them, as staff would make them."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import SectionPage
from networks.models import (
    AtlasPage,
    AuthoritiesPage,
    CommitmentPage,
    CommitmentsPage,
    NetworkPage,
    NetworksPage,
)
from tests import factories
from tests.kept import kept

SLUGS = {"fr": "{}", "en": "{}-en", "ar": "{}-ar"}


Rows = dict[str, list[dict[str, Any]]] | None


def add(
    parent: Any, model: Any, title: str, rows: dict[str, list[dict[str, Any]]] | None = None, **fields: Any
) -> Any:
    """A published page below another, in its language, with rows."""
    made = model(title=title, locale=parent.locale, **fields)
    for relation, given in (rows or {}).items():
        row = model._meta.get_field(relation).related_model
        extra = {"locale": parent.locale} if hasattr(row, "locale") else {}
        setattr(made, relation, [row(sort_order=place, **extra, **one) for place, one in enumerate(given)])
    parent.add_child(instance=made)
    made.save_revision().publish()
    return model.objects.get(pk=made.pk)


def put_into(page: Any, language: str, rows: Rows = None, **words: Any) -> Any:
    """Its published translation; `rows`: the words of each of its rows, in order."""
    made = page.copy_for_translation(factories.locale(language))
    for name, value in words.items():
        setattr(made, name, value)
    for relation, given in (rows or {}).items():
        copied = list(getattr(made, relation).all())
        for row, said in zip(copied, given, strict=True):
            for name, value in said.items():
                setattr(row, name, value)
        setattr(made, relation, copied)
    made.save_revision().publish()
    return type(page).objects.get(pk=made.pk)


def home(language: str = "fr") -> Any:
    from home.models import HomePage

    return HomePage.objects.get(locale__language_code=language)


@kept
def _in_all(model: Any, slug: str, title: str) -> dict[str, Any]:
    source = add(home(), model, title, slug=slug)
    pages = {"fr": source}
    for language in ("en", "ar"):
        pages[language] = put_into(source, language, title=f"{title} {language}", slug=f"{slug}-{language}")
    return pages


def directory() -> dict[str, NetworksPage]:
    return _in_all(NetworksPage, "reseaux", "Réseaux")


def authorities() -> dict[str, AuthoritiesPage]:
    return _in_all(AuthoritiesPage, "collectivites", "Collectivités membres")


def commitments() -> dict[str, CommitmentsPage]:
    return _in_all(CommitmentsPage, "engagements", "Engagements")


def atlas(entries: list[dict[str, Any]]) -> AtlasPage:
    return add(home(), AtlasPage, "Atlas", {"entries": entries}, slug="atlas")


def network(parent: Any, title: str, rows: Any = None, **fields: Any) -> NetworkPage:
    return add(parent, NetworkPage, title, rows, **({"kind": "international"} | fields))


def commitment(parent: Any, title: str, rows: Any = None, **fields: Any) -> CommitmentPage:
    return add(parent, CommitmentPage, title, rows, **fields)


def section(title: str = "Rubrique") -> SectionPage:
    return add(home(), SectionPage, title)


def text_of(response: Any) -> str:
    """What was answered, with single spaces."""
    assert response.status_code == 200, response.status_code
    return re.sub(r"[ \n\t]+", " ", response.content.decode())


def queries_of(client: Any, address: str) -> list[str]:
    """The queries of a warm page. Measured twice: what is cached for a minute may just have ended."""
    client.get(address)
    measured = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        measured.append([query["sql"] for query in captured.captured_queries])
    return min(measured, key=len)
