"""How units are written. Codes are stored; each language has its own words."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SYMBOLS = {
    "percent": "%",
    "kwh": "kWh",
    "mwh": "MWh",
    "m3": "m³",
    "litre": "l",
    "kg": "kg",
    "tonne": "t",
    "tonne_co2": "t CO₂",
    "hectare": "ha",
    "metre": "m",
    "km": "km",
}


def _words(unit: str, number: str, count: int) -> str:
    """The number with its word, in one text: some languages put the number into the word, as Arabic does for two."""
    match unit:
        case "hour":
            text = ngettext("%(number)s hour", "%(number)s hours", count)
        case "day":
            text = ngettext("%(number)s day", "%(number)s days", count)
        case "week":
            text = ngettext("%(number)s week", "%(number)s weeks", count)
        case "month":
            text = ngettext("%(number)s month", "%(number)s months", count)
        case "year":
            text = ngettext("%(number)s year", "%(number)s years", count)
        case "person":
            text = ngettext("%(number)s person", "%(number)s people", count)
        case "household":
            text = ngettext("%(number)s household", "%(number)s households", count)
        case "lamp":
            text = ngettext("%(number)s lamp", "%(number)s lamps", count)
        case "tree":
            text = ngettext("%(number)s tree", "%(number)s trees", count)
        case _:
            return ""
    return text.replace(" ", "\N{NO-BREAK SPACE}") % {"number": number}


def _counted(unit: str, number: str, value: int | float | Decimal) -> str:
    count = abs(int(value))
    if count != value and not (count < 2 and _one_until_two(unit)):
        count = 100  # neither 1.5 nor -2 is one or two: the form that always carries its number
    return _words(unit, number, count)


def _one_until_two(unit: str) -> bool:
    """Whether the language says 1.5 in the singular, as French does: then it says zero so too."""
    return _words(unit, "", 0) == _words(unit, "", 1)


def written(number: str, unit: str, value: int | float | Decimal) -> tuple[str, bool]:
    """The number with its unit, and whether it is symbols only (then it reads left to right in every language)."""
    if unit == "euro":
        return _("€%(amount)s") % {"amount": number}, True
    if unit in SYMBOLS:
        return f"{number}\N{NO-BREAK SPACE}{SYMBOLS[unit]}", True
    words = _counted(unit, number, value)
    return (words, False) if words else (number, True)
