from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from home.models import Message


class Command(BaseCommand):
    help = "Erases the messages, and the answers to them, that have been kept as long as the settings allow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        old = Message.objects.to_erase()
        if dry_run:
            self.stdout.write(f"{old.count()} to erase")
            return
        _all, rows = old.delete()
        self.stdout.write(f"{rows.get(Message._meta.label, 0)} erased")
