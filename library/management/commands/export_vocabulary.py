from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from library.models import Theme
from library.skos import export
from library.skos.exporting import FORMATS


class Command(BaseCommand):
    help = "Write all themes as SKOS that import_vocabulary reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help=".rdf or .ttl; without it, Turtle on the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"]:
            text = export("ttl").decode()
            self.stdout.write(text, ending="")
            return
        path = Path(options["file"])
        ending = path.suffix.lower().removeprefix(".")
        if ending not in FORMATS:
            raise CommandError(_("Name a file that ends in .rdf or .ttl."))
        try:
            path.write_bytes(export(ending))
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Themes written: %(count)s") % {"count": Theme.objects.count()})
