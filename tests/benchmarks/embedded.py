"""Measures the embedded engine: python -m tests.benchmarks.embedded [sheets on SQLite] [sheets on PostgreSQL]"""

import os
import statistics
import subprocess
import sys
import time
from typing import Any

from tests.services import Missing, PostgreSQL

SHEETS = {"sqlite": 20_000, "postgresql": 100_000}
LIMIT = 400.0  # milliseconds, of 95 pages in 100
QUESTIONS = 150


def main() -> int:
    given = dict(zip(SHEETS, map(int, sys.argv[1:]), strict=False))
    numbers = SHEETS | given
    failed = run(numbers["sqlite"], {}) if numbers["sqlite"] else 0
    if not numbers["postgresql"]:
        return failed
    try:
        server = PostgreSQL().start()
    except Missing as why:
        print(why)
        return failed
    try:
        return failed | run(numbers["postgresql"], {"DATABASE_URL": server.url})
    finally:
        server.stop()


def run(sheets: int, environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "tests.benchmarks.embedded", "--here", str(sheets)]
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.run(command, env=os.environ | settings | environment, check=False).returncode


def here(sheets: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks.sheets import fill

    call_command("migrate", verbosity=0)
    fill(sheets)
    figures = measure()
    for name, (middle, most) in figures.items():
        print(f"{connection.vendor}, {sheets} sheets, {name}: p50 {middle:.0f} ms, p95 {most:.0f} ms")
    return int(any(most > LIMIT for _middle, most in figures.values()))


def measure(number: int = QUESTIONS) -> dict[str, tuple[float, float]]:
    """Milliseconds of a page with facets and highlights, and of suggestions."""
    from django.contrib.auth.models import AnonymousUser

    from search.engines import SearchQuery, get_engine
    from tests.benchmarks.sheets import questions

    engine, reader = get_engine(), AnonymousUser()
    asked = questions(number)
    searches, typed = [], []
    for language, words in asked:
        searches.append(timed(lambda: engine.search(SearchQuery(q=words, language=language), reader)))  # noqa: B023
        typed.append(timed(lambda: engine.suggest(words[:4], language, reader)))  # noqa: B023
    return {"page": percentiles(searches), "suggestions": percentiles(typed)}


def timed(call: Any) -> float:
    begun = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - begun)


def percentiles(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    sys.exit(here(int(sys.argv[2])) if "--here" in sys.argv[:2] else main())
