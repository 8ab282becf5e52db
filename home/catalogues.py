"""Compiles the catalogues of translations, without gettext: a person needs only Python to run the site."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed


def compile_catalogues(folders: Iterable[Path] | None = None) -> list[Path]:
    """Write the `.mo` of each `.po` that is newer, and answer what was written."""
    written = []
    for folder in settings.LOCALE_PATHS if folders is None else folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _compile(source, target)
                written.append(target)
    for target in written:
        # Django reads a catalogue once, and has read that of the site's language by now, as empty as it was.
        translation_file_changed(None, target)
    return written


def _compile(source: Path, target: Path) -> None:
    """In one step, because another process may be reading the old one."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".compiling-")
    os.close(handle)
    try:
        polib.pofile(str(source)).save_as_mofile(name)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
