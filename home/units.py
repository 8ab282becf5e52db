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


def _word(unit: str, count: int) -> str:
    match unit:
        case "hour":
            return ngettext("hour", "hours", count)
        case "day":
            return ngettext("day", "days", count)
        case "week":
            return ngettext("week", "weeks", count)
        case "month":
            return ngettext("month", "months", count)
        case "year":
            return ngettext("year", "years", count)
        case "person":
            return ngettext("person", "people", count)
        case "household":
            return ngettext("household", "households", count)
        case "lamp":
            return ngettext("lamp", "lamps", count)
        case "tree":
            return ngettext("tree", "trees", count)
    return ""


def written(number: str, unit: str, value: int | float | Decimal) -> tuple[str, bool]:
    """The number with its unit, and whether it is symbols only (then it reads left to right in every language)."""
    if unit == "euro":
        return _("€%(amount)s") % {"amount": number}, True
    if unit in SYMBOLS:
        return f"{number}\N{NO-BREAK SPACE}{SYMBOLS[unit]}", True
    word = _word(unit, abs(int(value)))
    return (f"{number}\N{NO-BREAK SPACE}{word}", False) if word else (number, True)
