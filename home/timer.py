"""Work that time starts: what is scheduled, what waits, what may have drifted. One failure never stops the rest."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from home.locks import only_one
from home.models import TimerBeat

logger = logging.getLogger(__name__)
LOOP = 20  # seconds between two looks at what is due


@dataclass(frozen=True)
class Job:
    name: str
    every: int  # seconds; 0: at each look
    run: Callable[[], object]


def run_due(jobs: Iterable[Job]) -> list[str]:
    """Run what is due, unless another timer is at it, and answer what was run."""
    done: list[str] = []
    with only_one("timer") as ours:
        if not ours:
            return done
        last = dict(TimerBeat.objects.values_list("name", "ran_at"))
        for job in jobs:
            if _is_due(last.get(job.name), job.every):
                _run(job)
                done.append(job.name)
    return done


def _is_due(last: datetime | None, every: int) -> bool:
    # A beat of the future is a clock that was set back: better once too often than never.
    return last is None or not timedelta(0) <= timezone.now() - last < timedelta(seconds=every)


def _run(job: Job) -> None:
    begun = timezone.now()
    error = ""
    try:
        job.run()
    except Exception as failure:  # the other jobs must go on, and this one again next time
        logger.exception("the timer's job %s failed", job.name)
        error = type(failure).__name__
    TimerBeat.objects.update_or_create(name=job.name, defaults={"every": job.every, "ran_at": begun, "error": error})


def health() -> dict:
    """For `home.health`: is a job late by more than three of its turns, or did it fail the last time?"""
    jobs = {}
    for beat in TimerBeat.objects.order_by("name"):
        allowed = timedelta(seconds=3 * max(beat.every, LOOP))
        late = timezone.now() - beat.ran_at > allowed
        jobs[beat.name] = {"ran_at": beat.ran_at, "late": late, "error": beat.error}
    return {"ok": bool(jobs) and not any(job["late"] or job["error"] for job in jobs.values()), "jobs": jobs}
