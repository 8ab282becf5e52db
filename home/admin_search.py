"""The search of Wagtail's admin: its database backend, given words only. A quotation mark would be an error 500."""

import re
from typing import TYPE_CHECKING, Any

from wagtail.search.backends import database

LONGEST = 200
NO_WORD = re.compile(r"[^\w\s]|_")


if TYPE_CHECKING:
    from wagtail.search.backends.base import BaseSearchBackend as _Backend
else:
    _Backend = object


class WordsOnlyMixin(_Backend):
    def _search(self, compiler: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(query, str):
            query = NO_WORD.sub(" ", query[:LONGEST]).strip()
        return super()._search(compiler, query, *args, **kwargs)


class QuietIndexMixin:
    """Without a weight for short titles: after each save it is computed anew over all entries, and others' entries are
    written, so that two publications at once end in a deadlock on PostgreSQL. It only orders the admin's results."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        pass


def SearchBackend(params: dict) -> Any:  # noqa: N802  (the name under which Wagtail looks for it)
    kind = type(database.SearchBackend(params))
    index = type(kind.index_class.__name__, (QuietIndexMixin, kind.index_class), {})
    return type(kind.__name__, (WordsOnlyMixin, kind), {"index_class": index})(params)
