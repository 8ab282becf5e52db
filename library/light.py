"""Sheets for cards without the cost of models: a page of results has twenty, of ten objects each.

What is read of a sheet stands under the same names as on the model, rules of the models included.
"""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from library.models import Kind, Sheet
from library.models.rows import Result
from library.querysets import SheetQuerySet
from networks.models import LocalAuthority

OWN = ("pk", "work_id", "locale_id", "locale__language_code", "title", "summary", "external_id", "readable")
SOURCE = ("pk", "locale_id", "access", "year", "is_example")
AUTHORITY = ("pk", "name", "kind", "population")
TERRITORY = ("kind", "name", "population")
COLUMNS = [
    *OWN,
    "work__kind",
    "work__confirmed_on",
    *(f"work__source__{name}" for name in SOURCE),
    *(f"work__source__authority__{name}" for name in AUTHORITY),
    *(f"work__source__authority__territory__{name}" for name in TERRITORY),
    *(f"work__source__territory__{name}" for name in TERRITORY),
    "work__source__territory__department__name",
]


class LightSheet(SimpleNamespace):
    number, slug, __str__ = Sheet.number, Sheet.slug, Sheet.__str__


class LightAuthority(SimpleNamespace):
    residents = LocalAuthority.residents


class Rows(list):
    """What a relation of a model answers to."""

    def all(self) -> "Rows":
        return self


def light_sheets(sheets: SheetQuerySet) -> list[Any]:
    """Those of ``visible_to(user).with_readable(user)``, ready for `library.cards.build_cards`. Three queries."""
    found = [_sheet(iter(row)) for row in sheets.values_list(*COLUMNS)]
    sources = {sheet.work.source.pk for sheet in found}
    themes: dict[int, Rows] = defaultdict(Rows)
    chosen = Sheet.themes.through.objects.filter(sheet__in=sources).order_by("pk")
    for sheet, theme in chosen.values_list("sheet_id", "theme_id") if found else ():
        themes[sheet].append(SimpleNamespace(pk=theme))
    with_results = [sheet for sheet in found if sheet.readable and sheet.work.kind == Kind.EXPERIENCE]
    results: dict[int, Rows] = defaultdict(Rows)
    if with_results:
        keys = {key for sheet in with_results for key in (sheet.pk, sheet.work.source.pk)}
        for result in Result.objects.filter(sheet__in=keys):
            results[result.sheet_id].append(result)
    for sheet in found:
        sheet.work.source.themes = themes[sheet.work.source.pk]
        sheet.results, sheet.work.source.results = results[sheet.pk], results[sheet.work.source.pk]
    return found


def _sheet(values: Any) -> LightSheet:
    own, kind, confirmed_on = _take(OWN, values), next(values), next(values)
    source, authority = _take(SOURCE, values), _take(AUTHORITY, values)
    around, territory, department = _take(TERRITORY, values), _take(TERRITORY, values), next(values)
    source |= {"authority": None, "territory": None}
    if authority["pk"] is not None:
        lies_in = SimpleNamespace(**around) if around["kind"] else None
        source["authority"] = LightAuthority(**authority, territory=lies_in)
    if territory["kind"]:
        above = SimpleNamespace(name=department) if department else None
        source["territory"] = SimpleNamespace(**territory, department=above)
    locale = SimpleNamespace(language_code=own.pop("locale__language_code"))
    source_sheet = SimpleNamespace(**source)
    work = SimpleNamespace(kind=kind, confirmed_on=confirmed_on, source_id=source["pk"], source=source_sheet)
    return LightSheet(**own, locale=locale, work=work)


def _take(names: tuple[str, ...], values: Any) -> dict[str, Any]:
    return {name: next(values) for name in names}
