"""Real services for the tests, started on this machine alone, on free ports, and ended by their process id."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRESQL = Path("/usr/lib/postgresql")  # where Debian puts the programs of the server, by version
SYSTEM_USERS = ("postgres", "nobody")  # PostgreSQL and Elasticsearch refuse to run as root


class Missing(Exception):
    """The service cannot be had on this machine; the text says why."""


def absent(why: Missing) -> NoReturn:
    """Skip what this machine cannot run; where everything is promised (CI=true), that is a failure."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(str(why))
    pytest.skip(str(why))


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


def find_browser() -> str:
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise Missing(f"none of {', '.join(BROWSERS)} is installed")


def find_redis() -> str:
    if path := shutil.which("redis-server"):
        return path
    raise Missing("redis-server is not installed")


def find_elasticsearch() -> str:
    """Java and Maven, which fetches the server itself when a test first needs it."""
    for program, package in (("java", "default-jre-headless"), ("mvn", "maven")):
        if not shutil.which(program):
            raise Missing(f"{program} is not installed (Debian: {package})")
    return str(shutil.which("mvn"))


def find_gettext() -> str:
    if path := shutil.which("xgettext"):
        return path
    raise Missing("xgettext is not installed (Debian: gettext)")


class Service:
    """A process of ours with a folder of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="communotheque-service-"))
        self.process: subprocess.Popen | None = None

    def start(self) -> "Service":
        raise NotImplementedError

    def run(self, *command: str | Path, **options) -> None:
        log = (self.folder / "log.txt").open("ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, **options)

    def not_as_root(self) -> dict:
        """The options of a process whose program refuses to be root; the folder becomes its user's."""
        options: dict = {"cwd": self.folder}
        if os.geteuid() == 0:
            user = system_user()
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
            options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        return options

    def wait(self, ready: Callable[[], bool], seconds: int = 30) -> None:
        assert self.process
        end = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None or time.monotonic() > end:
                log = (self.folder / "log.txt").read_text(errors="replace")[-1500:]
                self.stop()
                raise Missing(f"{type(self).__name__} did not start: {log}")
            time.sleep(0.1)

    def kill(self) -> None:
        """At once, as a machine that loses its power."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def pause(self) -> None:
        """It hangs: it takes connections and answers nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


Started = TypeVar("Started", bound="Service")


@contextmanager
def running(service: Started) -> Iterator[Started]:
    """The service while the block runs; the test is skipped where it cannot be had."""
    try:
        service.start()
        yield service
    except Missing as why:
        absent(why)
    finally:
        service.stop()


class Redis(Service):
    def start(self) -> "Redis":
        self.run(find_redis(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder)
        self.wait(lambda: answers(self.port))
        return self

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


class PostgreSQL(Service):
    """A cluster made for this run: fast because it is never kept, so nothing waits for the disk."""

    def start(self) -> "PostgreSQL":
        programs = find_postgresql()
        options = self.not_as_root()
        data = self.folder / "data"
        made = subprocess.run(
            [programs / "initdb", "--pgdata", data, "--username", "tests", "--auth", "trust", "--encoding", "UTF8"]
            + ["--locale", "C.UTF-8", "--no-sync"],
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        if made.returncode:
            raise Missing(f"initdb failed: {made.stderr[-500:]}")
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"]
        settings += ["synchronous_commit=off", "full_page_writes=off", "max_connections=60"]
        # Figures taken while a test's rows are not committed say that tables are empty: plans of minutes came of it.
        settings += ["autovacuum=off"]
        arguments = [part for setting in settings for part in ("-c", setting)]
        self.run(programs / "postgres", "-D", data, *arguments, **options)
        ready = [programs / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(self.port)]
        self.wait(lambda: subprocess.run(ready, check=False).returncode == 0)
        return self

    @property
    def url(self) -> str:
        return f"postgres://tests@127.0.0.1:{self.port}/postgres"


def find_postgresql() -> Path:
    found = [path.parent for path in POSTGRESQL.glob("*/bin/postgres")]
    if beside := shutil.which("postgres"):
        found.append(Path(beside).resolve().parent)
    if not found:
        raise Missing("no PostgreSQL server is installed (Debian: postgresql)")
    return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)


def system_user() -> pwd.struct_passwd:
    for name in SYSTEM_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing(f"services do not run as root, and none of the users {', '.join(SYSTEM_USERS)} exists")


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
