"""The imports asked for in the admin, done one after the other by a thread beside the timer.

Whatever is killed at whatever moment: before the one transaction that writes, nothing is imported and the import is
told as stopped; after it, all is, and the filing (references, search of the admin) goes on where it was.
"""

import logging
import tempfile
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connections
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from home.locks import only_one
from library.importing import LOCK, ImportRefusedError, Layout, Outcome, file_sheets, import_sheets
from library.models import ImportLine, SheetImport

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks at what waits
EVERY = 100  # lines between two notes of how far it is
MOST_FAULTS = 1_000  # kept of one file
State = SheetImport.State


class Worker:
    """Beside the timer's jobs, which an import of minutes must not hold up."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, name="import-worker", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self, seconds: float = 5) -> None:
        self.stopped.set()
        if self.thread.is_alive():
            self.thread.join(seconds)

    def run(self) -> None:
        while not self.stopped.wait(LOOK):
            close_old_connections()
            try:
                work()
            except Exception:  # the database may be away: it comes back
                logger.exception("the imports could not be looked at")
        connections.close_all()


def ask(job: SheetImport, state: str) -> None:
    """Let the worker do it, after those that were asked for before."""
    job.state, job.asked_at, job.begun_at = state, timezone.now(), None
    job.done, job.total, job.message = 0, 0, ""
    job.save()


def work() -> int:
    """Do all that waits, unless another process is at it. Returns how many were done."""
    done = 0
    while _waiting().exists():
        with only_one(LOCK) as ours:
            job = _waiting().order_by("asked_at", "pk").first() if ours else None
            if job is None:
                break
            _do(job)
            done += 1
    return done


def _waiting() -> Any:
    return SheetImport.objects.filter(state__in=SheetImport.UNDER_WAY)


def _do(job: SheetImport) -> None:
    with override(job.language):
        if job.begun_at and job.state != State.FINISHING:
            _stop(job, _("The server was stopped in the meantime. Nothing was imported: start it again."))
            return
        if job.state != State.FINISHING and (job.made_by is None or not job.made_by.is_active):
            _stop(job, _("The account that asked for it is gone. Nothing was imported."))
            return
        _note(job, begun_at=timezone.now())
        try:
            {State.CHECKING: _check, State.WRITING: _import, State.FINISHING: _finish}[State(job.state)](job)
        except ImportRefusedError as refused:
            _refused(job, refused)
        except Exception as error:
            logger.exception("the import %s failed", job.pk)
            job.refresh_from_db(fields=["state"])  # what is true is what was committed
            if job.state == State.FINISHING:
                _filing_failed(job, error)
                return
            _stop(job, _("It failed (%(reason)s). Nothing was imported.") % {"reason": type(error).__name__})


def _check(job: SheetImport) -> None:
    with _copy(job) as path:
        outcomes = import_sheets(path, layout=layout_of(job), dry_run=True, user=job.made_by, details=True)
    _write_lines(job, outcomes)
    _note(job, state=State.CHECKED, faults=[], counts=_counts(outcomes), begun_at=None)


def _import(job: SheetImport) -> None:
    def note(done: int, total: int) -> None:
        if done % EVERY == 0 or done == total:
            _note(job, done=done, total=2 * total)

    def written(outcomes: list[Outcome]) -> None:
        """In the transaction that writes: the import is done if and only if this is noted."""
        _write_lines(job, outcomes)
        _note(job, state=State.FINISHING, counts=_counts(outcomes))

    with _copy(job) as path:
        import_sheets(
            path, layout=layout_of(job), user=job.made_by, details=True, progress=note, written=written, file=False
        )
    _finish(job)


def _finish(job: SheetImport) -> None:
    changed = job.lines.filter(sheet__isnull=False).exclude(action="unchanged")
    keys = list(changed.order_by("pk").values_list("sheet", flat=True))

    def note(done: int, total: int) -> None:
        _note(job, done=total + done, total=2 * total)

    file_sheets(keys, note)
    _note(job, state=State.DONE, done=1, total=1, ended_at=timezone.now(), begun_at=None)


def _refused(job: SheetImport, refused: ImportRefusedError) -> None:
    faults = [[fault.line, fault.column, fault.message] for fault in refused.faults[:MOST_FAULTS]]
    job.lines.all().delete()
    _note(job, state=State.FAULTY, faults=faults, counts={"faults": len(refused.faults)}, begun_at=None)


def _filing_failed(job: SheetImport, error: Exception) -> None:
    """All is imported. Where the database was away, it is tried again; where it would fail again, others go on."""
    if isinstance(error, OperationalError):
        raise error
    message = _("The sheets are imported, but the search of the administration may not find all of them.")
    _note(job, state=State.DONE, message=message, ended_at=timezone.now(), begun_at=None)


def _stop(job: SheetImport, message: str) -> None:
    _note(job, state=State.STOPPED, message=message, begun_at=None, ended_at=timezone.now())


def _note(job: SheetImport, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(job, name, value)
    SheetImport.objects.filter(pk=job.pk).update(**fields)


def _write_lines(job: SheetImport, outcomes: list[Outcome]) -> None:
    job.lines.all().delete()
    ImportLine.objects.bulk_create(
        (
            ImportLine(
                job=job,
                number=outcome.line,
                external_id=outcome.external_id,
                title=outcome.title,
                action=outcome.action.value,
                changes=outcome.changes,
                sheet_id=outcome.sheet,
            )
            for outcome in outcomes
        ),
        batch_size=500,
    )


def _counts(outcomes: list[Outcome]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.action.value] = counts.get(outcome.action.value, 0) + 1
    return counts


def layout_of(job: SheetImport) -> Layout:
    return Layout(job.sheet, tuple(job.columns), dict(job.values))


class _copy:  # noqa: N801
    """The file on the disk of this machine, wherever it is stored."""

    def __init__(self, job: SheetImport) -> None:
        self.job = job

    def __enter__(self) -> Path:
        self.folder = tempfile.TemporaryDirectory(prefix="import-")
        path = Path(self.folder.name) / f"table{Path(self.job.stored_name).suffix.lower()}"
        with self.job.file.open("rb") as file:
            path.write_bytes(file.read())
        return path

    def __exit__(self, *error: object) -> None:
        self.folder.cleanup()


def purge() -> int:
    """Files, their lines and faults go after a while; who imported what, and when, stays."""
    before = timezone.now() - timedelta(days=settings.IMPORT_RETENTION_DAYS)
    old = SheetImport.objects.filter(~Q(file=""), made_at__lt=before).exclude(state__in=SheetImport.UNDER_WAY)
    for job in old:
        erase(job)
    return len(old)


def erase(job: SheetImport) -> None:
    """The file and all that stood in it."""
    job.lines.all().delete()
    job.file.delete(save=False)
    SheetImport.objects.filter(pk=job.pk).update(file="", faults=[], header=[])
