"""The form of an event: hours are those of the event's own time zone, wherever its editor sits."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from home.facts_forms import FactualPageForm

MOMENTS = ("start", "end")


class EventForm(FactualPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_source:
            return
        for name in MOMENTS:
            moment = getattr(self.instance, name)
            if moment and name in self.fields:
                wall = moment.astimezone(self.instance.zone).replace(tzinfo=None)
                # The field shows moments in the editor's zone: this one reads there as it does at the event.
                self.initial[name] = timezone.make_aware(wall)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.is_source:
            zone = ZoneInfo(data.get("time_zone") or "Europe/Paris")
            for name in MOMENTS:
                if isinstance(data.get(name), datetime):
                    data[name] = timezone.make_naive(data[name]).replace(tzinfo=zone)
            self._last_the_whole_day(data)
        return data

    def _last_the_whole_day(self, data: dict[str, Any]) -> None:
        """Days that are given without hours last until their end: an event of today is not over at midnight."""
        start, end = data.get("start"), data.get("end")
        if "end" in self.errors or not isinstance(start, datetime) or start.time() != time.min:
            return
        if end is None or (end.time() == time.min and end >= start):
            data["end"] = (end or start).replace(hour=23, minute=59)
