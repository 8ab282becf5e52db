"""A scan by clamd, where CLAMD_ADDRESS names one: `host:port`, or the path of its socket.

The protocol is one command (INSTREAM), hence no library: the file in pieces, each with its length, then one line back.
"""

import re
import socket
import struct
from contextlib import closing
from enum import StrEnum
from typing import IO

from django.conf import settings

PIECE = 64 * 1024
ANSWER = re.compile(rb"stream: (?:(OK)|(.{1,200}) FOUND)\0?\s*", re.DOTALL)


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"


class ScanFailedError(Exception):
    """Nobody knows whether the file is clean: clamd is away, silent, or says something else."""


def used() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def scan(file: IO[bytes], seconds: float | None = None) -> tuple[Verdict, str]:
    """The verdict, and the name of what was found. The file is read from its beginning, and left there."""
    file.seek(0)
    try:
        with closing(_connect(seconds or settings.CLAMD_SECONDS)) as connection:
            answer = _ask(connection, file)
    except OSError as error:  # refused, timed out, broken off
        raise ScanFailedError(f"{type(error).__name__}: {error}"[:200]) from error
    finally:
        file.seek(0)
    found = ANSWER.fullmatch(answer)
    if found is None:
        raise ScanFailedError(f"answered {answer[:80]!r}")
    if found[1]:
        return Verdict.CLEAN, ""
    return Verdict.INFECTED, found[2].decode(errors="replace")


def _connect(seconds: float) -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _ask(connection: socket.socket, file: IO[bytes]) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    while piece := file.read(PIECE):
        connection.sendall(struct.pack(">L", len(piece)) + piece)
    connection.sendall(struct.pack(">L", 0))
    answer = b""
    while len(answer) < 1000 and not answer.endswith(b"\0") and (some := connection.recv(1000)):
        answer += some
    return answer
