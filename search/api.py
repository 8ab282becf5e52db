"""The read-only API, version 1. It says what the pages say, to the same readers."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from library.models import Theme

from . import results
from .engines import get_engine
from .forms import LATEST_YEAR, SearchForm, own_language
from .openapi import DESCRIPTION

PAGE_SIZE, LARGEST_PAGE = 20, 50
LARGEST_THEMES = 100
LARGEST = 10**6  # of a page number: further than any search goes


class NumberError(ValueError):
    """A number of the address that is none, with the name of its parameter."""


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    try:
        page = _number(request, "page", 1, LARGEST)
        page_size = _number(request, "page_size", PAGE_SIZE, LARGEST_PAGE)
        _number(request, "year", None, LATEST_YEAR)
    except NumberError as fault:
        return _refused(fault)
    query = SearchForm(request.GET).query(own_language(get_language()), page, page_size)
    found = get_engine().search(query, request.user)
    shown = results.load(found.hits, request.user)
    return JsonResponse(
        {
            "engine": found.engine,
            "degraded": found.degraded,
            "total": found.total - (len(found.hits) - len(shown)),
            "page": page,
            "page_size": page_size,
            "did_you_mean": found.did_you_mean,
            "results": [results.as_json(result) for result in shown],
            "facets": found.facets,
        }
    )


@require_safe
def themes(request: HttpRequest) -> JsonResponse:
    """The vocabulary: every theme with its labels in each language."""
    try:
        page = _number(request, "page", 1, LARGEST)
        page_size = _number(request, "page_size", LARGEST_THEMES, LARGEST_THEMES)
    except NumberError as fault:
        return _refused(fault)
    start = (page - 1) * page_size
    found = Theme.objects.select_related("parent").prefetch_related("labels")
    return JsonResponse(
        {
            "total": Theme.objects.count(),
            "page": page,
            "page_size": page_size,
            "results": [_theme(theme) for theme in found[start : start + page_size]],
        }
    )


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(DESCRIPTION)


def _theme(theme: Theme) -> dict[str, Any]:
    labels: dict[str, dict[str, Any]] = {}
    for label in theme.labels.all():
        known = labels.setdefault(label.language, {"preferred": None, "alternative": []})
        if label.preferred:
            known["preferred"] = label.label
        else:
            known["alternative"].append(label.label)
    return {
        "identifier": theme.identifier,
        "broader": theme.parent.identifier if theme.parent else None,
        "labels": labels,
    }


def _number(request: HttpRequest, name: str, default: Any, largest: int) -> Any:
    """A number from one up; one that is too large is the largest."""
    text = request.GET.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not text.strip("0٠"):
        raise NumberError(name)
    return largest if len(text) > len(str(largest)) else min(int(text), largest)


def _refused(fault: NumberError) -> JsonResponse:
    return JsonResponse({"errors": {str(fault): "a whole number from 1 up is expected"}}, status=400)
