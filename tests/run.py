"""What `make test` does: python -m tests.run [arguments of pytest]

The whole suite on SQLite, then on PostgreSQL without the browser's journeys and without what asks no database, or asks
it nothing that another could answer otherwise (docs/decisions.md). The tests start the other real services that they
need (tests/services.py). What cannot be had is named at the end; with CI=true that
is a failure.
"""

import os
import subprocess
import sys
from collections.abc import Callable

from tests.elasticsearch_server import programs
from tests.services import Missing, PostgreSQL, find_browser, find_gettext, find_redis

OURS = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "VAR_DIR", "SECRET_KEY"}
OURS |= {f"ELASTICSEARCH_{name}" for name in ("URL", "API_KEY", "CA", "PREFIX")}


def main(arguments: list[str]) -> int:
    skipped = missing(
        {
            "browser journeys": find_browser,
            "tests with Redis": find_redis,
            "tests with Elasticsearch": lambda: str(programs()),
            "the texts of the code against the catalogues": find_gettext,
        }
    )
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    failed = suite("SQLite", environment, *arguments)
    try:
        server = PostgreSQL().start()
    except Missing as why:
        skipped["the suite on PostgreSQL"] = str(why)
    else:
        try:
            on_server = environment | {"DATABASE_URL": server.url}
            failed = suite("PostgreSQL", on_server, "-m", "not browser and not one_database", *arguments) or failed
        finally:
            server.stop()
    for what, why in skipped.items():
        print(f"NOT RUN: {what}: {why}")
    strict = os.environ.get("CI", "").lower() in {"1", "true"}
    return int(failed or (strict and bool(skipped)))


def missing(parts: dict[str, Callable[[], str]]) -> dict[str, str]:
    """Which parts cannot be had here, and why."""
    found = {}
    for part, find in parts.items():
        try:
            find()
        except Missing as why:
            found[part] = str(why)
    return found


def suite(database: str, environment: dict[str, str], *arguments: str) -> bool:
    """Run pytest and answer whether it failed."""
    print(f"\nThe tests on {database}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-rs", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
