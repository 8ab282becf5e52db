import logging
import os
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connections

from home import mailing
from home.timer import LOOP, Job, run_due
from library import scanning
from library.importing import jobs as imports
from library.reports import counting
from library.reviewing import releases
from library.upkeep import links, reminders
from search import asked, file_texts, indexing
from search.elastic import used

logger = logging.getLogger(__name__)


def jobs() -> list[Job]:
    """What time starts, in the order in which it is run."""
    return [
        Job("publish_scheduled", 60, lambda: call_command("publish_scheduled")),
        Job("publish_together", 0, releases.publish_due),
        Job("project", 0, indexing.drain),
        Job("reconcile", 300, indexing.reconcile),
        # After what is for all readers: a mail server that hangs takes seconds each time.
        Job("mail", 60, mailing.send_waiting),
        Job("scan_files", 0, scanning.scan_waiting),
        Job("read_files", 0, file_texts.read_files),  # some seconds each: last of those at each look
        Job("reminders", 3600, reminders.send_due),
        Job("collect_links", 6 * 3600, links.collect),
        Job("check_links", 60, links.check_some),
        Job("purge_counts", 86_400, counting.purge),
        Job("purge_searches", 3600, asked.purge),
        Job("purge_imports", 86_400, imports.purge),
        Job("purge_messages", 86_400, lambda: call_command("purge_messages")),
    ]


def make_worker() -> Any:
    """What keeps the outside index true; none where there is no such index."""
    if not used():
        return None
    from search.elastic.worker import Worker

    return Worker()


class Command(BaseCommand):
    help = "Runs what time starts (schedule, expiry, search, mail, erasure), until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once at what is due, then end")
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the process that started this one ends"
        )

    def handle(self, *args: Any, once: bool = False, with_parent: bool = False, **options: Any) -> None:
        worker = make_worker()
        if once:
            run_due(jobs())
            imports.work()
            if worker:
                worker.try_to_look()
            return
        parent = os.getppid()
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        importer = imports.Worker()
        importer.start()
        if worker:
            worker.start()
        while not stop.is_set() and not (with_parent and os.getppid() != parent):
            self.look()
            stop.wait(LOOP)
        importer.stop()
        if worker:
            worker.stop()

    def look(self) -> None:
        try:
            run_due(jobs())
        except Exception:  # the database may be away: it comes back
            logger.exception("the timer could not look at what is due")
        finally:
            connections.close_all()
