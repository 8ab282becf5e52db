"""Worlds that many tests begin with are built once in each process: after that their rows are written as they were.

Building goes through revisions, translations and signals; writing the same rows takes a small part of that. A world is
built anew where the database does not hold, to the last value, what it held when the world was built first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, models, transaction
from wagtail.models import Locale

P = ParamSpec("P")
R = TypeVar("R")
Rows = dict[Any, tuple[Any, ...]]  # by primary key
MOST_AT_ONCE = 900  # values of one statement: SQLite takes no more


def kept(build: Callable[P, R]) -> Callable[P, R]:
    """Decorates what builds a world. It answers objects of the database, alone or in dicts, lists and dataclasses."""

    @wraps(build)
    def built(*args: P.args, **options: P.kwargs) -> R:
        if settings.ELASTICSEARCH_URL:  # which would hold nothing of rows that are only written
            return build(*args, **options)
        where = build, repr([_named(one) for one in (*args, *sorted(options.items()))]), _surroundings()
        if where not in _worlds:
            world = _watch(lambda: build(*args, **options))
            _worlds[where] = world
            answer = world.answer
            world.answer = _named(answer)
        elif _worlds[where].fits():
            with transaction.atomic():
                answer = _worlds[where].bring()
        else:
            return build(*args, **options)
        cache.clear()  # the first time is like the others
        return answer

    return built


def _surroundings() -> str:
    """What else makes a world another. Outside of a transaction what waits for its end happens at once."""
    languages = list(Locale.objects.order_by("pk").values_list("pk", "language_code"))
    return repr((connection.in_atomic_block, settings.LANGUAGES, languages))


class _Table:
    def __init__(self, model: type[models.Model]) -> None:
        own = [field for field in model._meta.local_concrete_fields if not field.generated]
        assert model._meta.pk
        self.name, self.key = model._meta.db_table, str(model._meta.pk.column)
        self.columns = [str(field.column) for field in own]
        self.place = self.columns.index(self.key)
        self.counts = isinstance(model._meta.pk, models.AutoField)
        self.files = {place: field.storage for place, field in enumerate(own) if isinstance(field, models.FileField)}

    def rows(self) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(map(_quoted, self.columns))} FROM {_quoted(self.name)}")
            return {row[self.place]: row for row in cursor.fetchall()}


class _Change:
    """What building did to one table."""

    def __init__(self, table: _Table, before: Rows, after: Rows) -> None:
        self.table, self.before = table, before
        self.gone = [key for key, row in before.items() if after.get(key) != row]
        self.new = [row for key, row in after.items() if before.get(key) != row]
        self.files: dict[Path, bytes] = {}
        for place, storage in table.files.items():
            for name in {row[place] for row in self.new} - {"", None}:
                path = Path(storage.path(name))
                self.files[path] = path.read_bytes()

    def bring(self) -> None:
        table = self.table
        name, key = _quoted(table.name), _quoted(table.key)
        with connection.cursor() as cursor:
            for some in _parts(self.gone, MOST_AT_ONCE):
                cursor.execute(f"DELETE FROM {name} WHERE {key} IN ({_marks(len(some))})", some)
            row = f"({_marks(len(table.columns))})"
            columns = ", ".join(map(_quoted, table.columns))
            for some in _parts(self.new, MOST_AT_ONCE // len(table.columns)):
                values = [value for one in some for value in one]
                cursor.execute(f"INSERT INTO {name} ({columns}) VALUES {', '.join([row] * len(some))}", values)
            if table.counts and self.new and connection.vendor == "postgresql":
                sequence = f"pg_get_serial_sequence('{name}', '{table.key}')"
                largest = max(row[table.place] for row in self.new)
                cursor.execute(f"SELECT setval({sequence}, GREATEST(nextval({sequence}), %s))", [largest])
        for path, content in self.files.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


@dataclass
class _World:
    changes: list[_Change]
    answer: Any

    def fits(self) -> bool:
        return all(change.table.rows() == change.before for change in self.changes)

    def bring(self) -> Any:
        for change in self.changes:
            change.bring()
        return _found(self.answer, {})


_worlds: dict[Any, _World] = {}


def _watch(build: Callable[[], Any]) -> _World:
    tables = [_Table(model) for model in _models()]
    before = [table.rows() for table in tables]
    answer = build()
    changes = [_Change(table, rows, table.rows()) for table, rows in zip(tables, before, strict=True)]
    return _World([change for change in changes if change.gone or change.new], answer)


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        # SQLite's full-text table follows its rows by itself.
        if model._meta.managed and not model._meta.proxy and model._meta.db_table != "wagtailsearch_indexentry_fts":
            yield model


@dataclass(frozen=True)
class _Name:
    """An object of the database."""

    model: type[models.Model]
    key: Any


def _named(answer: Any) -> Any:
    return _each(answer, lambda one: _Name(type(one), one.pk) if isinstance(one, models.Model) else one)


def _found(answer: Any, known: dict[_Name, Any]) -> Any:
    def find(one: Any) -> Any:
        if not isinstance(one, _Name):
            return one
        if one not in known:
            known[one] = one.model._base_manager.get(pk=one.key)
        return known[one]

    return _each(answer, find)


def _each(answer: Any, change: Callable[[Any], Any]) -> Any:
    """The same with each of its parts changed."""
    match answer:
        case dict():
            return {_each(key, change): _each(value, change) for key, value in answer.items()}
        case list():
            return [_each(one, change) for one in answer]
        case tuple():
            return tuple(_each(one, change) for one in answer)
        case _Name():
            return change(answer)
        case _ if is_dataclass(answer) and not isinstance(answer, type):
            parts = {field.name: _each(getattr(answer, field.name), change) for field in fields(answer)}
            return type(answer)(**parts)
    return change(answer)


def _parts(values: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _marks(number: int) -> str:
    return ", ".join(["%s"] * number)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
