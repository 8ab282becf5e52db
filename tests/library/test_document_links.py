"""What is said of a file: beside each link, and to its editor."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject
from wagtail.rich_text import expand_db_html

from library.models import PrivateDocument
from search.extraction import lacks_of_pdf
from search.file_texts import read_files
from tests import factories


def pdf(title: str = "", language: str = "", tagged: bool = False, password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if title:
        writer.add_metadata({"/Title": title})
    if language:
        writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    if tagged:
        writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    if password:
        writer.encrypt(user_password="", owner_password=password)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("made", "lacks"),
    [
        ({}, ["no_title", "no_language", "untagged"]),
        ({"title": "Guide", "language": "fr", "tagged": True}, []),
        ({"title": " ", "language": "fr"}, ["no_title", "untagged"]),
        ({"title": "Guide", "language": "fr", "tagged": True, "password": "x"}, ["encrypted"]),
    ],
    ids=["bare", "accessible", "blank title", "encrypted"],
)
def test_what_a_pdf_lacks(made, lacks):
    assert lacks_of_pdf(io.BytesIO(pdf(**made))) == lacks


def test_what_is_no_pdf_lacks_nothing():
    assert lacks_of_pdf(io.BytesIO(b"%PDF-1.7 broken")) == []


def test_the_editor_is_told_and_not_stopped(editor):
    document = PrivateDocument(title="x")
    document.file.save("x.pdf", ContentFile(pdf()))
    read_files()
    document.refresh_from_db()
    assert document.lacks == ["no_title", "no_language", "untagged", "no_text"]
    address = reverse("wagtaildocs:edit", args=[document.pk])
    editor.client.cookies["language"] = "en"
    assert "screen readers" in editor.client.get(address, {"lang": "en"}).content.decode()
    assert document.title in editor.client.get(reverse("report_files")).content.decode()
    answer = editor.client.post(address, {"title": "Guide", "language": "fr"})
    assert answer.status_code == 302
    document.refresh_from_db()
    assert (document.title, document.language) == ("Guide", "fr")


def test_a_link_in_a_text_says_what_it_leads_to(db):
    document = factories.document(b"x" * 2048, "a.txt")
    text = f'<p><a linktype="document" id="{document.pk}">notes</a></p>'
    assert 'data-file="TXT, 2' in expand_db_html(text)
    PrivateDocument.objects.update(language="ar")
    assert 'hreflang="ar"' in expand_db_html(text)
    assert "العربية" in expand_db_html(text)
    assert expand_db_html('<a linktype="document" id="999999">notes</a>') == "<a>notes</a>"
