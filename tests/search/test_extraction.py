"""The words of files: read in the background, each in a process of its own, whatever the file does."""

import datetime
import os
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from library.models import PrivateDocument
from search import extraction, file_texts
from search.models import FileText
from tests.search import files
from tests.search.making import committed

pytestmark = pytest.mark.django_db


def read(content: bytes, name: str) -> FileText:
    document = files.document(content, name)
    file_texts.read_files()
    return FileText.objects.get(document=document)


def test_a_pdf_keeps_the_numbers_of_its_pages() -> None:
    text = read(files.pdf("Première page", "", "Le forage"), "a.PDF")

    assert (text.state, text.pages, text.numbered) == ("done", ["Première page", "", "Le forage"], True)


@pytest.mark.parametrize("make", [files.docx, files.odt])
def test_paragraphs_are_one_page_without_number(make) -> None:
    text = read(make("Le forage", "سقاية المدينة"), f"a.{make.__name__}")

    assert (text.state, text.pages, text.numbered) == ("done", ["Le forage سقاية المدينة"], False)


def test_words_are_told_apart_and_parts_of_one_are_joined() -> None:
    word = "<w:p><w:r><w:t>chauf</w:t></w:r><w:r><w:t>ferie</w:t><w:tab/><w:t>bois</w:t></w:r></w:p>"
    content = files.zipped("word/document.xml", f"<w:document {files.WORD}>{word}</w:document>")
    assert read(content, "a.docx").pages == ["chaufferie bois"]

    inside = "chauf<text:span>fer<text:span>ie</text:span></text:span><text:tab/>bois<text:s/>sec"
    assert read(files.odt(inside), "a.odt").pages == ["chaufferie bois sec"]


def test_what_separates_in_the_index_is_in_no_text() -> None:
    text = read(files.odt("un&#x9;deux\u00adtrois"), "a.odt")
    assert text.pages == ["un deuxtrois"]

    assert list(extraction._bounded(iter(["a\x0cb\x1dc\x1ed\x00e\ud800f"]))) == ["a b c d e f"]


REFUSED = {
    "not a pdf": ("a.pdf", b"no pdf at all"),
    "a pdf cut off": ("a.pdf", files.pdf("Le forage")[:300]),
    "not a zip": ("a.docx", b"PK no zip"),
    "a zip of something else": ("a.odt", files.zipped("other.xml", "<a/>")),
    "broken xml": ("a.odt", files.zipped("content.xml", "<a><b></a>")),
    "a bomb": ("a.docx", files.bomb()),
    "entities": ("a.docx", files.entities()),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_not_tried_again(case: str) -> None:
    name, content = REFUSED[case]

    text = read(content, name)

    assert (text.state, text.pages) in [("failed", []), ("none", [""])]
    assert text.state == "none" or text.error
    assert file_texts.read_waiting() == 0


def test_a_file_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_texts, "LARGEST", 100)

    assert read(files.pdf("Le forage"), "a.pdf").error == "too large"


def test_a_reader_that_is_killed_or_hangs_is_tried_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = files.document(files.pdf("Un"), "a.pdf"), files.document(files.pdf("Deux"), "b.pdf")
    real = subprocess.run

    def run(command, *, stdin, **options):
        if os.fstat(stdin.fileno()).st_size == bad.file_size and stdin.read() == files.pdf("Un"):
            command = [command[0], "-c", "import os; os.kill(os.getpid(), 9)"]
        stdin.seek(0)
        return real(command, stdin=stdin, **options)

    monkeypatch.setattr(subprocess, "run", run)
    file_texts.read_files()
    text = FileText.objects.get(document=bad)
    assert (text.state, text.attempts, text.error) == ("failed", 1, "FailedError: ended with -9")
    assert FileText.objects.get(document=good).state == "done"

    tried = [text.attempts]
    for _time in range(4):
        assert file_texts.read_waiting() == 0  # too early
        FileText.objects.filter(pk=text.pk).update(tried_at=timezone.now() - datetime.timedelta(hours=1))
        file_texts.read_waiting()
        text.refresh_from_db()
        tried.append(text.attempts)
    assert tried == [1, 2, 3, 3, 3]


def test_the_limits_hold() -> None:
    """Of a reader gone mad: memory and time, by the system's own measure."""
    greedy = "from search import extraction; extraction._limit(); b'a' * 700_000_000"
    busy = "from search import extraction; extraction.SECONDS = 1; extraction._limit()\nwhile True: pass"

    for code in (greedy, busy):
        ended = subprocess.run(
            ["python", "-c", code], executable=sys.executable, capture_output=True, timeout=60, check=False
        )
        assert ended.returncode != 0


def test_the_file_is_read_neither_in_the_request_nor_twice() -> None:
    with committed(execute=True):
        document = files.document(files.pdf("Un"))
    assert FileText.objects.get().state == "waiting"

    assert file_texts.read_files() == 1
    assert file_texts.read_files() == 0

    document.title = "Autre titre"
    document.save()
    assert FileText.objects.get().state == "done"


def test_a_replaced_file_loses_its_words_at_once() -> None:
    document = files.document(files.pdf("Un"))
    file_texts.read_files()

    document.file, document.file_hash, document.file_size = ContentFile(files.pdf("Deux"), name="b.pdf"), "", None
    document.save()
    text = FileText.objects.get()
    assert (text.state, text.pages) == ("waiting", [])

    file_texts.read_files()
    assert FileText.objects.get().pages == ["Deux"]

    document.delete()
    assert not FileText.objects.exists()


def test_files_that_no_signal_told_of_are_found() -> None:
    document = files.document(files.pdf("Un"))
    FileText.objects.all().delete()
    other = files.document(b"a;b", "table.csv")

    call_command("search_index", verbosity=0)

    assert FileText.objects.get(document=document).state == "done"
    assert not FileText.objects.filter(document=other).exists()


def test_a_file_that_is_away_holds_up_no_other() -> None:
    away, here = files.document(files.pdf("Un"), "a.pdf"), files.document(files.pdf("Deux"), "b.pdf")
    PrivateDocument.objects.filter(pk=away.pk).update(file="documents/nowhere.pdf")

    file_texts.read_files()

    assert FileText.objects.get(document=away).state == "failed"
    assert FileText.objects.get(document=here).state == "done"
