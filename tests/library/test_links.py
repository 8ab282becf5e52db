"""Links of what is published: found through the fields, looked up or visited, called broken after days."""

import datetime
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page

from library.models import Link, LinkPlace, Partner, UpkeepSettings
from library.upkeep import fetching, links
from library.upkeep.fetching import Answer, ask, is_public
from library.upkeep.finding import in_rich_text
from networks.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


@pytest.fixture
def libraries(db):
    return factories.library_tree()


class Replies(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.command} {self.path} {self.headers['User-Agent']}")
        status = {"/ok": 200, "/gone": 410, "/here": 302, "/round": 302, "/private": 302, "/closed": 403}
        code = 405 if (self.command, self.path) == ("HEAD", "/no-head") else status.get(self.path, 200)
        code = 404 if self.path == "/missing" else code
        self.send_response(code)
        onward = {"/here": "/ok", "/round": "/round", "/private": "http://169.254.169.254/latest/"}.get(self.path)
        if onward:
            self.send_header("Location", onward)
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch):
    """A site beside this one; only its port is let through what keeps requests from leaving for this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Replies) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        port = made.server_address[1]
        refused = fetching.may_ask
        monkeypatch.setattr(fetching, "may_ask", lambda machine, asked: asked == port or refused(machine, asked))
        Replies.asked.clear()
        yield f"http://127.0.0.1:{port}"
        made.shutdown()


def found() -> dict[str, str]:
    """The addresses that were found, with what they lead to."""
    return dict(Link.objects.values_list("address", "target"))


def state(address: str) -> tuple[str, str]:
    return Link.objects.values_list("state", "answer").get(address=address)


# Found through the fields


def test_links_in_texts_rows_streams_and_fields_of_addresses_are_found(libraries):
    text = '<p><a href="https://a.example/x#part">a</a> <a href="mailto:a@b.example">b</a> <a href="#c">c</a></p>'
    made = factories.work(body=text, languages=("fr", "ar"))
    Partner.objects.create(sheet=factories.source_of(made), name="P", url="https://partner.example/")
    factories.page(libraries["fr"].get_parent(), "Page", '<a href="https://stream.example">s</a>')
    Organisation.objects.create(name="O", website="https://organisation.example/")
    links.collect()
    outside = {address for address, target in found().items() if target == "outside"}
    sites = ("https://partner.example/", "https://stream.example", "https://organisation.example/")
    assert outside == {"https://a.example/x", *sites}
    places = LinkPlace.objects.filter(link__address="https://a.example/x")
    assert sorted(places.values_list("language", "field")) == [("ar", "body"), ("fr", "body")]


def test_what_is_not_published_is_not_searched_and_what_was_taken_away_is_forgotten(libraries):
    draft = factories.work(body='<a href="https://draft.example">x</a>', publish=False)
    made = factories.work(body='<a href="https://live.example">x</a>')
    links.collect()
    assert set(found()) == {"https://live.example"}
    Link.objects.update(state="broken", failures=3)
    links.collect()
    assert state("https://live.example")[0] == "broken"  # what is known of it stays
    factories.edit(factories.source_of(made), body="<p>Plus rien</p>")
    links.collect()
    assert not found()
    assert draft.pk


@pytest.mark.parametrize(
    "html",
    ["<a", "<a href>", '<a href="http://[">x</a>', "<a linktype='page' id='x'>", "<p>" * 2000, '<a href="//">'],
)
def test_bad_markup_stops_nothing(libraries, html):
    in_rich_text(html)
    factories.work(body=html)
    links.collect()


# Of our own


def test_links_to_our_pages_files_and_sheets_are_looked_up(libraries):
    home = libraries["fr"].get_parent()
    page = factories.page(home, "Une page")
    other = factories.work(title="Autre")
    address = factories.version(other, "fr").url
    text = (
        f'<a linktype="page" id="{page.pk}">p</a> <a linktype="page" id="99999">g</a>'
        f'<a linktype="document" id="88888">d</a> <a href="{address}">s</a> <a href="/fr/bibliotheque/777/x/">n</a>'
        f'<a href="http://127.0.0.1:8000/fr/une-page/">full</a> <a href="/fr/nulle-part/">no</a>'
    )
    factories.work(body=text)
    links.collect()
    assert state(str(page.pk)) == ("fine", "")
    assert state("99999") == ("broken", "deleted")
    assert state("88888") == ("broken", "deleted")
    assert state("number:777") == ("broken", "deleted")
    assert state(f"number:{other.pk}") == ("fine", "")
    assert state("path:/fr/nulle-part/") == ("broken", "deleted")
    assert Link.objects.filter(target="outside").count() == 0
    Page.objects.get(pk=page.pk).specific.unpublish()
    factories.source_of(other).unpublish()
    links.collect()
    assert state(str(page.pk)) == ("broken", "unpublished")
    assert state(f"number:{other.pk}") == ("broken", "unpublished")


# Visited


@pytest.mark.parametrize(
    ("path", "status"),
    [("/ok", 200), ("/here", 200), ("/gone", 410), ("/missing", 404), ("/no-head", 200), ("/closed", 403)],
)
def test_the_answer_is_that_of_the_end_of_the_way(server, path, status):
    assert ask(server + path) == Answer(status)
    assert "CommunothequeLinkCheck" in Replies.asked[0]
    assert Replies.asked[0].startswith("HEAD")


def test_a_way_in_circles_and_one_to_a_private_machine_end(server):
    assert ask(f"{server}/round") == Answer(problem="redirects")
    assert ask(f"{server}/private") == Answer(problem="not_public")


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/", "http://10.0.0.1/"),
        *(
            "http://[::ffff:127.0.0.1]/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[fe80::1]/",
        ),
        *("http://[64:ff9b::7f00:1]/", "http://93.184.216.34:25/", "http://224.0.0.1/"),
    ],
)
def test_no_request_leaves_for_a_machine_that_the_public_cannot_reach(monkeypatch, address):
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *_args: pytest.fail("a connection was made"))
    assert ask(address).problem in {"not_public", "unknown_host"}


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "gopher://a.example", "http://", "http://a:b@c.example/", "http://[", "x\r\ny"]
)
def test_what_is_no_address_of_a_site_is_not_asked(address):
    assert ask(address).problem == "invalid"


def test_a_name_that_changes_its_address_leads_to_the_one_that_was_checked(monkeypatch):
    answers = iter(["93.184.216.34", "127.0.0.1"])
    reached = []

    def look_up(host, port, **_kwargs):
        return [(2, 1, 6, "", (next(answers), port))]

    def connect(machine, timeout):
        reached.append(machine[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    assert ask("http://rebinding.example/").problem == "not_public"  # the second question is refused
    assert reached == ["93.184.216.34"]


def test_a_site_that_never_ends_its_answer_is_left(monkeypatch, server):
    monkeypatch.setattr(fetching, "SECONDS", 5)
    monkeypatch.setattr(fetching, "ALTOGETHER", 0.3)
    hold = threading.Event()
    monkeypatch.setattr(Replies, "do_HEAD", lambda self: hold.wait(3) and None)
    assert ask(f"{server}/ok").problem in {"timeout", "broken_off"}
    hold.set()


@pytest.mark.parametrize(("machine", "public"), [("93.184.216.34", True), ("2606:4700::1111", True), ("::1", False)])
def test_what_is_public(machine, public):
    assert is_public(machine) == public


# Called broken after days


def a_link(address: str = "https://a.example/") -> Link:
    return Link.objects.create(digest=address, address=address, host=address.split("/")[2], next_check_at=NOW)


def test_three_failures_over_days_make_a_broken_link_and_one_answer_a_sound_one():
    link = a_link()
    for days, expected in ((0, "failing"), (0.1, "failing"), (0.2, "failing"), (1, "failing"), (2, "broken")):
        links.record(link, Answer(404), NOW + days * DAY)
        assert link.state == expected, days
    assert link.failures == 3
    links.record(link, Answer(200), NOW + 9 * DAY)
    assert (link.state, link.failures, link.failing_since) == ("fine", 0, None)


def test_a_site_that_refuses_programs_is_not_called_broken():
    link = a_link()
    for days in range(5):
        links.record(link, Answer(403), NOW + days * DAY)
    assert link.state == "unsure"


def test_each_site_is_asked_once_in_a_run_and_none_is_forgotten_behind_a_large_one():
    for number in range(30):
        a_link(f"https://large.example/{number}")
    a_link("https://small.example/")
    hosts = [link.host for link in links.due_links(NOW)]
    assert sorted(hosts) == ["large.example", "small.example"]


def test_nothing_is_asked_where_checks_are_off(settings, monkeypatch):
    a_link()
    monkeypatch.setattr(fetching, "ask", lambda _address: pytest.fail("asked"))
    assert links.check_some() == 0
    settings.CHECK_LINKS = True
    kept = UpkeepSettings.load()
    kept.check_links = False
    kept.save()
    assert links.check_some() == 0


def test_the_timer_visits_what_is_due(settings, server):
    settings.CHECK_LINKS = True
    Link.objects.create(digest="x", address=f"{server}/missing", host="127.0.0.1")
    ignored = Link.objects.create(digest="y", address=f"{server}/ok", host="127.0.0.1", ignored=True)
    assert links.check_some() == 1
    assert state(f"{server}/missing") == ("failing", "404")
    links.check_again([ignored.pk])
    assert links.check_some() == 1
    assert Link.objects.get(pk=ignored.pk).checked_at <= timezone.now()
