"""What robots send, and what no browser of good faith sends: said, slowed or set aside, and never lost."""

import pytest
from django.core import mail
from django.core.cache import cache

from home import spam
from home.models import Message
from tests import factories
from tests.home import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db):
    return making.contact_page()


def text(response) -> str:
    return response.content.decode()


def test_a_filled_trap_and_many_links_are_set_aside_without_a_word(client, page):
    links = " ".join(f"https://example.org/{number}" for number in range(5))
    for odd in ({spam.TRAP: "https://example.org"}, {"text": f"Voyez {links}"}):
        assert making.send(client, page.url, **odd).status_code == 302

    assert list(Message.objects.values_list("state", flat=True)) == ["spam", "spam"]
    assert mail.outbox == []
    making.send(client, page.url, text="Voyez https://example.org/ et www.example.org")
    assert Message.objects.filter(state="new").count() == 1


def test_the_trap_is_seen_by_no_person_and_filled_by_no_browser(client, page):
    shown = " ".join(text(client.get(page.url)).split())

    trap = shown[shown.index("<div hidden>") : shown.index("</div>", shown.index("<div hidden>"))]
    assert 'name="homepage"' in trap
    assert 'autocomplete="off"' in trap
    assert 'tabindex="-1"' in trap


def test_too_fast_is_said_once_and_sent_again_as_it_stands(client, page, monkeypatch):
    refused = making.send(client, page.url, stamp=making.stamp(0))

    assert refused.status_code == 422
    assert "Une question sur les haies." in text(refused)
    monkeypatch.setattr(spam, "FASTEST", 0)  # a moment later
    again = making.shown_form(refused)
    assert making.send(client, page.url, stamp=again["stamp"]).status_code == 302


@pytest.mark.parametrize(
    "bad",
    ["", "x", "1:2:3", "\0", "9" * 5000, making.stamp(3 * 24 * 3600)],
    ids=["none", "a letter", "no signature", "a NUL", "very long", "three days old"],
)
def test_a_form_that_stood_open_for_days_or_has_no_stamp_is_asked_for_again(client, page, monkeypatch, bad):
    refused = making.send(client, page.url, stamp=bad)

    assert refused.status_code == 422
    assert "Une question sur les haies." in text(refused)
    monkeypatch.setattr(spam, "FASTEST", 0)
    assert making.send(client, page.url, stamp=making.shown_form(refused)["stamp"]).status_code == 302


def test_an_hour_of_writing_is_no_fault(client, page):
    assert making.send(client, page.url, stamp=making.stamp(5 * 3600)).status_code == 302


def test_one_address_sends_so_many_and_no_more_and_its_text_is_kept(client, page):
    for number in range(spam.MOST):
        assert making.send(client, page.url, text=f"Message {number}").status_code == 302

    refused = making.send(client, page.url, text="Un de trop")

    assert refused.status_code == 429
    assert "Un de trop" in text(refused)
    assert Message.objects.count() == spam.MOST
    other = client.post(page.url, {**making.FILLED["contact"], "stamp": making.stamp()}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 302


def test_the_limit_keeps_no_address_in_clear(client, page, monkeypatch):
    keys: list[str] = []
    add = cache.add
    monkeypatch.setattr(type(cache._connections["default"]), "add", lambda self, key, *rest: keys.append(key) or True)

    client.post(page.url, {**making.FILLED["contact"], "stamp": making.stamp()}, REMOTE_ADDR="192.0.2.7")

    assert callable(add)
    assert [key for key in keys if key.startswith("home.spam")]
    assert not [key for key in keys if "192.0.2.7" in key]


def test_neighbours_in_one_network_are_one_sender():
    class Request:
        headers: dict[str, str] = {}

        def __init__(self, address: str) -> None:
            self.META = {"REMOTE_ADDR": address}

    assert spam.hidden_address(Request("2001:db8::1")) == spam.hidden_address(Request("2001:db8::2"))
    assert spam.hidden_address(Request("2001:db8:0:1::1")) != spam.hidden_address(Request("2001:db8::1"))


def test_without_a_cache_the_form_still_works(client, page, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    for name in ("add", "incr"):
        monkeypatch.setattr(type(cache._connections["default"]), name, away)

    for number in range(spam.MOST + 2):
        assert making.send(client, page.url, text=f"Message {number}").status_code == 302


# Bad input

LONG = "a" * 3_000_000
BAD = {
    "3 MB": ("text", LONG),
    "NUL in the text": ("text", "Bonjour\0"),
    "NUL in the name": ("name", "a\0b"),
    "a header in the name": ("name", "Une habitante\r\nBcc: victim@example.org"),
    "a line in the telephone": ("phone", "01\n02"),
    "a long name": ("name", "a" * 5000),
    "a header in the address": ("email", "a@example.org\nBcc: b@example.org"),
    "two addresses": ("email", "a@example.org, b@example.org"),
    "two addresses otherwise": ("email", "a@example.org;b@example.org"),
    "a name with the address": ("email", "Une habitante <a@example.org>"),
    "a quoted address": ("email", '"a@b.org,c"@example.org'),
    "a long address": ("email", "a" * 300 + "@example.org"),
    "blanks": ("text", " \r\n \t "),
}


@pytest.mark.parametrize(
    ("what", "language"), [(what, factories.LANGUAGES[number % 3]) for number, what in enumerate(BAD)]
)
def test_what_cannot_be_kept_is_said_at_its_field_in_the_language_of_the_page(client, page, what, language):
    if language != "fr":
        page = factories.translated_page(page, language, title=f"Contact {language}", slug=f"contact-{language}")
    name, value = BAD[what]

    refused = making.send(client, page.url, **{name: value})

    assert refused.status_code == 422
    assert f'id="id_{name}_error"' in text(refused)
    assert f'<html lang="{language}"' in text(refused)
    assert "Une question sur les haies." in text(refused) or name == "text"
    assert (value[:1000] in text(refused)) or what not in {"3 MB", "a long name"}
    assert not Message.objects.exists()
    assert mail.outbox == []


def test_marks_of_direction_that_a_telephone_adds_are_taken_off(client, page):
    making.send(client, page.url, phone="\u202a+33 1 00 00 00 00\u202c", name="فاطمة\u200f")

    message = Message.objects.get()
    assert message.phone == "+33 1 00 00 00 00"
    assert message.name == "فاطمة\u200f"


def test_a_text_of_the_greatest_length_is_kept_whole_whatever_ends_its_lines(client, page):
    lines = "\r\n".join(["é" * 49] * 100)

    assert making.send(client, page.url, text=lines).status_code == 302
    assert len(Message.objects.get().text) == 100 * 50 - 1


def test_fields_that_nobody_asked_for_change_nothing(client, page):
    more = {f"field{number}": "x" for number in range(1001)}
    more |= {"state": "closed", "assignee": "1", "kind": "membership", "notified_at": "2020-01-01"}
    sent = client.post(page.url, {**making.FILLED["contact"], "stamp": making.stamp(), **more})

    assert sent.status_code == 302
    message = Message.objects.get()
    assert (message.state, message.kind, message.assignee) == ("new", "contact", None)


@pytest.mark.parametrize("language", factories.LANGUAGES)
def test_what_the_server_refuses_to_read_is_said_in_the_language_of_the_page(client, page, language):
    client.raise_request_exception = False
    url = f"/{language}/comment/page/{making.home(language).pk}/"
    many = "&".join(f"a{number}=1" for number in range(10_001))
    for body in ("text=" + "x" * 6_000_000, many):
        refused = client.post(url, body, content_type="application/x-www-form-urlencoded")
        assert refused.status_code == 400
        assert f'<html lang="{language}"' in text(refused)
        assert "<main" in text(refused)
