from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult

_waiting: ContextVar[dict[Any, Any] | None] = ContextVar("waiting_tasks", default=None)


@contextmanager
def each_once() -> Iterator[None]:
    """While much is made at once: the same task on the same object, asked for many times, runs once, at the end."""
    waiting: dict[Any, Any] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for execute in waiting.values():
        execute()


class AtOnceBackend(ImmediateBackend):
    """Runs a task in the same process, where it is asked for."""

    def _execute_task(self, task_result: TaskResult) -> None:
        execute = super()._execute_task
        waiting = _waiting.get()
        if waiting is None:
            execute(task_result)
        else:
            key = (task_result.task.module_path, repr(task_result.args), repr(task_result.kwargs))
            waiting[key] = lambda: execute(task_result)


class OnCommitBackend(AtOnceBackend):
    """Runs a task in the same process, once the transaction that asked for it is committed.

    Wagtail's own tasks (the admin's search, the index of references) otherwise run inside the request's transaction:
    they would keep rows of an edit that is rolled back, and on PostgreSQL two editors could wait for each other.
    """

    def _execute_task(self, task_result: TaskResult) -> None:
        execute = super()._execute_task
        transaction.on_commit(lambda: execute(task_result), robust=True)
