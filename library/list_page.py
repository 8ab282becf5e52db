"""The library's list: filters, order, pages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from home.filters import without
from library.addresses import library_urls
from library.cards import build_cards
from library.forms import FilterOptions, SheetFilterForm
from library.models import LibraryPage, Sheet
from library.vocabulary import concept_named

PER_PAGE = 20


def library_response(request: HttpRequest, page: LibraryPage) -> HttpResponse:
    """The sheets that this reader may see in the page's language."""
    asked = request.GET.get("theme")
    if (theme := concept_named(asked)) and theme.identifier != asked:  # merged since
        current = request.GET.copy()
        current["theme"] = theme.identifier
        return redirect(f"{request.path}?{current.urlencode()}", permanent=True)
    visible = Sheet.objects.visible_to(request.user).filter(locale=page.locale_id)
    options = FilterOptions.for_reader(request.user, get_language())
    form = SheetFilterForm(request.GET, visible, options)
    sheets = form.filtered()
    page_obj = Paginator(sheets.with_readable(request.user).for_cards(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "sentence": form.sentence(),
        "active_filters": [
            {"label": label, "remove_url": without(request.GET, name)} for name, label in form.labels()
        ],
        "cards": build_cards(page_obj.object_list),
        "page_obj": page_obj,
        "total": page_obj.paginator.count,
        "language_versions": library_urls(),
    }
    return render(request, "library/library_page.html", context)
