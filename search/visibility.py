"""The rights of a reader as conditions on ``e``, a row of SearchEntry: asked of the works and pages themselves.

So what the search counts and shows is right at every moment, also where the projection lags behind.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from home.statements import kept
from home.visibility import visible_pages
from library.models import Sheet, Work
from library.models.sheets import Access
from library.querysets import Reader, rights_of

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


def visible(reader: Reader) -> Condition:
    """Whether the reader may see the row."""
    return _made(_either, reader)[0]


def by_kind(reader: Reader) -> list[Condition]:
    """The same for rows with texts, as conditions of which at most one is true: a database compares whole sets where
    there is no OR."""
    return _made(_each, reader)


def _made(make: Callable[[Reader], list[Condition]], reader: Reader) -> list[Condition]:
    """What the conditions say for one sort of reader is kept, but for the moment."""
    return kept((make.__name__, *rights_of(reader)), lambda: make(reader))


def _either(reader: Reader) -> list[Condition]:
    conditions = [_works(reader), *_others(reader)]
    either = " OR ".join(sql for sql, _values in conditions)
    return [(f"NOT e.gone AND ({either})", [value for _sql, values in conditions for value in values])]


def _each(reader: Reader) -> list[Condition]:
    """Of the works that were public, which are most, the few are looked for that are so no more."""
    sql, values = _works(reader)
    return [_public_works(), (f"e.access <> '{Access.PUBLIC}' AND {sql}", values), *_others(reader)]


def _public_works() -> Condition:
    """Works that were projected as public and still are, in a language that is published; as `_works` would say."""
    unpublished = Q(live=False) | Q(expire_at__lte=timezone.now())
    hidden = [
        Sheet.objects.filter(unpublished, pk=RawSQL("e.object_id", ())),
        Sheet.objects.filter(unpublished | ~Q(access=Access.PUBLIC), source_of=RawSQL("e.number", ())),
        Work.objects.filter(source=None, pk=RawSQL("e.number", ())),
    ]
    parts = [_exists(queryset) for queryset in hidden]
    sql = f"e.object_kind = '{ObjectKind.WORK}' AND e.access = '{Access.PUBLIC}'"
    return sql + "".join(f" AND NOT {sql}" for sql, _values in parts), [v for _sql, values in parts for v in values]


def _works(reader: Reader) -> Condition:
    # An entry made under another access than today's is not to be trusted: its words were for others.
    works = Sheet.objects.visible_to(reader).filter(
        pk=RawSQL("e.object_id", ()), work__source__access=RawSQL("e.access", ())
    )
    sql, values = _exists(works)
    return f"e.object_kind = '{ObjectKind.WORK}' AND {sql}", values


def _others(reader: Reader) -> list[Condition]:
    pages = visible_pages(reader).filter(pk=RawSQL("e.object_id", ()))
    listed = members.listed().filter(pk=RawSQL("e.object_id", ()))
    lists = members.open_lists().filter(locale__language_code=RawSQL("e.language", ()))
    kinds: dict[str, list[QuerySet]] = {
        ObjectKind.PAGE: [pages],
        ObjectKind.AUTHORITY: [listed, lists],
    }
    conditions = []
    for kind, querysets in kinds.items():
        parts = [_exists(queryset) for queryset in querysets]
        sql = " AND ".join([f"e.object_kind = '{kind}'", *(sql for sql, _values in parts)])
        conditions.append((sql, [value for _sql, values in parts for value in values]))
    return conditions


def _exists(queryset: QuerySet) -> Condition:
    try:
        sql, params = queryset.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # a filter that nothing can pass, such as a year out of range
        return "1 = 0", []
    return f"EXISTS ({sql})", list(params)
