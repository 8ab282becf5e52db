"""Locks between processes: of one machine by a file, of all machines by PostgreSQL."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.db import Error, connection


@contextmanager
def file_lock(path: Path, wait: bool = False) -> Iterator[bool]:
    """Whether the lock is ours. The system frees it when its process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Whether we are the only process that holds `name`, among all those that share the database."""
    if connection.vendor != "postgresql":
        with file_lock(settings.VAR_DIR / f"{name}.lock") as ours:
            yield ours
        return
    key = crc32(name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        ours = cursor.fetchone()[0]
    try:
        yield ours
    finally:
        if ours:
            _unlock(key)


def _unlock(key: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    except Error:  # a broken connection has freed it already, or frees it by closing
        connection.close()
