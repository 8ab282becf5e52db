from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from home.filters import without

from . import results
from .engines import get_engine
from .forms import SearchForm, own_language

PER_PAGE = 20


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What the reader's words and filters find among all that they may read, in all languages."""
    form = SearchForm(request.GET)
    engine, asked = get_engine(), request.GET.get("page")
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 9 else 1
    query = form.query(own_language(get_language()), max(number, 1), PER_PAGE)
    found = engine.search(query, request.user)
    page_obj = Paginator(range(found.total), PER_PAGE).get_page(query.page)
    if page_obj.number != query.page:  # past the end: the last page instead
        found = engine.search(replace(query, page=page_obj.number), request.user)
    shown = results.load(found.hits, request.user)
    found.total -= len(found.hits) - len(shown)
    form.offer(found.facets)
    context = {
        "q": found.text,
        "form": form,
        "sentence": form.sentence(),
        "cards": results.cards(shown),
        "page_obj": page_obj,
        "total": found.total,
        "active_filters": [
            {"label": label, "remove_url": without(request.GET, name)} for name, label in form.labels()
        ],
        "degraded": found.degraded,
        "did_you_mean": found.did_you_mean,
        "results_other_languages": results.cards(results.load(found.elsewhere_hits, request.user)),
    }
    return render(request, "search/search.html", context)
