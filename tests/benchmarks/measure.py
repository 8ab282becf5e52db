"""One part of the measures, in a process of its own (see tests.benchmarks.__main__)."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from statistics import median

import django


def size(name: str) -> int:
    return int(os.environ[f"BENCH_{name}"])


def say(what: str, figure: str) -> None:
    print(f"  {what:58} {figure}", flush=True)


def times(works: Iterable[Callable[[], object]]) -> list[float]:
    """Milliseconds, sorted."""
    taken = []
    for work in works:
        begun = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begun))
    return sorted(taken)


def spread(taken: list[float]) -> str:
    return f"p50 {median(taken):6.1f} ms, p95 {p95(taken):6.1f} ms, most {taken[-1]:6.1f} ms"


def p95(taken: list[float]) -> float:
    return taken[min(int(0.95 * len(taken)), len(taken) - 1)]


def prepare(number: int) -> None:
    """A site, and so many sheets in it."""
    from django.core.management import call_command

    from tests.benchmarks.sheets import fill
    from tests.search.making import make_site

    call_command("migrate", verbosity=0)
    make_site()
    begun = time.monotonic()
    fill(number)
    say("sheets put into the database", f"{number} in {time.monotonic() - begun:.0f} s")


def embedded(number: int) -> None:
    """The search of the database, and the whole page that shows its answer."""
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection
    from django.test import Client

    from search.engines import SearchQuery
    from search.engines.database import DatabaseEngine
    from tests.benchmarks.sheets import questions

    engine, asked = DatabaseEngine(), questions(size("QUESTIONS"))
    reader, client = AnonymousUser(), Client(SERVER_NAME="localhost")
    searches = [
        lambda words=words, language=language: engine.search(SearchQuery(q=words, language=language), reader)
        for language, words in asked
    ]
    pages = [
        lambda words=words, language=language: client.get(f"/{language}/search/", {"q": words})
        for language, words in asked
    ]
    times(searches[:10] + pages[:10])
    say(f"{connection.vendor}, {number} sheets: search", spread(times(searches)))
    say(f"{connection.vendor}, {number} sheets: page", spread(times(pages)))


def projected(number: int) -> None:
    """From the sheets to the rows of the search, anew. The figure is of those sheets that are there already."""
    from search import indexing
    from search.models import ObjectKind

    keys = indexing._all_keys(ObjectKind.WORK)[:number]
    begun = time.monotonic()
    for some in indexing._batches(keys):
        indexing._project_many(ObjectKind.WORK, some, force=True)
    rate = len(keys) / (time.monotonic() - begun)
    say("projection", f"{rate:.0f} sheets/s: 5,000 in {5000 / rate:.0f} s")


def main() -> int:
    django.setup()
    part = sys.argv[1]
    number = size("SQLITE" if part == "sqlite" else "SHEETS")
    if part == "elasticsearch":
        from tests.benchmarks.outside import measure

        measure(number)
    else:
        prepare(number)
        embedded(number)
        projected(size("PROJECTED"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
