"""Sheets from a table: `import_sheets` reads a CSV file or a workbook, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError
from django.utils.translation import gettext as _

from networks.models import User

from .columns import Layout
from .compare import told
from .faults import Fault, ImportRefusedError, refuse
from .filing import file_sheets
from .names import Names
from .plan import Action, Change, Planner
from .rows import read_rows
from .tables import COLUMNS, read_table
from .writing import write_all

__all__ = [
    "COLUMNS",
    "LOCK",
    "Action",
    "Fault",
    "ImportRefusedError",
    "Layout",
    "Outcome",
    "file_sheets",
    "import_sheets",
]
LOCK = "imports"  # held by whoever imports (home.locks)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What one line of the table did, or would do."""

    line: int
    external_id: str
    title: str
    action: Action
    sheet: int | None = None  # its primary key
    changes: list[list[str]] = field(default_factory=list)  # column, old, new: where details are asked for


def import_sheets(
    path: Path | str,
    *,
    layout: Layout | None = None,
    dry_run: bool = False,
    user: User | None = None,
    details: bool = False,
    progress: Progress | None = None,
    written: Callable[[list[Outcome]], None] | None = None,
    file: bool = True,
) -> list[Outcome]:
    """Import a table, in one transaction. `progress` is told how many of how many lines are prepared.

    Where a `user` imports, it is within their rights. `written` is called in the transaction; what is imported is
    filed after it (`file_sheets`), unless the caller does so.

    Raises ImportRefusedError with every fault found; nothing is imported then.
    """
    changes, names = _plan(Path(path), layout, user)
    if dry_run:
        return _Outcomes(changes, told(changes) if details else {}).found()
    outcomes = _Outcomes(changes, told(changes) if details else {})
    try:
        done = write_all(changes, names, user, progress, lambda: outcomes.note(written))
    except DatabaseError as error:  # someone changed the same sheets meanwhile, or holds the database
        raise refuse(_("The database refused, try again: %(reason)s") % {"reason": str(error)[:200]}) from error
    if file:
        file_sheets(outcome.sheet for outcome in done if outcome.sheet and outcome.action is not Action.UNCHANGED)
    return done


def _plan(path: Path, layout: Layout | None, user: User | None) -> tuple[list[Change], Names]:
    rows, names, faults = read_rows(read_table(path, layout))  # nothing of the table stays in memory but its rows
    planner = Planner(rows, faults, user)
    planner.plan()
    if faults:
        raise ImportRefusedError(sorted(faults, key=lambda fault: (fault.line or 0, _position(fault.column))))
    return planner.changes, names


def _position(column: str) -> int:
    return COLUMNS.index(column) if column in COLUMNS else len(COLUMNS)


class _Outcomes:
    def __init__(self, changes: list[Change], details: dict[int, list[list[str]]]) -> None:
        self.changes, self.details = changes, details

    def found(self) -> list[Outcome]:
        outcomes = (
            Outcome(
                change.row.line,
                change.row.external_id,
                change.row.words["title"],
                change.action,
                change.sheet.pk,
                self.details.get(change.row.line, []),
            )
            for change in self.changes
        )
        return sorted(outcomes, key=lambda outcome: outcome.line)

    def note(self, written: Callable[[list[Outcome]], None] | None) -> list[Outcome]:
        outcomes = self.found()
        if written:
            written(outcomes)
        return outcomes
