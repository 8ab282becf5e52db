import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from library.exporting import ExportError, write_csv, write_xlsx
from library.models import Kind


class Command(BaseCommand):
    help = "Write all sheets, or those of one language or kind, as a table that import_sheets reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help=".csv or .xlsx; without it, CSV on the standard output")
        parser.add_argument("--language", default="", choices=["", *dict(settings.LANGUAGES)])
        parser.add_argument("--kind", default="", choices=["", *Kind.values])

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = options["language"], options["kind"]
        if not options["file"]:
            text = io.StringIO(newline="")
            write_csv(text, *chosen)
            self.stdout.write("\ufeff" + text.getvalue(), ending="")
            return
        path = Path(options["file"])
        try:
            if path.suffix.lower() == ".xlsx":
                count = write_xlsx(path, *chosen)
            elif path.suffix.lower() == ".csv":
                with path.open("w", encoding="utf-8-sig", newline="") as stream:
                    count = write_csv(stream, *chosen)
            else:
                raise CommandError(_("Name a file that ends in .csv or .xlsx."))
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Sheets written: %(count)s") % {"count": count})
