from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from home.filters import without

from . import completion, facets, featured, results, suggestions
from .asked import note
from .engines import SearchPage, get_engine
from .forms import SCOPES, SORTS, SearchForm, own_language
from .nothing import ways_on
from .parsing import MAX_CHARACTERS

PER_PAGE = 20


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What the reader's words and filters find among all that they may read, in all languages."""
    form, language = SearchForm(request.GET), own_language(get_language())
    engine, asked = get_engine(), request.GET.get("page")
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 9 else 1
    query = form.query(language, max(number, 1), PER_PAGE)
    found = engine.search(query, request.user)
    page_obj = Paginator(range(found.total), PER_PAGE).get_page(query.page)
    if page_obj.number != query.page:  # past the end: the last page instead
        found = engine.search(replace(query, page=page_obj.number), request.user)
    shown = results.load(found.hits, request.user)
    found.total -= len(found.hits) - len(shown)
    if query.page == 1 and not form.labels() and not form.scope:
        note(request, language, found.text, found.total)
    # What was not understood stands in no address of this page, nor in those of its other languages.
    parameters = form.parameters(found.text)
    request.GET = parameters  # type: ignore[assignment]
    context = {
        "q": found.text,
        "form": form,
        "kept": [(name, value) for name, values in parameters.lists() for value in values if name != "q"],
        "sentence": form.sentence(),
        "facets": facets.offered(form, found.facets, found.total),
        "sorts": _choices(parameters, "sort", SORTS, form.sort),
        "scopes": _choices(parameters, "scope", SCOPES, form.scope),
        "cards": results.cards(shown, language),
        "page_obj": page_obj,
        "total": found.total,
        "active_filters": [
            {"label": label, "remove_url": without(parameters, name, value)} for name, value, label in form.labels()
        ],
        "degraded": found.degraded,
        "did_you_mean": found.did_you_mean,
        "exact": exact(found),
        "elsewhere": found.elsewhere,
        "results_other_languages": _elsewhere(form, found, request, language),
        "featured": featured.featured(found.text, request.user, language) if query.page == 1 else [],
        "ways_on": ways_on(parameters, request.user, language) if not found.total else None,
    }
    return render(request, "search/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What the reader may be about to type, for the search boxes (site/js/search-box.js)."""
    text, language = request.GET.get("q", "")[:MAX_CHARACTERS], own_language(get_language())
    found = completion.suggest(text, language, request.user, suggestions.MOST)
    response = JsonResponse(suggestions.as_json(found, reverse("search")))
    if not request.user.is_authenticated:
        patch_cache_control(response, private=True, max_age=60)
    return response


def exact(found: SearchPage) -> str:
    """The question with each word that was corrected as it was typed: between quotation marks none is corrected."""
    asked, meant = found.text.split(), (found.did_you_mean or "").split()
    if len(asked) != len(meant):
        return ""
    return " ".join(one if one == other or '"' in one else f'"{one}"' for one, other in zip(asked, meant, strict=True))


def _choices(parameters: QueryDict, name: str, labels: dict[str, Any], chosen: str) -> list[dict[str, Any]]:
    base = without(parameters, name)
    return [
        {
            "value": value,
            "label": label,
            "url": (f"{base}&{name}={value}" if base != "?" else f"?{name}={value}") if value else base,
            "current": value == chosen,
        }
        for value, label in labels.items()
    ]


def _elsewhere(form: SearchForm, found: SearchPage, request: HttpRequest, language: str) -> list[dict[str, Any]]:
    if form.scope == "only":
        return []
    return results.cards(results.load(found.elsewhere_hits, request.user), language)
