from django.db import transaction
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult


class OnCommitBackend(ImmediateBackend):
    """Runs a task in the same process, once the transaction that asked for it is committed.

    Wagtail's own tasks (the admin's search, the index of references) otherwise run inside the request's transaction:
    they would keep rows of an edit that is rolled back, and on PostgreSQL two editors could wait for each other.
    """

    def _execute_task(self, task_result: TaskResult) -> None:
        execute = super()._execute_task
        transaction.on_commit(lambda: execute(task_result), robust=True)
