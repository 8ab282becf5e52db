from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.locks import only_one
from library.importing import LOCK, Action, ImportRefusedError, import_sheets


class Command(BaseCommand):
    help = "Create and update sheets from a table (CSV in UTF-8, or XLSX): all of it, or nothing when it has a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with only_one(LOCK) as ours:  # the imports of the admin wait meanwhile
                if not ours:
                    raise CommandError(_("Another import is under way: try again when it is done."))
                outcomes = import_sheets(options["file"], dry_run=options["dry_run"], progress=self._progress(options))
        except ImportRefusedError as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            count = len(refused.faults)
            message = ngettext(
                "%(count)s fault: nothing was imported.", "%(count)s faults: nothing was imported.", count
            )
            raise CommandError(message % {"count": count}) from None
        words = {
            Action.CREATE: _("to create") if options["dry_run"] else _("created"),
            Action.UPDATE: _("to update") if options["dry_run"] else _("updated"),
            Action.UNCHANGED: _("unchanged"),
        }
        if options["dry_run"] or options["verbosity"] > 1:
            for outcome in outcomes:
                self.stdout.write(f"{outcome.line}\t{words[outcome.action]}\t{outcome.external_id}\t{outcome.title}")
        counts = {action: sum(outcome.action is action for outcome in outcomes) for action in Action}
        self.stdout.write(", ".join(f"{words[action]}: {count}" for action, count in counts.items()))
        if options["dry_run"]:
            self.stdout.write(_("Nothing was written."))

    def _progress(self, options: dict[str, Any]) -> Any:
        """A line for each hundred rows, on a terminal only."""
        if options["verbosity"] < 1 or not self.stderr.isatty():
            return None
        return lambda done, total: done % 100 or self.stderr.write(f"{done}/{total}", self.style.NOTICE)
