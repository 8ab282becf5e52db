"""The database of the tests. SQLite: migrated once for each state of the migrations, then copied. And on both: a test
that commits for real makes Django empty every table, the root page, the site and the locales too; what the migrations
had put there is brought back before the next test."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.test import TestCase, TransactionTestCase

_bring_back: Callable[[], None] | None = None
_emptied = False


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return connection.vendor == "sqlite"  # start from the copy; its folder goes away with the process


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, request) -> None:
    kept = migrated_file(request.config)
    if connection.vendor == "sqlite" and kept.exists():
        shutil.copyfile(kept, settings.DATABASES["default"]["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker, request) -> None:
    global _bring_back
    with django_db_blocker.unblock():
        sqlite = connection.vendor == "sqlite"
        bring_back = sqlite_copy(migrated_file(request.config)) if sqlite else postgresql_copy()

    def unblocked() -> None:
        with django_db_blocker.unblock():
            bring_back()

    _bring_back = unblocked


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    global _emptied
    if _emptied and _bring_back:
        _bring_back()
    _emptied = commits(item)


def commits(item: pytest.Item) -> bool:
    """Whether the test runs without a transaction around it."""
    kind = getattr(item, "cls", None)
    if kind and issubclass(kind, TransactionTestCase):
        return not issubclass(kind, TestCase)
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    )


def migrated_file(config: pytest.Config) -> Path:
    digest = hashlib.sha256(repr((settings.INSTALLED_APPS, settings.LANGUAGES)).encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{path.name} {app.label}".encode() + path.read_bytes())
    return config.cache.mkdir("migrated") / f"{digest.hexdigest()[:20]}.sqlite3"


def sqlite_copy(kept: Path) -> Callable[[], None]:
    if not kept.exists():
        new = kept.with_suffix(f".{os.getpid()}")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(new)])
        os.replace(new, kept)
    own = Path(f"{settings.DATABASES['default']['TEST']['NAME']}.migrated")  # the other may be replaced meanwhile
    shutil.copyfile(kept, own)

    def bring_back() -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(own)) as source:
            source.backup(connection.connection)

    return bring_back


def postgresql_copy() -> Callable[[], None]:
    name = connection.settings_dict["NAME"]

    def copy(source: str, target: str) -> None:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    copy(name, f"{name}_migrated")
    return lambda: copy(f"{name}_migrated", name)
