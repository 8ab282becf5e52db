"""A sheet as a card: what lists, search results, similar sheets and the home page show of it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from home.languages import direction
from home.templatetags.site_tags import number, signed
from library.addresses import library_urls, sheet_url
from library.models import Kind, Sheet
from library.rows import merged_rows, prefetch_rows, specific_source
from library.vocabulary import Concept, concepts
from networks.authorities import authority_url


def build_cards(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    """Cards of sheets that come from ``visible_to(user).with_readable(user).for_cards()``, or are light
    (`library.light`), in their order.

    Words are in the sheet's language, labels in the reader's.
    """
    sheets = list(sheets)
    models = [sheet for sheet in sheets if isinstance(sheet, Sheet)]
    prefetch_rows([sheet for sheet in models if sheet.work.kind == Kind.EXPERIENCE and sheet.readable], "results")
    vocabulary, libraries = concepts(), library_urls()
    return [_card(sheet, vocabulary, libraries) for sheet in sheets]


def _card(sheet: Sheet, vocabulary: dict[int, Concept], libraries: dict[str, str]) -> dict[str, Any]:
    source, language = sheet.work.source, sheet.locale.language_code
    facts = where(source)
    return {
        "number": sheet.number,
        # Said here, where it takes a tenth of the time that a template does: cards come by the twenty.
        "number_said": mark_safe(_("No. <bdi>%(number)s</bdi>") % {"number": sheet.number}),
        "people_said": mark_safe(_("%(people)s inhabitants") % {"people": number(facts["population"])})
        if facts["population"]
        else "",
        "url": sheet_url(sheet, libraries),
        "kind": sheet.work.kind,
        "kind_label": Kind(sheet.work.kind).label,
        "title": sheet.title,
        "summary": sheet.summary,
        "lang": language,
        "dir": direction(language),
        "result": first_result(sheet) if sheet.readable else None,
        **facts,
        "year": source.year,
        "themes": [vocabulary[theme.pk].label() for theme in source.themes.all() if theme.pk in vocabulary],
        "access": source.access,
        "readable": sheet.readable,  # annotated by with_readable
        "is_example": source.is_example,
        "confirmed_on": sheet.work.confirmed_on,
    }


def place(source: Sheet) -> dict[str, Any]:
    """Where the work was done, with the address of the authority, which is of the cache like those of sheets."""
    return where(source) | {"authority_url": authority_url(source.authority)}


def where(source: Sheet) -> dict[str, Any]:
    """The authority, its population, its department."""
    authority, territory = source.authority, source.territory
    department = territory and (territory if territory.kind == "department" else territory.department)
    population = authority.residents if authority else None
    if population is None and territory and territory.kind == "commune":
        population = territory.population
    return {
        "authority_name": authority.name if authority else (territory.name if territory else ""),
        "department_name": department.name if department else "",
        "population": population,
    }


def first_result(sheet: Sheet) -> dict[str, Any] | None:
    """The most telling figure of an experience: its first result, as a change where both ends are known."""
    if sheet.work.kind != Kind.EXPERIENCE or not specific_source(sheet).results.all():
        return None
    return result_figure(merged_rows(sheet, "results")[0])


def result_figure(row: dict[str, Any]) -> dict[str, Any]:
    """A row of results as a figure: the change in percent, or the value reached where no change can be told."""
    before, after = row["before"], row["after"]
    if before and after is not None:
        change = ((after - before) / before * 100).quantize(Decimal(1))
        return {**row, "value": change, "change_text": f"{signed(change)}\N{NO-BREAK SPACE}%"}
    return {**row, "value": after if after is not None else before}
