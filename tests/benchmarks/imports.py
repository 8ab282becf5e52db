"""An import of many sheets, measured: python -m tests.benchmarks imports (BENCH_IMPORT: how many sheets).

Time, memory, and how long an editor who saves meanwhile waits, for a table that the database has never seen, for the
same one again, and for one of which each line has changed.
"""

import csv
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import django

from tests.benchmarks.measure import say, size

LANGUAGES = ("fr", "en", "ar")


def rows(number: int) -> Iterator[dict[str, Any]]:
    """Sources in French, every third with an English and an Arabic translation."""
    from tests.benchmarks.sheets import vocabularies

    chance, known = random.Random(1), vocabularies()
    for place in range(number):
        group, rank = divmod(place, 5)  # three sources; the first of them with two translations
        language = LANGUAGES[max(rank - 2, 0)]
        texts = [known[language].pick(chance, length)[0] for length in (6, 20, 250)]
        row = dict(zip(("title", "summary", "body"), texts, strict=True))
        row |= {"external_id": f"B-{place}", "kind": "experience", "language": language, "status": "published"}
        row["summary"] += f" repère{place}"
        if language == "fr":
            row |= {"themes": f"bench-{place % 12};bench-{place % 12}-{place % 5}", "tags": f"mot {place % 50}; vie"}
            row |= {"territory": f"BC{place % 100}-{place % 20}", "year": 1990 + place % 36, "access": "public"}
        else:
            row["translation_of"] = f"B-{group * 5}"
        yield row


@contextmanager
def an_editor() -> Iterator[list[float]]:
    """Somebody who writes a little in the meantime: how long each time took, in seconds."""
    from django.db import connection
    from django.utils import timezone

    from home.models import TimerBeat

    waits, stop = list[float](), Event()

    def write() -> None:
        while not stop.wait(0.2):
            begun = time.monotonic()
            try:
                beat: dict[str, Any] = {"every": 1, "ran_at": timezone.now()}
                TimerBeat.objects.update_or_create(name="bench", defaults=beat)
            except Exception as error:
                say("an editor was refused", f"{type(error).__name__} after {time.monotonic() - begun:.1f} s")
            waits.append(time.monotonic() - begun)
        connection.close()

    thread = Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()


def measured(what: str, work: Callable[[], object]) -> None:
    begun, processor = time.monotonic(), time.process_time()
    with an_editor() as waits:
        work()
        taken = time.monotonic() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = f"{taken:5.0f} s ({time.process_time() - processor:.0f} of processor), {memory:.0f} MB at most so far"
    say(what, f"{figures}, an editor waited {max(waits, default=0):.1f} s")


def imported(path: Path) -> None:
    """Import, and say for how long of the processor the lock was held."""
    from library.importing import import_sheets, writing

    begun: list[float] = []
    check = writing._refuse_what_changed

    def first(changes: Any) -> None:
        begun.append(time.process_time())
        check(changes)

    writing._refuse_what_changed = first
    try:
        import_sheets(
            path,
            written=lambda _outcomes: say(
                "the lock was held for", f"{time.process_time() - begun[0]:.1f} s of processor"
            ),
        )
    finally:
        writing._refuse_what_changed = check


def write_table(path: Path, number: int, change: str = "") -> None:
    from library.importing import COLUMNS

    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for row in rows(number):
            writer.writerow(row | {"title": row["title"] + change})


def main() -> int:
    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.core.management import call_command

    from library.importing import import_sheets
    from search import indexing
    from search.engines import SearchQuery
    from search.engines.database import DatabaseEngine
    from tests.benchmarks.sheets import _territories, _themes
    from tests.search.making import make_site

    call_command("migrate", verbosity=0)
    make_site()
    _themes()
    _territories()
    number = size("IMPORT")
    say("memory before", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    with TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.csv", Path(folder) / "second.csv"
        write_table(first, number)
        write_table(second, number, " bis")
        say("the table", f"{number} sheets, {first.stat().st_size / 1024**2:.1f} MB")
        measured("dry run", lambda: import_sheets(first, dry_run=True))
        measured("import", lambda: imported(first))
        measured("projection", indexing.drain)
        found = DatabaseEngine().search(SearchQuery(q=f"repère{number - 3}", language="fr"), AnonymousUser())
        say("found by a word of the last source", str(found.total))
        measured("the same table again", lambda: imported(first))
        measured("each line changed", lambda: imported(second))
        measured("projection", indexing.drain)
    return 0 if found.total else 1


if __name__ == "__main__":
    raise SystemExit(main())
