"""The vocabulary in and out through the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.models import Theme, VocabularyUpload
from library.vocabulary import concepts
from tests.library.desk import Desk, account, english, said, theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db) -> Desk:
    return english(account("redaction@example.org", "Editors"))


@pytest.fixture
def moderator(db) -> Desk:
    return english(account("relecture@example.org", "Moderators"))


def address(name: str, *args: object) -> str:
    return reverse(Theme.snippet_viewset.get_url_name(name), args=args)


FILE = """@prefix : <https://vocabulary.example/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:snow a skos:Concept ; skos:prefLabel "Neige"@fr, "Schnee"@de ; skos:broader :ice . """
ICE = ':ice a skos:Concept ; skos:prefLabel "Glace"@fr .'


def sent(text: str, name: str = "v.ttl") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_an_import_is_looked_at_and_then_made(editor: Desk, db):
    answer = editor.client.post(address("import"), sent(FILE))
    assert answer.status_code == 422
    assert "neither in the file nor here" in answer.content.decode()
    page = editor.client.post(address("import"), sent(FILE + ICE)).content.decode()
    assert "Neige" in page
    assert not Theme.objects.exists()
    upload = VocabularyUpload.objects.get()
    answer = editor.client.post(address("import"), {"upload": upload.pk}, follow=True)
    assert "2 themes created, 0 themes changed." in said(answer)
    assert Theme.objects.get(identifier="snow").parent.identifier == "ice"
    assert len(concepts()) == 2
    assert not VocabularyUpload.objects.exists()
    assert "no longer here" in said(editor.client.post(address("import"), {"upload": upload.pk}, follow=True))


def test_a_file_of_someone_else_is_not_imported(editor: Desk, moderator: Desk):
    editor.client.post(address("import"), sent(FILE + ICE))
    moderator.client.post(address("import"), {"upload": VocabularyUpload.objects.get().pk})
    assert not Theme.objects.exists()


def test_the_vocabulary_leaves_the_admin_in_both_formats(editor: Desk, translator: Desk):
    theme("cisterns", "Citernes")
    for ending, kind in (("ttl", "text/turtle"), ("rdf", "application/rdf+xml")):
        answer = editor.open(address("export", ending))
        assert answer["Content-Type"].startswith(kind)
        assert "Citernes" in answer.content.decode()
    assert editor.client.get(address("export", "exe"), follow=True).status_code == 404
    assert translator.client.get(address("export", "ttl"), follow=True).status_code == 404
    assert translator.client.get(address("import")).status_code == 302
