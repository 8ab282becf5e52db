import gettext
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as translated
from django.utils.translation import override

from home import preparing
from home.catalogues import compile_catalogues


def test_only_a_changed_catalogue_is_compiled(tmp_path):
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    catalogue.append(polib.POEntry(msgid="Water", msgstr="Eau"))
    catalogue.save(str(source))

    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]
    assert compile_catalogues([tmp_path]) == []

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Water") == "Eau"
    assert len(list(source.parent.iterdir())) == 2  # nothing half-written is left


def test_a_catalogue_that_was_read_before_it_was_compiled_is_read_again(tmp_path: Path, settings: Any) -> None:
    """Django reads that of the site's language while it loads the models: in a fresh clone, before there is one."""
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "A hedge"\nmsgstr "Une haie"\n'
    )
    settings.LOCALE_PATHS = [tmp_path]  # Django forgets what it had read
    with override("fr"):
        assert translated("A hedge") == "A hedge"

    compile_catalogues()

    with override("fr"):
        assert translated("A hedge") == "Une haie"


def test_a_step_is_done_again_only_for_another_cause(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    told: list[str] = []

    def step(cause: str) -> None:
        preparing._step("soup", cause, told.append, lambda: None)

    step("carrots")
    step("carrots")
    step("leeks")

    assert told == ["Preparing the soup…"] * 2


def test_a_step_that_failed_is_done_again(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    def fail() -> None:
        raise OSError

    with pytest.raises(OSError):
        preparing._step("soup", "carrots", lambda text: None, fail)

    assert not (tmp_path / "prepared.json").exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "٣"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CommandError, match="PORT must be a number"):
        call_command("start")


def test_a_port_in_use_is_named(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
            call_command("start")


def test_a_folder_that_cannot_be_written_is_named():
    result = manage("check", VAR_DIR="/dev/null/var")

    assert result.returncode == 1
    assert result.stderr == "Refused to start: VAR_DIR: /dev/null/var cannot be written (Not a directory)\n"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=clean_environment() | environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    ours = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "VAR_DIR", "PORT", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if name not in ours}
