from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from elasticsearch import ApiError, TransportError

from search import file_texts, indexing
from search.elastic import drift, outbox, used
from search.elastic.rebuild import UnderWayError, rebuild
from search.elastic.status import status


class Command(BaseCommand):
    help = (
        "Project what is marked and send it to Elasticsearch; or rebuild all of it, or compare and repair. "
        "Alone or with --status, it also tells."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--rebuild", action="store_true", help="make every entry and index anew, staying up")
        choice.add_argument("--repair", action="store_true", help="compare all that is published, mend what differs")
        choice.add_argument("--status", action="store_true", help="compare and tell, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["rebuild"]:
                self.rebuild()
                return
            if not options["status"]:
                file_texts.note(file_texts.unread())
                file_texts.read_waiting(budget=None)
                self.stdout.write(f"{indexing.drain()} rows written or removed")
            if options["repair"] or options["status"]:
                self.compare(options["repair"])
            else:
                self.send()
        except UnderWayError as error:
            raise CommandError(f"{error}, last seen {error.since}") from error
        except outbox.IncompleteError as error:
            if not options["status"]:
                raise CommandError(f"{error} (--rebuild, or the timer)") from error
        except (ApiError, TransportError) as error:
            if not options["status"]:
                raise CommandError(f"Elasticsearch: {error}") from error
        self.tell()

    def rebuild(self) -> None:
        self.stdout.write(f"{indexing.rebuild()} entries made anew")
        if used():
            self.stdout.write(f"{rebuild()} entries in new indices")

    def compare(self, repair: bool) -> None:
        found = indexing.reconcile(repair=repair)
        self.stdout.write(f"missing {found.missing}, stale {found.stale}, surplus {found.surplus}")
        if not used():
            return
        outside = drift.compare(repair=repair)
        if repair and outside.incomplete:
            self.stdout.write(f"{rebuild()} entries in new indices")
            return
        if repair:
            outbox.send()
        if repair and outside:
            self.stdout.write(f"{outside.repaired} documents repaired")
            drift.compare(repair=False)

    def send(self) -> None:
        if used():
            done = outbox.send()
            self.stdout.write(f"{done.sent} entries sent, {done.rejected} refused, {done.failed} failed {done.error}")

    def tell(self) -> None:
        for name, value in indexing.status().items():
            self.stdout.write(f"{name}: {value}")
        if used():
            for line in status().lines():
                self.stdout.write(line)
