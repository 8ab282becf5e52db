"""Reads the words of files in the background, each file in a process of its own with limits (search.extraction).

A file is noted as waiting when it is saved; a timer reads what waits. What fails is tried again later, at most three
times, and holds up nothing else.
"""

import json
import logging
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from library.models import PrivateDocument

from . import indexing
from .extraction import READERS
from .models import FileText, ObjectKind
from .uses import pages_with, works_with

logger = logging.getLogger(__name__)

LARGEST = 50 * 1024 * 1024
SECONDS = 30  # by the clock, of one file
BUDGET = 20  # seconds after which no other file is begun before the timer's next look
MOST_TRIES = 3
PAUSE = timedelta(minutes=5)  # before the second try; thrice as long before the third


class FailedError(Exception):
    """Worth trying again."""


def is_read(document: PrivateDocument) -> bool:
    return document.file_extension.lower() in READERS


def note(documents: QuerySet[PrivateDocument]) -> None:
    """Files that are new, or not those that were read: their old words go at once, the new ones are waited for."""
    for document in documents.select_related(None).iterator():
        if is_read(document):
            FileText.objects.update_or_create(
                document=document,
                defaults={
                    "file_hash": document.file_hash,
                    "state": FileText.State.WAITING,
                    "pages": [],
                    "numbered": False,
                    "error": "",
                    "attempts": 0,
                    "tried_at": None,
                },
            )
        else:
            FileText.objects.filter(document=document).delete()


def unread() -> QuerySet[PrivateDocument]:
    """Those of which nothing is noted, or the words of another file are kept."""
    endings = Q()
    for extension in READERS:
        endings |= Q(file__iendswith=f".{extension}")
    known = Q(text__isnull=False)
    return PrivateDocument.objects.filter(endings & ~known | known & ~Q(file_hash=F("text__file_hash")))


def read_files() -> int:
    """What a timer does: find what no signal told, then read."""
    note(unread())
    return read_waiting()


def read_waiting(budget: float | None = BUDGET) -> int:
    """Read what waits, the longest waiting first, until the time is spent. Returns how many were read."""
    begun, done = time.monotonic(), 0
    for pk in list(_due().values_list("pk", flat=True)):
        if budget is not None and time.monotonic() - begun > budget:
            break
        done += _read(pk)
    return done


def _due() -> QuerySet[FileText]:
    now, failed = timezone.now(), Q(state=FileText.State.FAILED)
    again = Q(pk__in=[])
    for attempts in range(1, MOST_TRIES):
        again |= failed & Q(attempts=attempts, tried_at__lt=now - PAUSE * 3 ** (attempts - 1))
    # A try that left no trace but its moment was killed, and the timer with it.
    cut_off = Q(tried_at__isnull=True) | Q(tried_at__lt=now - PAUSE)
    waiting = Q(state=FileText.State.WAITING, attempts__lt=MOST_TRIES) & cut_off
    clean = Q(document__scan=PrivateDocument.Scan.CLEAN)
    return FileText.objects.filter(waiting | again, clean).order_by("attempts", "pk")


def _read(pk: int) -> int:
    text = FileText.objects.select_related("document").filter(pk=pk).first()
    if text is None:
        return 0
    same = FileText.objects.filter(pk=pk, file_hash=text.file_hash)
    same.update(attempts=F("attempts") + 1, tried_at=timezone.now())
    found: dict[str, Any]
    lacks: list[str] = []
    try:
        answer = extract(text.document)
        found, lacks = _outcome(answer), answer.get("lacks", [])
        if found["state"] == FileText.State.NONE:
            lacks = [*lacks, "no_text"]
    except Exception as error:  # the file may be away, or its storage; the others go on
        logger.warning("could not read the file of document %s: %s", text.document_id, type(error).__name__)
        found = {"state": FileText.State.FAILED, "error": f"{type(error).__name__}: {error}"[:200]}
    with transaction.atomic():
        if same.update(**found):
            PrivateDocument.objects.filter(pk=text.document_id, file_hash=text.file_hash).update(lacks=lacks)
            mark_users([text.document_id])
    return 1


def _outcome(answer: dict[str, Any]) -> dict[str, Any]:
    if "refused" in answer:
        return {"state": FileText.State.FAILED, "error": answer["refused"][:200], "attempts": MOST_TRIES}
    pages = answer["pages"]
    state = FileText.State.DONE if any(pages) else FileText.State.NONE
    return {"state": state, "pages": pages, "numbered": answer["numbered"], "error": ""}


def extract(document: PrivateDocument) -> dict[str, Any]:
    """What the process answers about the file; `FailedError` where it did not."""
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as answer:
        with document.file.open("rb") as file:
            size = 0
            while chunk := file.read(1024 * 1024):
                size += len(chunk)
                if size > LARGEST:
                    return {"refused": "too large"}
                copy.write(chunk)
        copy.seek(0)
        command = [sys.executable, "-m", "search.extraction", document.file_extension.lower()]
        try:
            # Nothing of the site's settings and secrets is in its environment.
            ended = subprocess.run(
                command, stdin=copy, stdout=answer, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
                cwd=settings.BASE_DIR, env={"PYTHONDONTWRITEBYTECODE": "1"}, start_new_session=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            raise FailedError(f"more than {SECONDS} s") from late
        if ended.returncode:
            raise FailedError(f"ended with {ended.returncode}")
        answer.seek(0)
        return json.loads(answer.read())


def mark_users(documents: list[int]) -> None:
    """Note that what shows these documents is to be projected."""
    indexing.mark(ObjectKind.WORK, *works_with(documents))
    indexing.mark(ObjectKind.PAGE, *pages_with(documents))
