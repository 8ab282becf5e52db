"""The database of the tests. SQLite: migrated once for each state of the migrations, then copied. And on both: a test
that commits for real leaves what it has written; before the next test the database that the migrations made is brought
back. Django would empty every table first, the root page, the site and the locales too: that is left out."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import TestCase, TransactionTestCase

_bring_back: Callable[[], None] | None = None
_bring_starter: Callable[[], None] | None = None
_changed = False
STARTER_PASSWORD = "the-password-of-the-journeys"


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
        bring_back = sqlite_copy(migrated_file(request.config)) if sqlite else postgresql_copy("migrated")

    def unblocked() -> None:
        with django_db_blocker.unblock():
            bring_back()

    _bring_back = unblocked
    TransactionTestCase._fixture_teardown = lambda self: None  # type: ignore[method-assign]  # the copy comes anyway


@pytest.fixture
def starter_site(transactional_db, monkeypatch) -> None:
    """The starter content with its accounts: loaded once in each process of the tests, then copied."""
    global _bring_starter
    if _bring_starter:
        _bring_starter()
        cache.clear()
        return
    monkeypatch.setenv("DEMO_PASSWORD", STARTER_PASSWORD)
    call_command("load_starter", stdout=StringIO())
    if connection.vendor == "sqlite":
        kept = Path(f"{settings.DATABASES['default']['TEST']['NAME']}.starter")
        _bring_starter = sqlite_copy(kept)
    else:
        _bring_starter = postgresql_copy("starter")


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not asks_database(item):
            item.add_marker("one_database")


def asks_database(item: pytest.Item) -> bool:
    kind, asked = getattr(item, "cls", None), set(getattr(item, "fixturenames", ()))
    known = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(
        item.get_closest_marker("django_db") or asked & known or (kind and issubclass(kind, TransactionTestCase))
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    global _changed
    starts_with_starter = _bring_starter and "starter_site" in getattr(item, "fixturenames", ())
    if _changed and _bring_back and not starts_with_starter:
        _bring_back()
    _changed = commits(item)


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
    """Keep the database as it is now, unless it is kept already. Answers how to bring it back."""
    if not kept.exists():
        new = kept.with_suffix(f".{os.getpid()}")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(new)])
        os.replace(new, kept)
    # The other may be replaced meanwhile.
    own = Path(settings.DATABASES["default"]["TEST"]["NAME"]).with_name(f"own-{kept.name}")
    shutil.copyfile(kept, own)

    def bring_back() -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(own)) as source:
            source.backup(connection.connection)

    return bring_back


def postgresql_copy(suffix: str) -> Callable[[], None]:
    name = connection.settings_dict["NAME"]

    def copy(source: str, target: str) -> None:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    copy(name, f"{name}_{suffix}")
    return lambda: copy(f"{name}_{suffix}", name)
