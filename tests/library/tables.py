"""Tables for the tests of import and export."""

from collections.abc import Callable
from pathlib import Path

import pytest

from library.importing import ImportRefusedError, import_sheets
from library.models import Sheet

SOURCE = {
    "external_id": "EX-1",
    "kind": "experience",
    "language": "fr",
    "title": "Éteindre la nuit",
    "summary": "Une commune éteint.",
    "body": "Premier paragraphe.\n\nSecond, < 3 heures & plus.",
    "themes": "water; Énergie",
    "tags": "Éclairage; nuit",
    "territory": "1001",
    "year": "2021",
    "access": "public",
    "status": "published",
}
TRANSLATION = {
    "external_id": "EX-1-AR",
    "kind": "experience",
    "language": "ar",
    "title": "إطفاء الإنارة ليلا",
    "summary": "بلدية تطفئ الأضواء.",
    "body": "<p>فقرة <b>أولى</b>.</p>",
    "translation_of": "EX-1",
    "status": "published",
}

Table = Callable[..., Path]


def actions(path: Path, **options: bool) -> list[str]:
    return [outcome.action.value for outcome in import_sheets(path, **options)]


def faults(path: Path) -> list[tuple[int | None, str]]:
    """The line and column of each fault; and nothing was imported."""
    before = Sheet.objects.count()
    with pytest.raises(ImportRefusedError) as refused:
        import_sheets(path)
    assert Sheet.objects.count() == before
    assert all(fault.message for fault in refused.value.faults)
    return [(fault.line, fault.column) for fault in refused.value.faults]


def sheet(name: str) -> Sheet:
    from library.models import KINDS

    found = Sheet.objects.get(external_id=name)
    return KINDS[found.work.kind].objects.get(pk=found.pk)
