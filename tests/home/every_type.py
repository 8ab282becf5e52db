"""A page of each type that may stand under another, and where a new page of each type goes."""

from typing import Any

from wagtail.models import Page, get_page_models

from home.models import ActivitiesPage, AwardPage, EventsPage, HomePage, NewsIndexPage
from networks.models import CommitmentsPage, NetworksPage
from tests import factories
from tests.kept import kept

# The types that staff make; the first page of a language comes with the site.
TYPES: list[type[Page]] = [model for model in get_page_models() if model not in (Page, HomePage)]
PARENTS = (ActivitiesPage, AwardPage, EventsPage, NewsIndexPage, CommitmentsPage, NetworksPage)
TRANSLATED = ("fr", "ar")


@kept
def places() -> dict[str, dict[type[Page], Page]]:
    """For each type and language, a published page under which one may be made."""
    factories.library_tree()
    found: dict[str, dict[type[Page], Page]] = {language: {} for language in TRANSLATED}
    home = HomePage.objects.get(locale__language_code="fr")
    parents: list[Any] = [home]
    for model in PARENTS:
        made = model(title=str(model._meta.verbose_name), locale=home.locale)
        home.add_child(instance=made)
        made.save_revision().publish()
        parents.append(made)
    for parent in parents:
        arabic = HomePage.objects.get(locale__language_code="ar")
        if parent is not home:
            arabic = factories.translated_page(parent, "ar", title=f"ar {parent.title}")
        for model in TYPES:
            if type(parent) in model.allowed_parent_page_models():
                found["fr"].setdefault(model, parent)
                found["ar"].setdefault(model, arabic)
    return found
