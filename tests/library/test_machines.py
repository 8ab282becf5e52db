"""Machine translators: off unless switched on, drafts until a person confirms, and nothing lost when they fail."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation, TranslationSource

from config.settings.machines import machine_translator
from library.translations import missing_passages
from tests.library.desk import Desk, fresh, said, translation_of

pytestmark = pytest.mark.django_db

DUMMY = {
    "CLASS": "library.machine.CarefulTranslator",
    "OPTIONS": {
        "NAME": "Dummy",
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator",
        "OPTIONS": {},
    },
}


@pytest.fixture
def dummy(settings) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY


@pytest.fixture
def english(editor):
    sheet = editor.create("guide", "publish", title="Le guide des haies", summary="Un bon guide")
    return editor.translate(sheet, "en")[0]


def ask_machine(editor: Desk, own) -> str:
    address = reverse("wagtail_localize:machine_translate", args=[translation_of(own).pk])
    answer = editor.client.post(address, {"next": editor.address(own, "edit")}, follow=True)
    assert answer.status_code in {200, 404}
    return said(answer) if answer.status_code == 200 else ""


def test_there_is_no_machine_by_default(editor, english):
    assert machine_translator({}) is None
    assert "machineTranslator&quot;: null" in editor.open(editor.address(english, "edit")).content.decode()
    assert ask_machine(editor, english) == ""
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"MACHINE_TRANSLATOR": "deepl"}, "MACHINE_TRANSLATOR_KEY"),
        ({"MACHINE_TRANSLATOR": "libretranslate"}, "MACHINE_TRANSLATOR_URL"),
        ({"MACHINE_TRANSLATOR": "libretranslate", "MACHINE_TRANSLATOR_URL": "http://mt.example.org"}, "https"),
        ({"MACHINE_TRANSLATOR": "google", "MACHINE_TRANSLATOR_KEY": "a.json"}, "MACHINE_TRANSLATOR_PROJECT"),
        ({"MACHINE_TRANSLATOR_KEY": "secret"}, "MACHINE_TRANSLATOR is not set"),
        ({"MACHINE_TRANSLATOR": "babel"}, "babel"),
    ],
    ids=["deepl", "libretranslate", "open-network", "google", "key-alone", "unknown"],
)
def test_half_a_setting_is_refused_with_what_is_missing(environment, missing):
    with pytest.raises(ValueError, match=missing) as caught:
        machine_translator(environment)
    assert "secret" not in str(caught.value)


def test_the_words_of_a_machine_are_a_draft_until_a_person_confirms_them(dummy, editor, english):
    assert "Dummy" in ask_machine(editor, english)
    assert not fresh(english).live
    assert missing_passages(translation_of(english)) == 0

    answer = editor.publish_translation(english)
    assert "2" in said(answer)
    assert not fresh(english).live

    address = reverse("library_passages", args=["library", "guide", english.pk])
    page = editor.open(address)
    rows = page.context["rows"]
    assert [row["passage"].state for row in rows] == ["machine", "machine"]
    kept = {f"words-{row['passage'].key}": row["words"] for row in rows}
    editor.client.post(address, kept | {f"right-{row['passage'].key}": "1" for row in rows})
    editor.publish_translation(english)

    assert fresh(english).live
    assert not fresh(english).machine_made
    assert set(StringTranslation.objects.values_list("translation_type", flat=True)) == {"manual"}


def test_readers_are_told_of_a_machine_nobody_has_confirmed(dummy, editor, english, client):
    from tests import factories

    factories.library_tree()
    ask_machine(editor, english)
    editor.publish_translation(english, publish_unconfirmed="1")
    assert fresh(english).machine_made

    page = client.get(fresh(english).url).content.decode()
    assert "machine" in page
    for segment in translation_of(english).source.stringsegment_set.all():
        address = reverse("wagtail_localize:edit_string_translation", args=[translation_of(english).pk, segment.pk])
        editor.client.put(address, "value=A guide", content_type="application/x-www-form-urlencoded")
    editor.publish_translation(english)
    assert "machine translated" not in client.get(fresh(english).url).content.decode()


class Service(BaseHTTPRequestHandler):
    answer = "right"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = 200, json.dumps({"translatedText": [f"EN {words}" for words in asked["q"]]})
        match self.answer:
            case "fault":
                status, body = 500, "out of order"
            case "nonsense":
                body = "<html>"
            case "too-few":
                body = json.dumps({"translatedText": ["one"]})
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def service(settings):
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = machine_translator(
        {
            "MACHINE_TRANSLATOR": "libretranslate",
            "MACHINE_TRANSLATOR_URL": f"http://127.0.0.1:{server.server_port}",
        }
    )
    yield server
    Service.answer = "right"
    server.shutdown()
    server.server_close()


def test_libretranslate_is_asked_at_its_address(service, editor, english):
    assert "LibreTranslate" in ask_machine(editor, english)
    assert StringTranslation.objects.get(context__path="title").data == "EN Le guide des haies"


@pytest.mark.parametrize("answer", ["fault", "nonsense", "too-few", "gone"])
def test_a_service_that_fails_gives_a_message_and_loses_nothing(service, editor, english, answer):
    editor.say(translation_of(english), "title", "The hedge guide")
    Service.answer = answer
    if answer == "too-few":
        StringTranslation.objects.all().delete()
    if answer == "gone":
        service.shutdown()
        service.server_close()
    before = set(StringTranslation.objects.values_list("data", flat=True))

    assert "LibreTranslate" in ask_machine(editor, english)
    source = TranslationSource.objects.get(object_id=english.translation_key)
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    sent = editor.client.post(address, {"use_machine_translation": "on"}, follow=True)

    assert "LibreTranslate" in said(sent)
    assert set(StringTranslation.objects.values_list("data", flat=True)) == before
