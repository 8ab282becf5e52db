"""Sheets from a table: `import_sheets` reads a CSV file or a workbook, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from library.bulk import many_changes
from networks.models import User

from .faults import Fault, ImportRefusedError, refuse
from .names import Names
from .plan import Action, Change, Planner
from .rows import read_rows
from .tables import COLUMNS, Table, read_table
from .writing import write

__all__ = ["COLUMNS", "Action", "Fault", "ImportRefusedError", "Outcome", "import_sheets"]


@dataclass(frozen=True)
class Outcome:
    """What one line of the table did, or would do."""

    line: int
    external_id: str
    title: str
    action: Action


def import_sheets(
    path: Path | str,
    *,
    dry_run: bool = False,
    user: User | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Outcome]:
    """Import a table, in one transaction. `progress` is told how many of how many lines are written.

    Raises ImportRefusedError with every fault found; nothing is imported then.
    """
    table = read_table(Path(path))
    if dry_run:
        return _outcomes(_plan(table)[0])
    try:
        with transaction.atomic(), many_changes():
            changes, names = _plan(table)
            for done, change in enumerate(changes, 1):
                if change.action is not Action.UNCHANGED:
                    write(change, names, user)
                if progress:
                    progress(done, len(changes))
    except DatabaseError as error:  # someone changed the same sheets meanwhile, or holds the database
        raise refuse(_("The database refused, try again: %(reason)s") % {"reason": str(error)[:200]}) from error
    return _outcomes(changes)


def _plan(table: Table) -> tuple[list[Change], Names]:
    rows, names, faults = read_rows(table)
    planner = Planner(rows, faults)
    planner.plan()
    if faults:
        raise ImportRefusedError(sorted(faults, key=lambda fault: (fault.line or 0, _position(fault.column))))
    return planner.changes, names


def _position(column: str) -> int:
    return COLUMNS.index(column) if column in COLUMNS else len(COLUMNS)


def _outcomes(changes: list[Change]) -> list[Outcome]:
    outcomes = (
        Outcome(change.row.line, change.row.external_id, change.row.words["title"], change.action)
        for change in changes
    )
    return sorted(outcomes, key=lambda outcome: outcome.line)
