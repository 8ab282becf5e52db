"""Many changes at once: who follows each change (the search) says here how to follow many of them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

followers: list[Callable[[], AbstractContextManager[None]]] = []


@contextmanager
def many_changes() -> Iterator[None]:
    """To be used inside the transaction of the changes."""
    with ExitStack() as stack:
        for follower in followers:
            stack.enter_context(follower())
        yield
