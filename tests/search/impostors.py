"""What may stand where Elasticsearch should: servers that say nothing, something else, or only a part."""

import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Behaviour = Callable[[socket.socket, str], None]  # given the first line of the request
INFO = {"version": {"number": "8.16.1"}, "tagline": "You Know, for Search"}


class Impostor(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True

    def __init__(self, behaviour: Behaviour) -> None:
        self.asked, self.ending = 0, threading.Event()
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                server.asked += 1
                with suppress(OSError):
                    behaviour(self.request, read(self.request))

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def impostor(behaviour: Behaviour) -> Iterator[Impostor]:
    with Impostor(behaviour) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


def read(connected: socket.socket) -> str:
    got = b""
    while b"\r\n\r\n" not in got:
        got += connected.recv(65_536) or b"\r\n\r\n"
    head, _end, body = got.partition(b"\r\n\r\n")
    length = next((int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")), 0)
    while len(body) < length:
        body += connected.recv(65_536)
    return head.split(b"\r\n")[0].decode()


def say(status: int, body: bytes, kind: str = "application/json", length: int | None = None) -> bytes:
    head = f"HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nX-Elastic-Product: Elasticsearch\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body) if length is None else length}\r\n\r\n".encode() + body


def always(answer: bytes) -> Behaviour:
    return lambda connected, _asked: connected.sendall(answer)


def after_a_greeting(answer: Any) -> Behaviour:
    """It says that it is Elasticsearch, and then this to every question."""

    def behave(connected: socket.socket, asked: str) -> None:
        greets = asked.startswith("GET / ")
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        connected.sendall(say(200, json.dumps(INFO).encode() if greets else body))

    return behave


def silent(connected: socket.socket, _asked: str) -> None:
    while connected.recv(1):
        pass


def dripping(head: bytes) -> Behaviour:
    """A byte now and then, each well in time; for a minute."""

    def behave(connected: socket.socket, _asked: str) -> None:
        connected.sendall(head)
        for _byte in range(600):
            time.sleep(0.1)
            connected.sendall(b"x")

    return behave


def responses(**changes: Any) -> dict[str, Any]:
    """As of a question that found nothing, but for these changes."""
    shards = {"total": 3, "successful": 3, "skipped": 0, "failed": 0}
    hits = {"total": {"value": 0, "relation": "eq"}, "hits": []}
    return {"responses": [{"took": 1, "timed_out": False, "_shards": shards, "hits": hits, "status": 200, **changes}]}


IMPOSTORS: dict[str, Behaviour] = {
    "silent": silent,
    "hangs up": lambda connected, _asked: connected.close(),
    "drips its head": dripping(b"HTTP/1.1 200 OK\r\nX-Drip: "),
    "drips its body": dripping(say(200, b"", length=100_000)),
    "no words of the web": always(b"\0\1\2 hello\r\n\r\n"),
    "a page": always(say(200, b"<html>Welcome</html>", "text/html")),
    "a page of errors": always(say(503, b"<html>Bad gateway</html>", "text/html")),
    "half of its words": always(say(200, b'{"version": {"num', length=5_000)),
    "no product": always(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"),
    "no version": always(say(200, b"{}")),
    "an old version": always(say(200, b'{"version": {"number": "6.8.23"}}')),
    "a version to come": always(say(200, b'{"version": {"number": "12.0.0"}}')),
    "a wrong password": always(say(401, b'{"error": {"type": "security_exception"}, "status": 401}')),
    "overloaded": after_a_greeting({"responses": [{"error": {"type": "es_rejected"}, "status": 429}]}),
    "a page after a greeting": after_a_greeting(b"<html>"),
    "nothing": after_a_greeting({}),
    "a list": after_a_greeting([1, 2]),
    "null": after_a_greeting(None),
    "no answers": after_a_greeting({"responses": []}),
    "numbers for answers": after_a_greeting({"responses": [7]}),
    "too slow for itself": after_a_greeting(responses(timed_out=True)),
    "a shard that failed": after_a_greeting(responses(_shards={"total": 3, "successful": 2, "failed": 1})),
    "no shards": after_a_greeting(responses(_shards={"total": 0, "successful": 0, "failed": 0})),
    "no counts": after_a_greeting(responses()),
    "hits of another shape": after_a_greeting(responses(hits={"total": {"value": "many"}, "hits": "none"})),
    "counts of another shape": after_a_greeting(responses(aggregations={"held": {"buckets": {"0": 7}}})),
}  # fmt: skip
