"""The search, and the way to the rest."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from search import results
from search.engines import get_engine
from search.forms import SearchForm
from search.openapi import DESCRIPTION

from .door import door
from .parameters import Parameters, paged

COLLECTIONS = ("search", "sheets", "themes", "networks", "events", "territories", "openapi")


@door
def search(request: HttpRequest) -> dict[str, Any]:
    """The filters mean what they mean on the page of the search: its form reads them."""
    asked = Parameters(request)
    paging = asked.paging()
    asked.year()
    query = SearchForm(request.GET).query(asked.language, paging.page, paging.page_size)
    found = get_engine().search(query, request.user)
    shown = results.load(found.hits, request.user)
    return {
        "engine": found.engine,
        "degraded": found.degraded,
        **paged(
            request,
            paging,
            found.total - (len(found.hits) - len(shown)),
            [results.as_json(result) for result in shown],
        ),
        "did_you_mean": found.did_you_mean,
        "facets": found.facets,
    }


@door
def openapi(request: HttpRequest) -> dict[str, Any]:
    return DESCRIPTION


@door
def index(request: HttpRequest) -> dict[str, Any]:
    return {name: reverse(f"api_{name}") for name in COLLECTIONS}
