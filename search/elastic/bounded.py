"""A connection whose whole answer, not each part of it, is there in time: drop by drop would be forever."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from elastic_transport import ConnectionTimeout, NodeConfig, Urllib3HttpNode
from urllib3 import Timeout
from urllib3.exceptions import ReadTimeoutError

TICK = 0.1


@dataclass
class Budget:
    """Seconds that are left for the server; what is done between two requests costs none."""

    left: float


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """All requests made within, tries on other nodes included, take no longer in all, and may take so long."""
    token = _budget.set(_budget.get() or Budget(seconds))
    try:
        yield
    finally:
        _budget.reset(token)


class _Watch:
    """One thread for all requests of the process. It cuts the connections whose time is over."""

    def __init__(self) -> None:
        self.running: dict[int, tuple[float, socket.socket]] = {}
        self.busy = threading.Event()
        self.thread: threading.Thread | None = None

    def add(self, end: float, connected: socket.socket) -> int:
        self.running[id(connected)] = (end, connected)
        self.busy.set()
        if self.thread is None or not self.thread.is_alive():
            self.thread = threading.Thread(target=self._watch, name="search-watch", daemon=True)
            self.thread.start()
        return id(connected)

    def _watch(self) -> None:
        while True:
            self.busy.wait()
            time.sleep(TICK)
            for end, connected in list(self.running.values()):
                if time.monotonic() > end:
                    with suppress(OSError):
                        connected.shutdown(socket.SHUT_RDWR)
            self.busy.clear()
            if self.running:
                self.busy.set()


_watch = _Watch()


class _Bounded:
    """Of a connection of urllib3, which reads the body as soon as it has the head."""

    sock: Any
    timeout: Any

    def getresponse(self) -> Any:
        with self._in_time():
            return super().getresponse()  # type: ignore[misc]

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        seconds = self.timeout
        if not isinstance(seconds, (int, float)) or self.sock is None:
            yield
            return
        end = time.monotonic() + seconds
        watched = _watch.add(end, self.sock)
        try:
            yield
        finally:
            _watch.running.pop(watched, None)
            if time.monotonic() > end:
                raise ReadTimeoutError(None, "", "the answer came too slowly")  # type: ignore[arg-type]


class BoundedNode(Urllib3HttpNode):
    """`request_timeout` is what a request takes at most, from connecting to the last byte."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        plain = self.pool.ConnectionCls
        self.pool.ConnectionCls = type("BoundedConnection", (_Bounded, plain), {})  # type: ignore[assignment]

    def perform_request(self, *args: Any, **options: Any) -> Any:
        budget, begun = _budget.get(), time.monotonic()
        seconds = options.get("request_timeout")
        if not isinstance(seconds, (int, float)):
            seconds = self.config.request_timeout
        if budget:
            if budget.left <= 0:
                raise ConnectionTimeout("no time is left")
            seconds = budget.left
        if seconds:
            options["request_timeout"] = Timeout(total=seconds)
        try:
            return super().perform_request(*args, **options)
        finally:
            if budget:
                budget.left -= time.monotonic() - begun
