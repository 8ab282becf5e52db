from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.skos import Plan, VocabularyRefusedError, import_vocabulary
from library.skos.faults import MOST_TOLD


class Command(BaseCommand):
    help = "Create and update themes from SKOS (RDF/XML or Turtle): all of the file, or nothing when it has a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=".rdf or .ttl")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = import_vocabulary(options["file"], dry_run=options["dry_run"], progress=self._progress(options))
        except VocabularyRefusedError as refused:
            for fault in refused.faults[:MOST_TOLD]:
                self.stderr.write(str(fault))
            count = len(refused.faults)
            message = ngettext(
                "%(count)s fault: nothing was imported.", "%(count)s faults: nothing was imported.", count
            )
            raise CommandError(message % {"count": count}) from None
        if options["dry_run"] or options["verbosity"] > 1:
            self._details(plan, options["dry_run"])
        self._counts(plan, options["dry_run"])

    def _details(self, plan: Plan, dry_run: bool) -> None:
        for change in plan.created:
            word = _("to create") if dry_run else _("created")
            self.stdout.write(f"{word}\t{change.after.identifier}\t{change.after.name}")
        for change in plan.changed:
            word = _("to update") if dry_run else _("updated")
            self.stdout.write(f"{word}\t{change.after.identifier}\t{'; '.join(change.told)}")

    def _counts(self, plan: Plan, dry_run: bool) -> None:
        counts = {
            _("to create") if dry_run else _("created"): len(plan.created),
            _("to update") if dry_run else _("updated"): len(plan.changed),
            _("unchanged"): plan.unchanged,
        }
        self.stdout.write(", ".join(f"{word}: {count}" for word, count in counts.items()))
        for word, count in (
            (_("merged into another theme before"), plan.merged),
            (_("further broader themes, left out"), plan.left_out),
        ):
            if count:
                self.stdout.write(f"{word}: {count}")
        if plan.skipped:
            languages = ", ".join(f"{tag} ({count})" for tag, count in plan.skipped.most_common(50))
            self.stdout.write(_("In languages that this site does not have: %(languages)s") % {"languages": languages})
        if dry_run:
            self.stdout.write(_("Nothing was written."))

    def _progress(self, options: dict[str, Any]) -> Any:
        """On a terminal only."""
        if options["verbosity"] < 1 or not self.stderr.isatty():
            return None
        return lambda done, total: self.stderr.write(f"{done}/{total}", self.style.NOTICE)
