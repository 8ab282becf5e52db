"""One line of a table, read: every fault of it told, whatever can be known without looking at the other lines."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Locale

from library.models import KINDS, Access, Sheet

from .faults import Fault
from .names import Names, UnknownNameError
from .tables import Line, Table
from .text import INVISIBLE, one_line, rich_text, split_list

MAX_BODY = 100_000  # a CSV reader's own limit for one cell is a little above
YEARS = range(1900, 2101)
WORDS = ("title", "summary", "body")
FACTS = ("access", "groups", "year", "territory", "themes", "tags")


@dataclass
class Row:
    """`words` and `facts` hold the columns that the table has, in the form of `values.current`."""

    line: int
    external_id: str = ""
    kind: str = ""
    locale: Locale | None = None
    words: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)  # columns that are not empty
    translation_of: str | None = None  # None: the table has no such column
    publish: bool = False


def read_rows(table: Table) -> tuple[list[Row], Names, list[Fault]]:
    """The rows in their order, and what is wrong with each by itself."""
    names = Names(line.cells.get("territory") or "" for line in table.lines)
    faults = list(table.faults)
    rows = [_Reader(line, names, faults).row() for line in table.lines]
    return rows, names, faults


class _Reader:
    def __init__(self, line: Line, names: Names, faults: list[Fault]) -> None:
        self.line, self.names, self.faults = line, names, faults

    def row(self) -> Row:
        cells = self.line.cells
        row = Row(self.line.number, given={name for name, text in cells.items() if text})
        row.external_id = self._text("external_id", 100)
        row.translation_of = self._text("translation_of", 100) if "translation_of" in cells else None
        row.kind = self._choice("kind", [*KINDS])
        row.locale = self._one("language", self.names.locale)
        row.publish = self._choice("status", ["draft", "published"]) == "published"
        row.words = {name: value for name in WORDS if name in cells for value in [self._word(name)]}
        readers: dict[str, Callable[[], Any]] = {
            "access": lambda: self._choice("access", Access.values) or Access.GROUPS.value,
            "groups": lambda: self._several("groups", self.names.group),
            "year": self._year,
            "territory": lambda: getattr(self._one("territory", self.names.territory), "pk", None),
            "themes": lambda: self._several("themes", self.names.theme),
            "tags": self._tags,
        }
        row.facts = {name: readers[name]() for name in FACTS if name in cells}
        for name in ("external_id", "language", "title"):
            if cells[name] == "":
                self._fault(name, _("is missing"))
        if cells["kind"] == "" and not row.translation_of:
            self._fault("kind", _("is missing"))
        return row

    def _fault(self, column: str, message: str) -> None:
        self.faults.append(Fault(self.line.number, column, message))

    def _text(self, column: str, limit: int) -> str:
        text = one_line(self.line.cells.get(column) or "")
        self._limit(column, text, limit)
        return text

    def _limit(self, column: str, text: str, limit: int) -> None:
        if len(text) > limit:
            self._fault(
                column,
                _("too long: %(length)s characters, at most %(limit)s") % {"length": len(text), "limit": limit},
            )

    def _word(self, name: str) -> str:
        text = self.line.cells[name] or ""
        if name == "body":
            self._limit(name, text, MAX_BODY)
            return rich_text(text) if len(text) <= MAX_BODY else ""
        text = one_line(text) if name == "title" else text
        self._limit(name, text, Sheet._meta.get_field(name).max_length)
        return text

    def _choice(self, column: str, choices: list[str]) -> str:
        text = (self.line.cells.get(column) or "").lower()
        if text and text not in choices:
            self._fault(
                column,
                _("unknown value “%(value)s”; write one of: %(choices)s")
                % {"value": text[:50], "choices": ", ".join(choices)},
            )
            return ""
        return text

    def _one(self, column: str, find: Callable[[str], Any]) -> Any:
        text = self.line.cells.get(column)
        return self._found(column, text, find) if text else None

    def _found(self, column: str, text: str, find: Callable[[str], Any]) -> Any:
        try:
            return find(text)
        except UnknownNameError as unknown:
            self._fault(column, str(unknown))
            return None

    def _several(self, column: str, find: Callable[[str], Any]) -> frozenset[Any]:
        found = (self._found(column, name, find) for name in split_list(self.line.cells[column] or ""))
        return frozenset(thing for thing in found if thing)

    def _tags(self) -> tuple[str, ...]:
        tags = [INVISIBLE.sub("", tag) for tag in split_list(self.line.cells["tags"] or "")]
        for tag in tags:
            self._limit("tags", tag, 100)
        return tuple(tag for tag in tags if tag)

    def _year(self) -> int | None:
        text = self.line.cells["year"]
        if not text:
            return None
        if not re.fullmatch("[0-9]{1,9}", text):
            self._fault("year", _("“%(value)s” is not a year in four figures") % {"value": text[:50]})
            return None
        if int(text) not in YEARS:
            self._fault(
                "year",
                _("%(value)s is not between %(first)s and %(last)s")
                % {"value": text, "first": YEARS[0], "last": YEARS[-1]},
            )
            return None
        return int(text)
