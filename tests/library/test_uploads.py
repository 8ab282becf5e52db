"""Files that staff upload: refused by content and by name, at every way in, in the reader's language."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.users.models import UserProfile

from home.models import Picture
from home.uploads import check_content, ending_of, safe_name
from library.models import PrivateDocument
from tests import factories

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def zipped(*names: str, data: bytes = b"x") -> bytes:
    return archive(**dict.fromkeys(names, data))


def office(*more: str) -> bytes:
    return zipped("[Content_Types].xml", "word/document.xml", *more)


def open_document(*more: str, kind: bytes = b"application/vnd.oasis.opendocument.text") -> bytes:
    return archive(mimetype=kind, **dict.fromkeys(("content.xml", *more), b"x"))


def locked() -> bytes:
    data = bytearray(zipped("a.txt"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (8, 8)).save(stream, "PNG")
    return stream.getvalue()


def wide_picture() -> bytes:
    """The head of a picture of 900 million points."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    parts = [head, b"IDAT" + zlib.compress(b"\0" * 1_000_000), b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts
    )


GOOD: dict[str, Callable[[], bytes]] = {
    "guide.pdf": lambda: PDF,
    "Compte rendu 12.05.pdf": lambda: b"\n" + PDF,
    "محضر الاجتماع.docx": lambda: office("word/media/image1.png"),
    "note.odt": open_document,
    "notes.txt": lambda: "Été, ماء".encode(),
    "notes windows.txt": lambda: "Été".encode("cp1252"),
    "table.csv": lambda: "a;b".encode("utf-16"),
    "plans.zip": lambda: zipped("plan 1.pdf", "dossier/photo.jpg"),
}
HOSTILE: dict[str, Callable[[], bytes]] = {
    "page.html": lambda: b"<html>",
    "drawing.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "run.exe": lambda: b"MZ",
    "facture.pdf.exe": lambda: PDF,
    "macros.docm": office,
    "nothing": lambda: PDF,
    "page.pdf": lambda: b"<html><script>alert(1)</script>",
    "program.pdf": lambda: b"MZ\x90\0" + PDF,
    "archive.pdf": lambda: zipped("a"),
    "page.txt": lambda: b"  <!DOCTYPE html><script>1</script>",
    "drawing.txt": lambda: b"\xef\xbb\xbf<svg onload='alert(1)'/>",
    "script.txt": lambda: b"#!/bin/sh\nrm -rf /",
    "page in utf-16.txt": lambda: "<html>".encode("utf-16"),
    "binary.csv": lambda: b"a,b\0c",
    "text.docx": lambda: b"no archive",
    "other archive.docx": lambda: zipped("a.txt"),
    "sheet.docx": lambda: zipped("[Content_Types].xml", "xl/workbook.xml"),
    "macros.docx": lambda: office("word/vbaProject.bin"),
    "controls.docx": lambda: office("word/activeX/activeX1.bin"),
    "cut.docx": lambda: office()[:-30],
    "macros.odt": lambda: open_document("Basic__Standard__Module1.xml"),
    "sheet.odt": lambda: open_document(kind=b"application/vnd.oasis.opendocument.spreadsheet"),
    "program.zip": lambda: zipped("photos/a.jpg.EXE"),
    "dots.zip": lambda: zipped("a.exe. ."),
    "nested.zip": lambda: zipped("inside.zip"),
    "page.zip": lambda: zipped("index.html"),
    "bomb.zip": lambda: archive(a=b"\0" * 60_000_000),
    "bomb.docx": lambda: archive(**{"[Content_Types].xml": b"", "word/document.xml": b"\0" * 60_000_000}),
    "many parts.zip": lambda: archive(**{f"{n}": b"" for n in range(6_000)}),
    "long list.zip": lambda: archive(**{f"{n}{'x' * 1000}": b"" for n in range(3_000)}),
    "locked.zip": locked,
    "damaged.zip": lambda: b"PK\x03\x04" + b"\0" * 1000,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(name):
    check_content(io.BytesIO(GOOD[name]()), ending_of(name))


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_something_else_is_refused(name):
    made = PrivateDocument(title="x", file=SimpleUploadedFile("x", HOSTILE[name]()))
    made.file.name = name
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert set(refused.value.message_dict) == {"file"}
    assert len(refused.value.message_dict["file"]) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\note.PDF", "note.pdf"),
        ("facture.exe.pdf", "facture-exe.pdf"),
        ("gnp\u202efdp.txt", "gnpfdp.txt"),
        ("a\0b\x1f\u200b.txt", "ab.txt"),
        ("CON.txt", "file-CON.txt"),
        (".pdf", "file.pdf"),
        ("...pdf", "file.pdf"),
        ("Compte rendu.pdf", "Compte-rendu.pdf"),
        ("محضر.pdf", "محضر.pdf"),
        ("E\u0301te\u0301.pdf", "Été.pdf"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert safe_name(given) == kept


@pytest.mark.parametrize("stem", ["x", "é", "ماء", "🙂"], ids=["latin", "accent", "arabic", "picture"])
def test_long_names_fit_into_file_systems(stem):
    name = safe_name(stem * 500 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 150


@pytest.fixture
def page_of_documents(editor):
    return editor.client, factories.document(PDF, "old.pdf", "Ancien")


WAYS = {
    "add": lambda client, old, file: client.post(reverse("wagtaildocs:add"), {"title": "x", "file": file}),
    "replace": lambda client, old, file: client.post(
        reverse("wagtaildocs:edit", args=[old.pk]), {"title": "x", "file": file}
    ),
    "several": lambda client, old, file: client.post(
        reverse("wagtaildocs:add_multiple"), {"title": "x", "files[]": file}
    ),
    "chooser": lambda client, old, file: client.post(
        reverse("wagtaildocs_chooser:create"),
        {"document-chooser-upload-title": "x", "document-chooser-upload-file": file},
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("language", "words"), [("fr", ".pdf"), ("en", "not that of a .pdf file")])
def test_every_way_in_refuses_at_the_field_in_the_readers_language(page_of_documents, way, language, words):
    client, old = page_of_documents
    profile = UserProfile.get_for_user(_user(client))
    profile.preferred_language = language
    profile.save()
    file = SimpleUploadedFile("note.pdf", b"<html>")
    response = WAYS[way](client, old, file)
    said = response.json() if response.headers["Content-Type"] == "application/json" else {}
    text = said.get("error_message") or said.get("html") or response.content.decode()
    assert words in text
    assert PrivateDocument.objects.count() == 1
    assert PrivateDocument.objects.get().file.read() == PDF


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_takes_a_good_file_under_a_safe_name(page_of_documents, way):
    client, old = page_of_documents
    response = WAYS[way](client, old, SimpleUploadedFile("rapport\u202efdp.exe.pdf", PDF))
    assert response.status_code in {200, 302}
    made = PrivateDocument.objects.order_by("pk").last()
    assert made.filename.startswith("rapportfdp-exe")
    assert made.filename.endswith(".pdf")
    assert made.title == "x"


def test_a_file_that_is_too_large_is_refused(page_of_documents, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    client, _old = page_of_documents
    response = WAYS["several"](client, _old, SimpleUploadedFile("note.pdf", PDF))
    assert not response.json()["success"]


PICTURES: dict[str, Callable[[], bytes]] = {
    "drawing.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
    "page.png": lambda: b"<html>",
    "other.jpg": picture,
    "wide.png": wide_picture,
    "cut.png": lambda: picture()[:20],
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_refused_too(editor, name):
    file = SimpleUploadedFile(name, PICTURES[name]())
    answer = editor.client.post(reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": file}).json()
    assert not answer["success"]
    assert answer["error_message"]
    assert not Picture.objects.exists()


def test_a_good_picture_is_taken_under_a_safe_name(editor):
    file = SimpleUploadedFile("vue\u202egnp.exe.png", picture())
    editor.client.post(reverse("wagtailimages:add_multiple"), {"title": "Vue \u202e de", "files[]": file})
    made = Picture.objects.get()
    assert made.filename.startswith("vuegnp-exe")
    assert made.title == "Vue  de"


def _user(client):
    from networks.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])
