from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import file_texts, indexing


class Command(BaseCommand):
    help = (
        "Project what is marked; or rebuild all of it, or compare and repair. Alone or with --status, it also tells."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--rebuild", action="store_true", help="make every entry anew, the search staying up")
        choice.add_argument("--repair", action="store_true", help="compare all that is published, mend what differs")
        choice.add_argument("--status", action="store_true", help="compare and tell, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.stdout.write(f"{indexing.rebuild()} entries made anew")
            return
        if not options["status"]:
            file_texts.note(file_texts.unread())
            file_texts.read_waiting(budget=None)
            self.stdout.write(f"{indexing.drain()} rows written or removed")
        if options["repair"] or options["status"]:
            drift = indexing.reconcile(repair=options["repair"])
            self.stdout.write(f"missing {drift.missing}, stale {drift.stale}, surplus {drift.surplus}")
        for name, value in indexing.status().items():
            self.stdout.write(f"{name}: {value}")
