"""The vocabulary in and out as SKOS, in RDF/XML and Turtle: all of a file or nothing of it."""

from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from .concepts import read_concepts
from .exporting import export
from .faults import Fault, VocabularyRefusedError, refuse
from .plan import Change, Plan, make_plan
from .reading import read_graph, read_path
from .writing import Progress, write

__all__ = ["Change", "Fault", "Plan", "VocabularyRefusedError", "export", "import_vocabulary"]


def import_vocabulary(
    file: Path | str | tuple[bytes, str], *, dry_run: bool = False, progress: Progress | None = None
) -> Plan:
    """Import a file, given by its path or as its content and name, in one transaction. Returns what was done.

    Raises VocabularyRefusedError with every fault found; nothing is imported then.
    """
    graph = read_graph(*file) if isinstance(file, tuple) else read_path(Path(file))
    read = read_concepts(graph)
    try:
        with transaction.atomic():
            plan = make_plan(read)
            if plan.faults:
                raise VocabularyRefusedError(plan.faults)
            if not dry_run:
                write(plan, progress)
    except DatabaseError as error:  # someone changed the same themes meanwhile, or holds the database
        raise refuse(_("The database refused, try again: %(reason)s") % {"reason": str(error)[:200]}) from error
    return plan
