"""What must be there before the site can be served. Each step is done again only when its cause has changed."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Locale

from home.catalogues import compile_catalogues
from home.locks import file_lock

Tell = Callable[[str], object]


def prepare(tell: Tell) -> None:
    compile_catalogues()
    with file_lock(settings.VAR_DIR / "preparing.lock", wait=True):
        _migrate(tell)
        _step(
            "static files",
            _static_digest(),
            tell,
            lambda: call_command("collectstatic", interactive=False, verbosity=0),
        )
        for name, command, data in (
            ("territories", "load_territories", settings.BASE_DIR / "networks" / "data"),
            ("example content", "load_starter", None),
        ):
            if command in get_commands():
                _step(name, _folder_digest(data), tell, partial(call_command, command, verbosity=0))


def _migrate(tell: Tell) -> None:
    executor = MigrationExecutor(connection)
    wanted = executor.migration_plan(executor.loader.graph.leaf_nodes())
    # A language that was added to the settings gets its locale after a migration, even an empty one.
    if not wanted and not dict(settings.LANGUAGES).keys() - set(
        Locale.objects.values_list("language_code", flat=True)
    ):
        return
    tell("Preparing the database…")
    call_command("migrate", interactive=False, verbosity=0)


def _step(name: str, cause: str, tell: Tell, act: Callable[[], object]) -> None:
    """Act unless this was done for the same cause, which a file under var/ remembers."""
    path = settings.VAR_DIR / "prepared.json"
    done = json.loads(path.read_text()) if path.exists() else {}
    if done.get(name) == cause:
        return
    tell(f"Preparing the {name}…")
    act()
    new = path.with_suffix(".new")
    new.write_text(json.dumps(done | {name: cause}))
    os.replace(new, path)


def _static_digest() -> str:
    return _digest(Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))


def _folder_digest(folder: Path | None) -> str:
    return _digest(path for path in sorted(folder.rglob("*")) if path.is_file()) if folder else "once"


def _digest(paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        state = path.stat()
        digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
