"""What is wrong in a table, told so that the person who wrote it finds the place."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fault:
    """One fault. `line` is the number the spreadsheet shows; None when the file as a whole is at fault."""

    line: int | None
    column: str
    message: str

    def __str__(self) -> str:
        if self.line is None:
            return self.message
        if not self.column:
            return _("line %(line)s: %(message)s") % {"line": self.line, "message": self.message}
        return _("line %(line)s, column %(column)s: %(message)s") % {
            "line": self.line,
            "column": self.column,
            "message": self.message,
        }


class ImportRefusedError(Exception):
    """The table has faults; nothing was imported."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def refuse(message: str, line: int | None = None, column: str = "") -> ImportRefusedError:
    return ImportRefusedError([Fault(line, column, message)])
