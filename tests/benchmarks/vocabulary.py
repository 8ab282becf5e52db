"""A thesaurus of thousands of concepts: in, in again, out, and the pages that show it."""

import random
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import django

from tests.benchmarks.measure import say, size

WIDTH = 9  # narrower concepts of each


def thesaurus(number: int) -> str:
    """Five levels, three languages, two synonyms in each, some notes."""
    chance = random.Random(number)
    words = ["eau", "sol", "air", "ville", "arbre", "route", "école", "haie", "vent", "bois", "mer", "toit"]
    lines = [
        "@prefix : <https://thesaurus.example/concept/> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    ]
    for place in range(number):
        name = " ".join(chance.choices(words, k=3)) + f" {place}"
        above = f"skos:broader :c{(place - WIDTH) // WIDTH} ;" if place >= WIDTH else ""
        labels = [f'skos:prefLabel "{name}"@fr, "concept {name}"@en, "مفهوم {place}"@ar, "Begriff {place}"@de']
        for code in ("fr", "en", "ar"):
            labels.append(f'skos:altLabel "{name} bis {code}"@{code}, "{name} ter {code}"@{code}')
        if place % 3 == 0:
            labels.append(f'skos:scopeNote "Ce que couvre {name}."@fr')
        lines.append(f":c{place} a skos:Concept ; {above} {' ; '.join(labels)} .")
    return "\n".join(lines)


def measure(number: int) -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from library import theme_merging
    from library.models import Theme
    from library.skos import export, import_vocabulary
    from tests.search.making import make_site

    call_command("migrate", verbosity=0)
    make_site()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "thesaurus.ttl"
        file.write_text(thesaurus(number), encoding="utf-8")
        timed(f"{number} concepts, import", lambda: import_vocabulary(file))
        again = timed("the same again", lambda: import_vocabulary(file))
        say("  created, changed, unchanged", f"{len(again.created)}, {len(again.changed)}, {again.unchanged}")
        for ending in ("ttl", "rdf"):
            content = timed(f"export as {ending}", lambda ending=ending: export(ending))
            file = Path(folder) / f"out.{ending}"
            file.write_bytes(content)
            back = timed(f"import of its {len(content) / 2**20:.1f} MB", lambda file=file: import_vocabulary(file))
            say("  created, changed, unchanged", f"{len(back.created)}, {len(back.changed)}, {back.unchanged}")
        tracemalloc.start()
        import_vocabulary(file, dry_run=True)
        say("memory of a dry run, most", f"{tracemalloc.get_traced_memory()[1] / 2**20:.0f} MB")
        tracemalloc.stop()
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.create_superuser("bench@example.org", "x"))
    tree = reverse(Theme.snippet_viewset.get_url_name("list"))
    for what, url in (("tree", tree), ("search in the tree", f"{tree}?q=arbre"), ("library", "/fr/library/")):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            timed(f"page: {what}", lambda url=url: client.get(url))
        say("  queries", str(len(queries)))
    add = reverse("wagtailsnippets_library_guide:add")
    timed("page: form of a new sheet", lambda: client.get(add))
    one, other = Theme.objects.order_by("pk")[10:12]
    timed("merge", lambda: theme_merging.merge(one, other))


def timed(what: str, work):
    begun = time.perf_counter()
    result = work()
    say(what, f"{time.perf_counter() - begun:.2f} s")
    return result


if __name__ == "__main__":
    django.setup()
    measure(size("CONCEPTS"))
    sys.exit(0)
