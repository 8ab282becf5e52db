"""The embedded server: gunicorn in this process, and the timer beside it, both ended together."""

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

HOST = "127.0.0.1"


def port_is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True


class Site(BaseApplication):
    """One worker made by fork, so that Django is imported once; threads because SQLite has one writer anyway."""

    def __init__(self, port: int, ready: Callable[[], object]) -> None:
        self.port, self.ready = port, ready
        self.timer = 0
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{HOST}:{self.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": 8,
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": 5,
            "control_socket_disable": True,
            "when_ready": lambda arbiter: self.ready(),
            "on_exit": lambda arbiter: self.end_timer(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()

    def run(self) -> None:
        connections.close_all()  # a connection must not be shared by two processes
        self.timer = start_timer()
        super().run()

    def end_timer(self) -> None:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.timer, signal.SIGTERM)
            for _ in range(50):
                if os.waitpid(self.timer, os.WNOHANG)[0]:
                    return
                time.sleep(0.1)
            os.kill(self.timer, signal.SIGKILL)


def start_timer() -> int:
    """Fork rather than start anew: Django is already here. Before the server listens, whose sockets are its own."""
    process = os.fork()
    if process:
        return process
    try:
        call_command("timer", with_parent=True)
    finally:
        os._exit(0)
