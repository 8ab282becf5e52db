"""Works and pages that name each other, and what the search has of them."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from home.models import AwardEditionPage, AwardPage, Laureate, StandardPage
from library.models import Sheet, Theme
from networks.models import LocalAuthority, Territory
from search import indexing
from search.models import EntryFacet, EntryText, SearchEntry
from tests.factories import translated_page
from tests.kept import kept
from tests.search.making import committed, make_page, make_sheet, make_territories, make_theme, translate


@dataclass
class World:
    laval: Territory
    authority: LocalAuthority
    group: Group
    nature: Theme
    water: Theme  # below nature
    rain: Theme  # below water
    sheet: Sheet
    english: Sheet
    parent: StandardPage
    page: StandardPage  # below parent
    closed: StandardPage
    edition: AwardEditionPage  # of an award, with a laureate
    edition_in_english: AwardEditionPage


@kept
def make_world() -> World:
    laval, group = make_territories(), Group.objects.create(name="Commission")
    authority = LocalAuthority.objects.create(name="Ville de Laval", territory=laval)
    nature = make_theme("nature", fr="Nature")
    water = make_theme("water", nature, fr="Eau", en="Water")
    rain = make_theme("rain", water, fr="Pluie")
    sheet = make_sheet("Titre", themes=[rain], tags=["cuve"], territory=laval, authority=authority)
    parent = make_page("Le réseau")
    closed = make_page("Fermé")
    with committed(execute=True):
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
        award = AwardPage(title="Prix", locale=parent.locale)
        parent.get_parent().add_child(instance=award)
        award.save_revision().publish()
        edition = AwardEditionPage(title="Prix 2024", year=2024, locale=parent.locale)
        edition.laureates = [Laureate(label="Projet", authority=authority, locale=parent.locale)]
        award.add_child(instance=edition)
        edition.save_revision().publish()
        translated_page(award, "en", title="Award")
        english = translated_page(edition, "en", title="Award 2024")
    return World(
        *(laval, authority, group, nature, water, rain, sheet, translate(sheet, "en", "Title"), parent),
        *(make_page("Nos actions", "jardin", parent=parent), closed, edition, english),
    )


def entries(thing: Any) -> list[SearchEntry]:
    kind = "work" if isinstance(thing, Sheet) else "page"
    return list(SearchEntry.objects.filter(object_kind=kind, object_id=thing.pk, gone=False))


def labels(thing: Any) -> str:
    return EntryText.objects.filter(entry__in=entries(thing)).first().labels_shown


def body(thing: Any) -> str:
    return EntryText.objects.filter(entry__in=entries(thing)).first().body_shown


def themes(thing: Any) -> set[str]:
    return set(EntryFacet.objects.filter(entry__in=entries(thing), name="theme").values_list("value", flat=True))


def fresh(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def change(thing: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def drift() -> tuple[int, int, int]:
    found = indexing.reconcile(repair=False)
    return found.missing, found.stale, found.surplus
