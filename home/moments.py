"""When an event takes place, as its readers say it: in its own time zone, on one day or several."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

OUR_ZONE = "Europe/Paris"
EVENING = datetime.timedelta(hours=12)


@dataclass(frozen=True)
class When:
    """`first` and `last` are walls' clocks at the place; an event that begins at midnight has no hours to say."""

    first: datetime.datetime
    last: datetime.datetime | None
    zone: str  # its name, where it is not ours
    iso: str

    @property
    def has_hours(self) -> bool:
        return self.first.time() != datetime.time.min

    @property
    def last_day(self) -> datetime.date:
        if self.last is None:
            return self.first.date()
        # An evening that ends after midnight is still that evening.
        evening = self.has_hours and self.last - self.first <= EVENING
        return self.first.date() if evening else self.last.date()

    @property
    def one_day(self) -> bool:
        return self.last_day == self.first.date()

    @property
    def one_month(self) -> bool:
        return (self.last_day.year, self.last_day.month) == (self.first.year, self.first.month)

    @property
    def days(self) -> str:
        first, last = self.first.date(), self.last_day
        if self.one_day:
            return f"{date_format(first, 'l')} {_day(first)} {date_format(first, 'F Y')}"
        until = f"{_day(last)} {date_format(last, 'F Y')}"
        if self.one_month:
            since = _day(first)
        else:
            since = f"{_day(first)} {date_format(first, 'F' if first.year == last.year else 'F Y')}"
        return _("%(first)s to %(last)s") % {"first": since, "last": until}

    @property
    def hours(self) -> str:
        if not self.has_hours or not self.one_day:
            return ""
        if self.last is None:
            return _("at %(start)s") % {"start": _hour(self.first)}
        return _("%(start)s to %(end)s") % {"start": _hour(self.first), "end": _hour(self.last)}

    @property
    def numerals(self) -> list[str]:
        """The large figures of the date: one, or two where the event ends later in the month."""
        days = [self.first.day] if self.one_day or not self.one_month else [self.first.day, self.last_day.day]
        return [str(day) for day in days]


def when(event: Any) -> When | None:
    """Of an event that keeps its facts."""
    if event.start is None:
        return None
    first = event.start.astimezone(event.zone)
    last = event.end.astimezone(event.zone) if event.end else None
    hours = first.time() != datetime.time.min
    return When(
        first=first.replace(tzinfo=None),
        last=last.replace(tzinfo=None) if last else None,
        zone="" if event.zone.key == OUR_ZONE else event.get_time_zone_display(),
        iso=first.isoformat(timespec="minutes") if hours else first.date().isoformat(),
    )


def _day(day: datetime.date) -> str:
    """Some languages give the first day of a month an ordinal."""
    return pgettext("first day of a month", "1") if day.day == 1 else str(day.day)


def _hour(moment: datetime.datetime) -> str:
    return time_format(moment.time(), "H:i")
