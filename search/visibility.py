"""The rights of a reader as conditions on ``e``, a row of SearchEntry: asked of the works and pages themselves.

So what the search counts and shows is right at every moment, also where the projection lags behind.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from home.visibility import visible_pages
from library.models import Sheet
from library.querysets import Reader

from . import members
from .models import Audience, ObjectKind

Condition = tuple[str, list[Any]]


def audiences(reader: Reader) -> list[str]:
    """The indexes that this reader searches. No entry is found through two of them."""
    if not reader.is_authenticated:
        return [Audience.PUBLIC]
    if reader.reads_everything:
        return [Audience.MEMBERS, Audience.GROUP_MEMBERS]
    own, of_groups = Audience.PUBLIC, Audience.GROUPS
    if reader.is_current_member:
        own, of_groups = Audience.MEMBERS, Audience.GROUP_MEMBERS
    return [own, of_groups] if reader.group_ids else [own]


class _Now:
    """Stands in a condition for the moment of the question."""


MOST_KEPT = 200
_kept: dict[tuple, Condition] = {}


def visible(reader: Reader) -> Condition:
    """Whether the reader may see the row. Putting the condition together takes longer than many a question: what it
    says for one sort of reader is kept, but for the moment."""
    # The day is in it too: of memberships.
    key = (connection.vendor, timezone.localdate(timezone=timezone.get_default_timezone()), *_rights(reader))
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        before = _moment()
        sql, params = _visible(reader)
        after = _moment()
        marked = [_Now if type(p) is type(before) and before <= p <= after else p for p in params]
        _kept[key] = sql, marked
    sql, params = _kept[key]
    now = _moment()
    return sql, [now if param is _Now else param for param in params]


def _rights(reader: Reader) -> tuple:
    """All that the condition asks of a reader."""
    if not reader.is_authenticated:
        return ()
    return (reader.is_active, reader.is_superuser, reader.reads_everything, *reader.group_ids)


def _moment() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _visible(reader: Reader) -> Condition:
    # An entry made under another access than today's is not to be trusted: its words were for others.
    works = Sheet.objects.visible_to(reader).filter(
        pk=RawSQL("e.object_id", ()), work__source__access=RawSQL("e.access", ())
    )
    sql, params = _exists(works)
    condition, values = f"e.object_kind = '{ObjectKind.WORK}' AND {sql}", params
    sql, page_values = _exists(visible_pages(reader).filter(pk=RawSQL("e.object_id", ())))
    condition = f"{condition} OR e.object_kind = '{ObjectKind.PAGE}' AND {sql}"
    values = [*values, *page_values]
    sql, member_values = _exists(members.listed().filter(pk=RawSQL("e.object_id", ())))
    lists, list_values = _exists(members.open_lists().filter(locale__language_code=RawSQL("e.language", ())))
    condition = f"{condition} OR e.object_kind = '{ObjectKind.AUTHORITY}' AND {sql} AND {lists}"
    return f"NOT e.gone AND ({condition})", [*values, *member_values, *list_values]


def _exists(queryset: QuerySet) -> Condition:
    try:
        sql, params = queryset.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # a filter that nothing can pass, such as a year out of range
        return "1 = 0", []
    return f"EXISTS ({sql})", list(params)
