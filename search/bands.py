"""Bands of population, by which a small town finds what others of its size did."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

LIMITS = (500, 2_000, 10_000, 50_000)  # residents at which the next band begins
BANDS = ("0-499", "500-1999", "2000-9999", "10000-49999", "50000-")


def band_of(population: int | None) -> str:
    """The band of so many residents; empty where they are unknown."""
    return "" if population is None else BANDS[sum(population >= limit for limit in LIMITS)]


def band_label(band: str) -> str:
    least, _dash, most = band.partition("-")
    if not most:
        return _("%(number)s residents and more") % {"number": number_format(int(least))}
    if least == "0":
        return _("Fewer than %(number)s residents") % {"number": number_format(int(most) + 1)}
    return pgettext("residents", "%(least)s to %(most)s residents") % {
        "least": number_format(int(least)),
        "most": number_format(int(most)),
    }
