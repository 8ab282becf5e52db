"""Counts what is searched for: words and numbers, no person. Nothing here slows a search or makes it fail.

Searches are noted in memory, and a thread of each process writes them now and then; at worst some are not counted.
"""

import datetime
import hashlib
import logging
import os
import re
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock, Thread

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from home.aside import is_a_person
from home.spam import hidden_address

from .models import AskedWords, Asker

logger = logging.getLogger(__name__)

LEAST_ASKERS = 5  # in one week, from which on words are shown to staff
EVERY = 10  # seconds between two writings
MOST_PENDING = 2000
WEEK = datetime.timedelta(days=7)
FEW_KEPT, KEPT = datetime.timedelta(days=30), datetime.timedelta(days=400)
PERSONAL = re.compile(r"@|(?:\d[\s.]?){6}")  # an e-mail address, a telephone number


@dataclass
class Noted:
    times: int = 0
    without_result: int = 0
    digests: set[str] = field(default_factory=set)


_Key = tuple[datetime.date, str, str]
_pending: dict[_Key, Noted] = {}
_lock = Lock()
_thread: tuple[int, Thread] | None = None


def note(request: HttpRequest, language: str, words: str, total: int) -> None:
    """One search, its first page, without filters. To be called when the answer is known."""
    if not settings.COUNT_SEARCHES:
        return
    try:
        words = " ".join(words.casefold().split())[:200]
        if words and not PERSONAL.search(words) and is_a_person(request):
            _add((monday(), language, words), _digest(request, language, words), not total)
            _start()
    except Exception:  # the search has been answered: that is what counts
        logger.warning("a search could not be counted", exc_info=True)


def _add(key: _Key, digest: str, without_result: bool) -> None:
    with _lock:
        if key not in _pending and len(_pending) >= MOST_PENDING:
            return
        noted = _pending.setdefault(key, Noted())
        noted.times += 1
        noted.without_result += without_result
        noted.digests.add(digest)


def monday(day: datetime.date | None = None) -> datetime.date:
    day = day or timezone.localdate(timezone=timezone.get_default_timezone())
    return day - datetime.timedelta(days=day.weekday())


def _digest(request: HttpRequest, language: str, words: str) -> str:
    """The same for the same asker and words in one week. The words are in it: no two searches can be joined."""
    user = request.user
    who = f"account {user.pk}" if user.is_authenticated else hidden_address(request)
    said = f"{who}\n{language}\n{words}".encode()
    return hashlib.blake2b(said, key=_key_of_the_week(), digest_size=16).hexdigest()


def _key_of_the_week() -> bytes:
    """Kept by the cache alone, until the week is over: no copy of the database leads from a digest to anyone."""
    name = f"search.asked.{monday()}"
    left = datetime.datetime.combine(monday() + WEEK, datetime.time(), timezone.get_default_timezone())
    cache.add(name, secrets.token_hex(16), max(60, int((left - timezone.now()).total_seconds())))
    return cache.get(name, _OWN_KEY).encode()


_OWN_KEY = secrets.token_hex(16)  # while the cache is away


def _start() -> None:
    """The thread that writes, once in each process (a thread does not follow into a fork)."""
    global _thread
    with _lock:
        if _thread is None or _thread[0] != os.getpid() or not _thread[1].is_alive():
            _thread = (os.getpid(), Thread(target=_write_now_and_then, name="asked", daemon=True))
            _thread[1].start()


def _write_now_and_then() -> None:
    while True:
        time.sleep(EVERY)
        _write_aside()


def _write_aside() -> None:
    try:
        write()
    except Exception:  # the database is away or busy: those searches are not counted
        logger.warning("searches could not be counted", exc_info=True)
    finally:
        connection.close()  # this thread's own


def write() -> int:
    """Write what was noted; returns how many rows that touched."""
    global _pending
    with _lock:
        noted, _pending = _pending, {}
    if noted:
        with transaction.atomic():
            for key in sorted(noted):
                _write_one(key, noted[key])
    return len(noted)


def _write_one(key: _Key, noted: Noted) -> None:
    week, language, words = key
    row, _created = AskedWords.objects.get_or_create(week=week, language=language, words=words)
    Asker.objects.bulk_create(
        [Asker(asked=row, digest=digest) for digest in sorted(noted.digests)], ignore_conflicts=True
    )
    AskedWords.objects.filter(pk=row.pk).update(
        times=F("times") + noted.times,
        without_result=F("without_result") + noted.without_result,
        askers=Asker.objects.filter(asked=row).count(),
    )


def purge() -> None:
    """Askers when their week is over; words that few asked for after a month, the others after a year."""
    today = monday()
    Asker.objects.filter(asked__week__lt=today).delete()
    AskedWords.objects.filter(
        Q(week__lt=today - KEPT) | Q(week__lt=today - FEW_KEPT, askers__lt=LEAST_ASKERS)
    ).delete()


def asked(rows: QuerySet[AskedWords]) -> QuerySet:
    """Each words once, as dicts, with what these rows count. Only what enough people asked for in one of the weeks."""
    return (
        rows.order_by()
        .values("language", "words")
        .annotate(searches=Sum("times"), without=Sum("without_result"), people=Max("askers"))
        .filter(people__gte=LEAST_ASKERS)
    )
