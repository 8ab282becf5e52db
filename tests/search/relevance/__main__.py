"""Prints how well each engine answers the judged set: python -m tests.search.relevance [--questions]"""

import os
import subprocess
import sys

from tests.services import Missing, PostgreSQL


def main() -> int:
    if "--here" in sys.argv:
        return measure()
    print(f"{'nDCG@10':24}  all   fr    en    ar")
    failed = run({})
    try:
        server = PostgreSQL().start()
    except Missing as why:
        print(why)
        return failed
    try:
        return failed | run({"DATABASE_URL": server.url})
    finally:
        server.stop()


def run(environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "tests.search.relevance", "--here", *sys.argv[1:]]
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.run(command, env=os.environ | settings | environment, check=False).returncode


def measure() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from search.engines import get_engine

    from . import judged

    call_command("migrate", verbosity=0)
    answers = judged.ask(get_engine(), judged.load())
    means = judged.means(answers)
    print(f"{connection.vendor:24}", "  ".join(f"{means[name]:.2f}" for name in ("all", *judged.LANGUAGES)))
    if "--questions" in sys.argv:
        for answer in sorted(answers, key=lambda answer: answer.ndcg):
            print(f"  {answer.ndcg:.2f} {answer.language} {answer.question}: {' '.join(answer.found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
