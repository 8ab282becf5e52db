"""Sheets for cards without the cost of models: a page of results has twenty, of ten objects each.

What is read of a sheet stands under the same names as on the model, rules of the models included.
"""

from collections import defaultdict
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from home.statements import Sql, kept
from library.models import Kind, Sheet
from library.models.rows import Result
from library.querysets import Reader, rights_of
from networks.models import LocalAuthority

AT_ONCE = 32  # sheets that one statement asks for
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


def light_sheets(keys: Collection[int], reader: Reader) -> list[Any]:
    """Those of these sheets that the reader may see, ready for `library.cards.build_cards`. Three queries."""
    found = [_sheet(iter(row)) for row in _rows(list(keys), reader)]
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


def _rows(keys: list[int], reader: Reader) -> list[tuple]:
    """One statement serves any number of keys up to `AT_ONCE`: the first one fills the places that are left."""
    places = range(-AT_ONCE, 0)  # no keys of sheets
    rows: list[tuple] = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        some += some[:1] * (AT_ONCE - len(some))
        for sql, params in kept(("light sheets", *rights_of(reader)), lambda: _statement(reader, places)):
            given = [some[param] if type(param) is int and param in places else param for param in params]
            with connection.cursor() as cursor:
                cursor.execute(sql, given)
                rows += cursor.fetchall()
    return rows


def _statement(reader: Reader, keys: Collection[int]) -> list[Sql]:
    sheets = Sheet.objects.visible_to(reader).with_readable(reader).filter(pk__in=keys)
    try:
        sql, params = sheets.values_list(*COLUMNS).query.sql_with_params()
    except EmptyResultSet:  # there is nothing that this reader may see
        return []
    return [(sql, list(params))]


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
    own["readable"] = bool(own["readable"])
    locale = SimpleNamespace(language_code=own.pop("locale__language_code"))
    source_sheet = SimpleNamespace(**source)
    work = SimpleNamespace(kind=kind, confirmed_on=confirmed_on, source_id=source["pk"], source=source_sheet)
    return LightSheet(**own, locale=locale, work=work)


def _take(names: tuple[str, ...], values: Any) -> dict[str, Any]:
    return {name: next(values) for name in names}
