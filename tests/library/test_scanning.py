"""Files are scanned by clamd where it is used; what it could not see is held back."""

import io
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from home import antivirus
from home.models import Picture
from library.access import refusal
from library.importing.jobs import SheetImport
from library.models import PrivateDocument
from library.scanning import scan_waiting
from search import file_texts
from tests import factories
from tests.library.test_uploads import PDF, picture

Scan = PrivateDocument.Scan
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """One that understands INSTREAM, on loopback; `answer` makes of the bytes what it says, None: it stays silent."""

    def __init__(self) -> None:
        self.answer: Callable[[bytes], bytes | None] = lambda data: (
            b"stream: Eicar-Test FOUND\0" if EICAR in data else b"stream: OK\0"
        )
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.seen: list[bytes] = []
        self.held: list[socket.socket] = []
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.socket.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack(">L", stream.read(4))[0]:
                data += stream.read(size)
        self.seen.append(data)
        answer = self.answer(data)
        if answer is None:
            self.held.append(connection)
            return
        connection.sendall(answer)
        connection.close()

    def stop(self) -> None:
        with suppress(OSError):  # stopped before
            self.socket.shutdown(socket.SHUT_RDWR)  # the thread that waits for the next one would keep it open
        self.socket.close()
        for connection in self.held:
            connection.close()


@pytest.fixture
def clamd(settings) -> Iterator[FakeClamd]:
    server = FakeClamd()
    settings.CLAMD_ADDRESS, settings.CLAMD_SECONDS = server.address, 1
    yield server
    server.stop()


def test_the_protocol(clamd):
    large = b"x" * 300_000
    assert antivirus.scan(io.BytesIO(large)) == (antivirus.Verdict.CLEAN, "")
    assert clamd.seen == [large]
    assert antivirus.scan(io.BytesIO(EICAR)) == (antivirus.Verdict.INFECTED, "Eicar-Test")


@pytest.mark.parametrize(
    "answer",
    [None, b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK but not quite\0", b"\xff" * 5000, b"OK\0"],
    ids=["silent", "nothing", "too large", "almost", "garbage", "other"],
)
def test_what_is_no_verdict_is_none(clamd, answer):
    clamd.answer = lambda data: answer
    begun = time.monotonic()
    with pytest.raises(antivirus.ScanFailedError):
        antivirus.scan(io.BytesIO(b"x"))
    assert time.monotonic() - begun < 5


def test_one_that_is_dead(clamd, settings):
    clamd.stop()
    with pytest.raises(antivirus.ScanFailedError):
        antivirus.scan(io.BytesIO(b"x"))
    settings.CLAMD_ADDRESS = "/nowhere/clamd.socket"
    with pytest.raises(antivirus.ScanFailedError):
        antivirus.scan(io.BytesIO(b"x"))


@pytest.fixture
def send(editor, django_capture_on_commit_callbacks) -> Callable[[bytes], PrivateDocument]:
    def sent(data: bytes) -> PrivateDocument:
        with django_capture_on_commit_callbacks(execute=True):
            editor.client.post(
                reverse("wagtaildocs:add"), {"title": "Note", "file": SimpleUploadedFile("note.txt", data)}
            )
        return PrivateDocument.objects.get()

    return sent


def doors(document: PrivateDocument, editor) -> set[str]:
    """Where the file is given out: to staff, and to a reader of the sheet that has it."""
    found = set()
    if editor.client.get(document.url, follow=True).status_code == 200:
        found.add("staff")
    if refusal(AnonymousUser(), document) is None:
        found.add("reader")
    sheet = document.sheet_files.get().sheet
    if document.url in editor.client.get(sheet.url, follow=True).content.decode():
        found.add("page")
    return found


def use(document: PrivateDocument) -> None:
    factories.library_tree()
    factories.work(files=[(document, "same")])


def test_a_clean_file_is_given_out_at_once(clamd, send, editor):
    document = send(b"clean")
    use(document)
    assert document.scan == Scan.CLEAN
    assert doors(document, editor) == {"staff", "reader", "page"}


@pytest.mark.parametrize("how", ["silent", "dead", "garbage"])
def test_what_could_not_be_scanned_is_held_back_and_tried_again(clamd, send, editor, settings, monkeypatch, how):
    monkeypatch.setattr("library.scanning.AT_ONCE", 0.3)
    if how == "dead":
        settings.CLAMD_ADDRESS = "127.0.0.1:1"
    else:
        clamd.answer = lambda data: None if how == "silent" else b"?\0"
    document = send(b"words")
    use(document)
    assert document.scan == Scan.WAITING
    assert doors(document, editor) == set()
    assert scan_waiting() == 0
    shown = editor.client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    assert "attend son analyse" in shown
    del clamd.answer
    clamd.answer = lambda data: b"stream: OK\0"
    settings.CLAMD_ADDRESS = clamd.address
    assert scan_waiting() == 1
    document.refresh_from_db()
    assert doors(document, editor) == {"staff", "reader", "page"}


def test_an_infected_file_stays_held_back_and_staff_are_told(clamd, send, editor):
    document = send(EICAR)
    use(document)
    assert (document.scan, document.scan_found) == (Scan.INFECTED, "Eicar-Test")
    assert doors(document, editor) == set()
    assert len(mail.outbox) == 1
    assert f"/documents/edit/{document.pk}/" in mail.outbox[0].body
    assert "Eicar-Test" in editor.client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    assert scan_waiting() == 0
    assert "Eicar-Test" in editor.client.get(reverse("report_files")).content.decode()


def test_a_replaced_file_is_scanned_anew(clamd, send, editor, django_capture_on_commit_callbacks):
    document = send(b"clean")
    with django_capture_on_commit_callbacks(execute=True):
        editor.client.post(
            reverse("wagtaildocs:edit", args=[document.pk]),
            {"title": "Note", "file": SimpleUploadedFile("note.txt", EICAR)},
        )
    document.refresh_from_db()
    assert document.scan == Scan.INFECTED


def test_the_words_of_a_file_that_is_held_back_are_not_read(clamd, settings, db):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    document = PrivateDocument(title="x")
    document.file.save("x.pdf", ContentFile(PDF))
    assert document.scan == Scan.WAITING
    file_texts.note(PrivateDocument.objects.all())
    assert not file_texts._due().exists()
    PrivateDocument.objects.update(scan=Scan.CLEAN)
    assert file_texts._due().exists()


@pytest.mark.parametrize("state", ["infected", "away"])
def test_pictures_and_tables_are_refused_where_they_cannot_be_held_back(clamd, editor, settings, state):
    clamd.answer = lambda data: b"stream: Test FOUND\0"
    if state == "away":
        settings.CLAMD_ADDRESS = "127.0.0.1:1"
    file = SimpleUploadedFile("a.png", picture())
    answer = editor.client.post(reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": file}).json()
    assert not answer["success"]
    table = SimpleUploadedFile("t.csv", b"external_id,kind,language,title\n")
    response = editor.client.post(reverse("sheet_imports"), {"file": table})
    assert response.context["form"].errors["file"]
    assert not Picture.objects.exists()
    assert not SheetImport.objects.exists()
