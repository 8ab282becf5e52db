"""Holds the rows of a table against each other and against the database, and says what each would do."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Locale

from library.models import KINDS, Sheet
from library.translators import may_work_in
from networks.models import User

from .faults import Fault
from .rows import Row
from .tables import COLUMNS
from .values import NUMBERED, apply, differences, facts, find_sheets, latest, name_of, words


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"


@dataclass
class Change:
    """What one row does. `sheet` is the version that the row is put on: the live one, the draft, or a new sheet."""

    row: Row
    action: Action
    sheet: Sheet
    values: dict[str, Any]  # the fields that change
    renames: bool = False  # gives its external identifier to a sheet that had none
    source: Sheet | None = None  # of a translation
    draft: Sheet | None = None  # what waits behind a live sheet that is published: it takes the row's values too
    before: dict[str, Any] = field(default_factory=dict)  # what these fields held
    seen: list[Any] = field(default_factory=list)  # of the row, when this was planned
    content: dict[str, Any] = field(default_factory=dict)  # of the revision that will be written


class Planner:
    """Fills `changes` (each source followed by its translations) and `faults`."""

    def __init__(self, rows: list[Row], faults: list[Fault], user: User | None = None) -> None:
        self.rows, self.faults, self.user = rows, faults, user
        self.changes: list[Change] = []
        self.told: dict[int | None, set[str]] = defaultdict(set)  # columns with a fault, by line
        for fault in faults:
            self.told[fault.line].add(fault.column)
        self.by_name = {row.external_id: row for row in reversed(rows)}  # the first of each name
        self.found = find_sheets(name for row in rows for name in (row.external_id, row.translation_of or "") if name)
        self.put_on: dict[int, Sheet] = {}  # by line, the sheets of the rows
        self.taken: dict[int, Row] = {}  # by primary key, the rows of the sheets
        self.languages: dict[tuple[str, str], Row] = {}  # by source and language, the rows of the translations

    def plan(self) -> None:
        translations: dict[str, list[Row]] = defaultdict(list)
        sources = []
        for row in self.rows:
            if self.told[row.line] & {"external_id", "translation_of"}:
                continue  # nobody knows which sheet it is about
            sheet = self.found.get(row.external_id)
            if row.translation_of is None and sheet and not sheet.is_source and sheet.work.source:
                row.translation_of = name_of(sheet.work.source)
            if row.translation_of:
                translations[row.translation_of].append(row)
            else:
                sources.append(row)
        for row in sources:
            self._source(row)
            for translation in translations.pop(row.external_id, []):
                self._translation(translation)
        for alone in translations.values():
            for translation in alone:
                self._translation(translation)

    def _fault(self, row: Row, column: str, message: str) -> None:
        self.faults.append(Fault(row.line, column, message))
        self.told[row.line].add(column)

    def _known(self, row: Row) -> Sheet | None:
        """The sheet of the database that the row names, checked for what never changes."""
        sheet = self.found.get(row.external_id)
        first = self.taken.setdefault(sheet.pk, row) if sheet else self.by_name[row.external_id]
        if first is not row:
            self._fault(row, "external_id", _("stands in line %(line)s already") % {"line": first.line})
        if sheet is None:
            if NUMBERED.fullmatch(row.external_id):
                self._fault(row, "external_id", _("no sheet has this number and language"))
            return None
        if row.kind and row.kind != sheet.KIND:
            self._fault(row, "kind", _("this sheet is of kind “%(kind)s”, for good") % {"kind": sheet.KIND.value})
        if row.locale and row.locale != sheet.locale:
            self._fault(
                row, "language", _("this sheet is in “%(name)s”, for good") % {"name": sheet.locale.language_code}
            )
        return sheet

    def _source(self, row: Row) -> None:
        sheet = self._known(row)
        if sheet and not sheet.is_source:
            name = name_of(sheet.work.source) if sheet.work.source else "?"
            self._fault(row, "translation_of", _("this sheet translates %(name)s: say so") % {"name": name})
        elif sheet:
            self._put(row, sheet, row.words | row.facts)
        elif row.kind and row.locale:
            new = KINDS[row.kind](locale=row.locale)
            new.is_source = True
            self._put(row, new, row.words | row.facts)

    def _translation(self, row: Row) -> None:
        sheet = self._known(row)
        name = row.translation_of or ""
        source_row, source = self.by_name.get(name), self.found.get(name)
        if message := _no_source(row, sheet, source_row, source):
            self._fault(row, "translation_of", message)
            return
        kind = source.KIND.value if source else source_row.kind if source_row else ""
        if row.kind and kind and row.kind != kind and not sheet:
            self._fault(row, "kind", _("its source is of kind “%(kind)s”") % {"kind": kind})
        self._same_facts(row, source_row, source)
        locale = row.locale or (sheet.locale if sheet else None)
        if locale is None:
            return
        if locale == (source.locale if source else source_row.locale if source_row else None):
            self._fault(row, "language", _("its source is in this language"))
            return
        first = self.languages.setdefault((name_of(source) if source else name, locale.language_code), row)
        if first is not row:
            self._fault(row, "language", _("line %(line)s translates into it already") % {"line": first.line})
            return
        if source and not sheet:
            sheet = self._made_elsewhere(row, source, locale)
        source_sheet = self.put_on.get(source_row.line) if source_row else source
        if sheet:
            self._put(row, sheet, row.words, source_sheet)
        elif source_sheet:
            new = KINDS[kind](locale=locale, translation_key=source_sheet.translation_key)
            new.is_source = False
            self._put(row, new, row.words, source_sheet)

    def _made_elsewhere(self, row: Row, source: Sheet, locale: Locale) -> Sheet | None:
        """The translation that is there already; one without an external identifier takes that of the row."""
        there = Sheet.objects.filter(work=source.work_id, locale=locale).select_related("locale").first()
        if there is None:
            return None
        name = name_of(there)
        if there.external_id:
            self._fault(row, "translation_of", _("it is translated into this language: %(name)s") % {"name": name})
        return find_sheets([name])[name]

    def _same_facts(self, row: Row, source_row: Row | None, source: Sheet | None) -> None:
        """A translation has no facts: its cells are empty, or say what the source's say."""
        versions = [facts(source), facts(latest(source))] if source else []
        unsure = self.told[row.line]
        if source_row:
            versions, unsure = [source_row.facts], unsure | self.told[source_row.line]
        for name in row.facts:
            if name in row.given and name not in unsure:
                said = {name: row.facts[name]}
                if all(differences(said, held) for held in versions):
                    self._fault(row, name, _("is not what its source says; leave it empty in a translation"))

    def _put(self, row: Row, sheet: Sheet, values: dict[str, Any], source: Sheet | None = None) -> None:
        """Put the row on the sheet, in memory, and note what that changes."""
        draft, renames = None, False
        before: dict[str, Any] = {}
        seen = [sheet.latest_revision_id, sheet.live, sheet.locked] if sheet.pk else []
        version = sheet
        if sheet.pk:
            renames = row.external_id != sheet.external_id and not NUMBERED.fullmatch(row.external_id)
            drafted = latest(sheet)
            if not (row.publish and sheet.live):
                version = drafted
            elif drafted is not sheet:
                draft = drafted
            held = words(version) | facts(version)
            changed = differences(values, held)
            before = {name: held[name] for name in changed} | {"live": sheet.live, "external_id": sheet.external_id}
            same = not changed and not renames and (sheet.live or not row.publish)
            action = Action.UNCHANGED if same else Action.UPDATE
        else:
            changed = set(values)
            action = Action.CREATE
        self.put_on[row.line] = version
        values = {name: values[name] for name in changed}
        self.changes.append(Change(row, action, version, values, renames, source, draft, before, seen))
        if action is Action.UNCHANGED:
            return
        self._within_rights(row, sheet)
        if sheet.pk and sheet.get_lock():
            self._fault(row, "external_id", _("this sheet is locked, scheduled or in a workflow: settle that first"))
        if renames or not sheet.pk:
            version.external_id = row.external_id
        apply(version, values)
        self._check(row, version)

    def _within_rights(self, row: Row, sheet: Sheet) -> None:
        """The same rights as in the editor. Nobody in particular: the command, which may do everything."""
        if self.user is None:
            return
        name = sheet._meta.model_name
        if not may_work_in(self.user, sheet.locale_id):
            self._fault(row, "language", _("you have no right to write in this language"))
        if not self.user.has_perm(f"library.{'change' if sheet.pk else 'add'}_{name}"):
            self._fault(row, "kind", _("you have no right to write sheets of this kind"))
        if row.publish and not self.user.has_perm(f"library.publish_{name}"):
            self._fault(row, "status", _("you have no right to publish: write “draft”"))

    def _check(self, row: Row, sheet: Sheet) -> None:
        """The model's own rules; what the check of a column said is not said twice."""
        told = set(self.told[row.line])
        try:
            sheet.full_clean(exclude={"work", *told})
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                if name not in told:
                    column = name if name in COLUMNS else "external_id"
                    label = "" if name in COLUMNS else f"{_label(name)}: "
                    for message in messages:
                        self._fault(row, column, f"{label}{message}")


def _no_source(row: Row, sheet: Sheet | None, source_row: Row | None, source: Sheet | None) -> str:
    """Why the sheet that `translation_of` names cannot be the source of this row."""
    if source_row is row or (sheet and sheet == source):
        return _("a sheet does not translate itself")
    if source_row is None and source is None:
        return _("unknown sheet “%(name)s”") % {"name": row.translation_of}
    if (source_row and source_row.translation_of) or (source and not source.is_source):
        return _("“%(name)s” is a translation itself") % {"name": row.translation_of}
    if sheet and sheet.is_source:
        return _("this sheet is a source: it cannot become a translation")
    if sheet and (source is None or sheet.work_id != source.work_id):
        return _("this sheet translates another one, for good")
    return ""


def _label(name: str) -> str:
    labels = {field.name: str(field.verbose_name) for model in KINDS.values() for field in model._meta.fields}
    return labels.get(name, name)
