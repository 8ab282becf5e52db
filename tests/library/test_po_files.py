"""PO files of a translation: out, in, and refused."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from wagtail_localize.models import StringTranslation

from library import passages_po
from library.translations import missing_passages
from tests.library.desk import Desk, draft_text, fresh, said, translation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(editor):
    return editor.create("guide", "publish", title="Éclairage", summary="Un résumé", body=draft_text("Le texte"))


@pytest.fixture
def arabic(editor, sheet):
    return editor.translate(sheet, "ar")[0]


def taken_out(editor: Desk, own) -> str:
    answer = editor.client.get(reverse("wagtail_localize:download_pofile", args=[translation_of(own).pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer.content.decode()


def bring_in(editor: Desk, own, content: str | bytes) -> str:
    content = content.encode() if isinstance(content, str) else content
    address = reverse("wagtail_localize:upload_pofile", args=[translation_of(own).pk])
    sent = {"file": SimpleUploadedFile("a.po", content), "next": editor.address(own, "edit")}
    return said(editor.client.post(address, sent, follow=True))


def filled(text: str, **words: str) -> str:
    po = polib.pofile(text)
    for entry in po:
        entry.msgstr = words.get(entry.msgctxt, entry.msgstr)
    return str(po)


def test_a_file_goes_out_is_filled_in_arabic_and_comes_back_whole(editor, sheet, arabic):
    text = taken_out(editor, arabic)
    assert '"Language: ar\\n"' in text

    answer = bring_in(editor, arabic, filled(text, title="الإنارة العمومية", summary="«خلاصة» 100 %", body="النص"))

    assert "3" in answer
    assert missing_passages(translation_of(arabic)) == 0
    editor.publish_translation(arabic)
    shown = fresh(arabic)
    assert (shown.title, shown.summary) == ("الإنارة العمومية", "«خلاصة» 100 %")
    assert ">النص<" in shown.body
    again = polib.pofile(taken_out(editor, arabic))
    assert [entry.msgstr for entry in again] == ["الإنارة العمومية", "«خلاصة» 100 %", "النص"]
    kept = StringTranslation.objects.get(data="النص")
    assert (kept.tool_name, kept.last_translated_by.email) == ("PO", "redaction@example.org")


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


BAD = {
    "not-a-po": (lambda text: "un tableau;deux colonnes", ""),
    "another-encoding": (lambda text: filled(text, title="إنارة").encode("cp1256", "replace"), "Ligne"),
    "another-charset-named": (lambda text: text.replace("charset=utf-8", "charset=windows-1256"), "windows-1256"),
    "another-language": (lambda text: text.replace("Language: ar", "Language: en"), "Ligne"),
    "without-its-header": (lambda text: text.replace("X-WagtailLocalize-TranslationID", "X-Other"), "X-Wagtail"),
    "broken-line": (lambda text: text + '\nmsgid "a\nmsgstr', "Ligne"),
    "script": (lambda text: filled(text, title="<script>x</script>"), "script"),
    "attribute": (lambda text: filled(text, title='<b onclick="x">x</b>'), ""),
    "link": (lambda text: filled(text, title='<a id="a1">x</a>'), "a1"),
    "open-tag": (lambda text: filled(text, title="<b>x"), "b"),
    "too-long": (lambda text: filled(text, title="x" * 300), "255"),
    "duplicated": (lambda text: text + '\nmsgctxt "title"\nmsgid "Éclairage"\nmsgstr "x"\n', "Ligne"),
    "unknown": (lambda text: text + '\nmsgctxt "title"\nmsgid "Autre chose"\nmsgstr "x"\n', "Ligne"),
    "too-large": (lambda text: text + "# x\n" * 600_000, "2"),
    "empty": (lambda text: "", ""),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_file_is_refused_with_the_reason_and_nothing_of_it_is_imported(editor, arabic, name):
    spoil, expected = BAD[name]
    good = filled(taken_out(editor, arabic), summary="خلاصة")

    answer = bring_in(editor, arabic, spoil(good))

    assert expected in answer or expected == "Ligne"
    assert len(answer) > 20
    assert not StringTranslation.objects.exists(), "not even the passages that are right"


def test_the_line_of_a_fault_is_named_in_the_readers_language(editor, arabic):
    text = filled(taken_out(editor, arabic), body="<i>x")
    translation = translation_of(arabic)
    with override("en"), pytest.raises(Exception, match="Line") as caught:
        passages_po.read(SimpleUploadedFile("a.po", text.encode()), translation)

    line = line_of(text, 'msgctxt "body"')
    assert any(f"Line {number}:" in caught.value.messages[0] for number in (line, line + 1))


def test_the_file_of_another_language_is_refused_by_its_name(editor, sheet, arabic):
    (english,) = editor.translate(sheet, "en")

    answer = bring_in(editor, arabic, taken_out(editor, english))

    assert "English" in answer
    assert not StringTranslation.objects.exists()


def test_a_file_without_upload_is_asked_for(editor, arabic):
    address = reverse("wagtail_localize:upload_pofile", args=[translation_of(arabic).pk])
    assert editor.client.post(address).status_code == 302


def test_what_the_source_says_otherwise_since_is_left_out_and_said(editor, sheet, arabic):
    text = filled(taken_out(editor, arabic), title="إنارة", summary="خلاصة")
    editor.edit(sheet, "publish", title="Éclairage public")
    translation_of(arabic).source.update_from_db()

    answer = bring_in(editor, arabic, text)

    assert str(line_of(text, 'msgctxt "title"')) in answer or str(line_of(text, 'msgctxt "title"') + 1) in answer
    assert set(StringTranslation.objects.values_list("data", flat=True)) == {"خلاصة"}


def test_what_is_marked_as_uncertain_is_left_out_and_said(editor, arabic):
    po = polib.pofile(filled(taken_out(editor, arabic), title="إنارة", summary="خلاصة"))
    po[0].flags.append("fuzzy")

    answer = bring_in(editor, arabic, str(po))

    assert "fuzzy" in answer
    assert set(StringTranslation.objects.values_list("data", flat=True)) == {"خلاصة"}


def test_a_file_that_names_a_file_of_the_server_reads_nothing(editor, arabic):
    answer = bring_in(editor, arabic, "/etc/hostname")
    assert len(answer) > 10
    assert not StringTranslation.objects.exists()
