"""Sends operations in requests of bounded size, again where the server is busy, and says what became of each entry."""

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from .documents import Operation

logger = logging.getLogger(__name__)

MOST = 500  # operations of one request
MOST_BYTES = 5_000_000
TRIES = 5
FIRST_PAUSE = 0.25  # seconds; each is twice the one before
BUSY = {429, 502, 503, 504}
TOO_LARGE = 413
# What the document itself is to blame for: sending it again would change nothing.
FAULTY = {
    "document_parsing_exception",
    "illegal_argument_exception",
    "mapper_parsing_exception",
    "strict_dynamic_mapping_exception",
}


@dataclass
class Outcome:
    """Entries of which something was refused for good, or failed for now. All others are as they were sent."""

    rejected: dict[int, str] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    def well(self, entry: int) -> bool:
        return entry not in self.rejected and entry not in self.failed


def send(
    client: Elasticsearch,
    operations: Iterable[Operation],
    beat: Callable[[], None] = lambda: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Outcome:
    """`beat` is called before each request. Raises where the server does not answer at all, or refuses us.

    A request is on its way while the next is made ready.
    """
    outcome = Outcome()
    with ThreadPoolExecutor(1) as pool:
        on_its_way: Future | None = None
        for some in _requests(operations):
            if on_its_way:
                on_its_way.result()
            beat()
            on_its_way = pool.submit(_send, client, some, outcome, sleep)
        if on_its_way:
            on_its_way.result()
    return outcome


def _requests(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    some: list[Operation] = []
    size = 0
    for operation in operations:
        if some and (len(some) == MOST or size + len(operation.lines) > MOST_BYTES):
            yield some
            some, size = [], 0
        some.append(operation)
        size += len(operation.lines)
    if some:
        yield some


def _send(
    client: Elasticsearch,
    some: list[Operation],
    outcome: Outcome,
    sleep: Callable[[float], None],
) -> None:
    for attempt in range(TRIES):
        last = attempt == TRIES - 1
        try:
            lines: list[Any] = [operation.lines for operation in some]
            answer = client.bulk(
                operations=lines,
                require_alias=True,
                filter_path="errors,items.*.status,items.*.error.type,items.*.error.reason",
            )
        except ApiError as error:
            if error.status_code == TOO_LARGE:
                _in_halves(client, some, outcome, sleep)
                return
            if error.status_code not in BUSY or last:
                raise
        else:
            some = _judge(some, answer["items"], outcome, last) if answer["errors"] else []
            if not some:
                return
        sleep(FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1))


def _judge(some: list[Operation], items: list[dict], outcome: Outcome, last: bool) -> list[Operation]:
    """Those that are to be tried again. What a newer version made superfluous (409) is well."""
    again = []
    for operation, item in zip(some, items, strict=True):
        result = next(iter(item.values()))
        error = result.get("error")
        if not error or result["status"] == 409:
            continue
        told = f"{error['type']}: {error.get('reason', '')}"[:250]
        if error["type"] in FAULTY:
            outcome.rejected[operation.entry] = told
        elif result["status"] in BUSY and not last:
            again.append(operation)
        else:
            outcome.failed[operation.entry] = told
    return again


def _in_halves(
    client: Elasticsearch,
    some: list[Operation],
    outcome: Outcome,
    sleep: Callable[[float], None],
) -> None:
    if len(some) == 1:
        outcome.rejected[some[0].entry] = "larger than the server takes"
        return
    middle = len(some) // 2
    for half in (some[:middle], some[middle:]):
        _send(client, half, outcome, sleep)
