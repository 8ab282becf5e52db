"""How often works are read and downloaded, by day and language: no address, no account, nothing of the person.

Staff, programs and what is fetched ahead are not counted.
"""

import logging
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from home.aside import Aside, is_a_person
from library.models import DailyCount, SheetFile, Work

logger = logging.getLogger(__name__)
KEPT = timedelta(days=800)  # two years, and the month before
READ, DOWNLOADED = "reads", "downloads"


def note_read(request: HttpRequest, work: int) -> None:
    _note(request, READ, work)


def note_download(request: HttpRequest, document: int) -> None:
    """Once for a file that is taken in parts."""
    beginning = request.headers.get("Range", "bytes=0-").replace(" ", "").startswith("bytes=0-")
    if beginning:
        _note(request, DOWNLOADED, document)


def _note(request: HttpRequest, what: str, key: int) -> None:
    if not settings.COUNT_READING:
        return
    try:
        staff = request.user.is_authenticated and request.user.reads_everything
        if not staff and is_a_person(request):
            today = timezone.localdate(timezone=timezone.get_default_timezone())
            noted.add((today, what, key, get_language() or ""))
            noted.start()
    except Exception:  # the reader has their page: that is what counts
        logger.warning("a reading could not be counted", exc_info=True)


@transaction.atomic
def write(counts: Counter[tuple[date, str, int, str]]) -> None:
    rows: dict[tuple[date, int, str], Counter[str]] = defaultdict(Counter)
    works = _works_of({key for _day, what, key, _language in counts if what == DOWNLOADED})
    there = set(Work.objects.filter(pk__in={key for _d, what, key, _l in counts if what == READ}).values_list("pk"))
    for (day, what, key, language), times in counts.items():
        for work in works.get(key, ()) if what == DOWNLOADED else [key] if (key,) in there else []:
            rows[day, work, language][what] += times
    new = [DailyCount(day=day, work_id=work, language=language) for day, work, language in rows]
    DailyCount.objects.bulk_create(new, ignore_conflicts=True)
    for (day, work, language), said in sorted(rows.items()):
        DailyCount.objects.filter(day=day, work=work, language=language).update(
            reads=F("reads") + said[READ], downloads=F("downloads") + said[DOWNLOADED]
        )


def _works_of(documents: set[int]) -> dict[int, list[int]]:
    works = defaultdict(list)
    files = SheetFile.objects.filter(document__in=documents, sheet__source_of__isnull=False)
    for document, work in files.values_list("document", "sheet__work").distinct():
        works[document].append(work)
    return works


noted = Aside("counting of readings", write)


def purge() -> None:
    DailyCount.objects.filter(day__lt=timezone.localdate() - KEPT).delete()


def counted(works: QuerySet[Any], days: int, language: str = "") -> QuerySet[Any]:
    """Each with how often it was read and downloaded in these days; those that never were are left out."""
    since: dict[str, Any] = {"counts__day__gt": timezone.localdate() - timedelta(days=days)}
    if language:
        since["counts__language"] = language
    # One filter for both sums: they are of the same rows.
    found = works.filter(**since).annotate(read=Coalesce(Sum("counts__reads"), 0))
    return found.annotate(downloaded=Coalesce(Sum("counts__downloads"), 0))
