"""Measures the search: python -m tests.benchmarks [sqlite] [postgresql] [elasticsearch] [relevance] [imports] [board]

Each figure stands beside that of the bare engine, from the same run. Sizes are taken from the environment (SIZES).
Everything is started on this machine alone, and ended, also where it takes longer than BENCH_MINUTES.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

from tests.elasticsearch_server import Elasticsearch
from tests.services import Missing, PostgreSQL

SIZES = {
    "BENCH_SQLITE": "20000",  # sheets
    "BENCH_SHEETS": "100000",  # of PostgreSQL and Elasticsearch
    "BENCH_RAW": "20000",  # of them sent to Elasticsearch without the site
    "BENCH_PROJECTED": "1000",
    "BENCH_IMPORT": "5000",
    "BENCH_CONCEPTS": "5500",
    "BENCH_BOARD": "2000",
    "BENCH_QUESTIONS": "200",
    "BENCH_SECONDS": "20",  # of many clients at once
    "BENCH_MINUTES": "90",
}
PARTS = (
    *("sqlite", "postgresql", "elasticsearch", "relevance"),
    *("imports", "imports-postgresql", "vocabulary", "board", "board-postgresql"),
)


def main() -> int:
    chosen = [part for part in PARTS if part in sys.argv[1:] or len(sys.argv) == 1]
    sizes = {name: os.environ.get(name, usual) for name, usual in SIZES.items()}
    end = time.monotonic() + 60 * float(sizes["BENCH_MINUTES"])
    print(" ".join(f"{name}={size}" for name, size in sizes.items()), flush=True)
    failed = 0
    for part in chosen:
        print(f"\n{part}", flush=True)
        try:
            with ExitStack() as services:
                failed |= run(part, services, sizes, end)
        except Missing as why:
            print(f"  not measured: {why}")
    return failed


def run(part: str, services: ExitStack, sizes: dict[str, str], end: float) -> int:
    environment = os.environ | sizes | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
    for name in ("DATABASE_URL", "ELASTICSEARCH_URL", "REDIS_URL", "VAR_DIR"):
        environment.pop(name, None)
    if part in {"postgresql", "elasticsearch", "imports-postgresql", "board-postgresql"}:
        database = PostgreSQL()
        services.callback(database.stop)
        environment["DATABASE_URL"] = database.start().url
    if part == "elasticsearch":
        server = Elasticsearch(memory=2048)
        services.callback(server.stop)
        environment["ELASTICSEARCH_URL"] = server.start().url
    own = {"relevance": "tests.search.relevance", "vocabulary": "tests.benchmarks.vocabulary"} | dict.fromkeys(
        ("imports", "imports-postgresql"), "tests.benchmarks.imports"
    )
    own |= dict.fromkeys(("board", "board-postgresql"), "tests.benchmarks.board")
    module = [own[part]] if part in own else ["tests.benchmarks.measure", part]
    process = subprocess.Popen([sys.executable, "-m", *module], env=environment, start_new_session=True)
    try:
        return process.wait(max(end - time.monotonic(), 1))
    except subprocess.TimeoutExpired:
        print("  stopped: it took too long")
        return 1
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
