"""Elasticsearch: how fast it is filled and asked, through the site and bare."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client

from search.elastic import bulk, documents, indices, outbox, rebuild
from search.elastic.connection import patient
from search.engines import breaker, elasticsearch
from search.models import SearchEntry
from tests.benchmarks.measure import p95, prepare, say, size, spread, times
from tests.benchmarks.sheets import questions
from tests.services import free_port

CLIENTS, WORKERS = 8, 2


def measure(number: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    rebuild.rebuild()  # empty ones
    prepare(number)
    filled()
    asked = [(f"/{language}/search/?{urlencode({'q': words})}") for language, words in questions(size("QUESTIONS"))]
    one_client(asked)
    many_clients(asked)
    if breaker.state().open:
        sys.exit("  Elasticsearch stopped answering: the figures are of the database")


# Filling


def filled() -> None:
    raw = _raw(size("RAW"))
    begun = time.monotonic()
    sent = outbox.send()
    audiences = 2
    rate = audiences * sent.sent / (time.monotonic() - begun)
    patient().indices.refresh(index=indices.alias("public"))
    say("indexing, bare bulk of the same documents", f"{raw:.0f} documents/s")
    say("indexing, from SearchEntry to index", f"{rate:.0f} documents/s: {rate / raw:.0%} of it (at least 50%)")


def _raw(number: int) -> float:
    """Documents made beforehand, sent as they are, one request after the other."""
    client, stamp = patient(), indices.new_stamp()
    made = indices.create(client, stamp) or indices.names(stamp)
    lines: list[bytes] = []
    for start in range(0, number, 1000):
        entries = list(SearchEntry.objects.order_by("pk")[start : start + 1000])
        standing = documents.audiences(entries)
        target = lambda language, audience: made[(language, audience)]  # noqa: E731
        lines += [operation.lines for operation in documents.operations(entries, standing, target)]
    requests = [b"".join(lines[start : start + bulk.MOST]) for start in range(0, len(lines), bulk.MOST)]
    server, begun = Bare(), time.monotonic()
    for request in requests:
        server.ask("/_bulk?filter_path=errors", request)
    rate = len(lines) / (time.monotonic() - begun)
    indices.remove(client, list(made.values()))
    return rate


class Bare:
    """The plainest way to the server."""

    def __init__(self) -> None:
        address = urlsplit(settings.ELASTICSEARCH_URL)
        self.server = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)

    def ask(self, path: str, body: bytes) -> Any:
        self.server.request("POST", path, body, {"Content-Type": "application/x-ndjson"})
        return json.loads(self.server.getresponse().read())


# Asking


def one_client(asked: list[str]) -> None:
    """Pages, and between them what each of them asks of Elasticsearch, asked bare."""
    client, bare = Client(SERVER_NAME="localhost"), Bare()
    requests: list[list[tuple[str, bytes]]] = []
    plain = elasticsearch.ask

    def noted(names: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        parts = [part for body in bodies for part in ({"allow_partial_search_results": False}, body)]
        lines = b"".join(json.dumps(part, default=_plain).encode() + b"\n" for part in parts)
        requests[-1].append((f"/{quote(names, safe=',')}/_msearch", lines))
        return plain(names, bodies)

    elasticsearch.ask = noted
    for url in asked:  # fills the caches too
        requests.append([])
        client.get(url)
    elasticsearch.ask = plain
    pages: list[float] = []
    whole: list[float] = []
    main: list[float] = []
    counts: list[int] = []
    processor = 0.0
    for url, made in zip(asked, requests, strict=True):
        counter, begun = Counter(), time.process_time()
        with connection.execute_wrapper(counter):
            pages += times([lambda url=url: client.get(url)])
        processor += time.process_time() - begun
        counts.append(counter.number)
        whole += times([lambda made=made: [bare.ask(*request) for request in made]])
        main += times([lambda made=made: bare.ask(*made[-1])]) if made else []
    pages, whole, main = sorted(pages), sorted(whole), sorted(main)
    say("1 client: bare query of a page", spread(main))
    say("1 client: all that the page asks of Elasticsearch, bare", spread(whole))
    say("1 client: result page", spread(pages))
    over = pages[len(pages) // 2] - main[len(main) // 2]
    say("  p50 over the bare query", f"{over:.1f} ms (at most 15)")
    say("  p95 allowed", f"{2 * p95(main) + 30:.1f} ms")
    say("  processor time of a page, in the web process", f"{1000 * processor / len(pages):.1f} ms")
    say("SQL queries of a page, once the caches are filled", f"{max(counts)} (at most 12)")


def _plain(value: Any) -> Any:
    return value.to_dict() if hasattr(value, "to_dict") else str(value)


class Counter:
    number = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.number += 1
        return execute(sql, params, many, context)


def many_clients(asked: list[str]) -> None:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", str(WORKERS), "--log-level", "error"]
    command += ["--worker-class", "gthread", "--threads", "4"]  # as docs/operators.md says
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], env=os.environ)
    try:
        _load(port, asked, 3)
        seconds = size("SECONDS")
        taken = _load(port, asked, seconds)
        say(f"{CLIENTS} clients, {WORKERS} web processes", f"{len(taken) / seconds:.0f} pages/s (at least 60)")
        say("", spread(sorted(taken)))
    finally:
        server.terminate()
        server.wait(20)


def _load(port: int, asked: list[str], seconds: float) -> list[float]:
    end, taken, failed = time.monotonic() + seconds, list[float](), list[str]()

    def go(place: int) -> None:
        while time.monotonic() < end:
            begun = time.perf_counter()
            try:
                web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                web.request("GET", asked[place % len(asked)], headers={"Host": "localhost"})
                answer = web.getresponse()
                answer.read()
                web.close()
                if answer.status != 200:
                    failed.append(str(answer.status))
            except OSError:
                time.sleep(0.2)  # it is starting
                continue
            taken.append(1000 * (time.perf_counter() - begun))
            place += CLIENTS

    threads = [threading.Thread(target=go, args=[place]) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        say("answers that were no page", str(len(failed)))
    return taken
