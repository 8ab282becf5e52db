"""What no browser of good faith sends: never a fault of the server, never the way to another site."""

from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.core import mail
from django.test import Client

from networks.models import User
from tests import factories
from tests.kept import kept

pytestmark = pytest.mark.django_db

LIBRARIES = ["/fr/bibliotheque/", "/en/library/", "/ar/maktaba/"]
NUMBERS = ["0", "-1", "abc", str(10**20), "٣", "1e3", "1.5", "", " ", "None", "\0", "9" * 5000, "<script>"]
VALUES = ["<script>alert(1)</script>", "' OR 1=1 --", "\0", "x" * 20_000, "%ED%A0%80", "{{7*7}}", "\u202e", "🌳" * 500]
PATHS = [
    "/xx/", "/FR/", "/en-us/", "/fr", "/frfr/", "/fr//", "//evil.example/", "///evil.example", "/fr//evil.example/",
    "/\\evil.example/", "/%2f%2fevil.example/", "/fr/%00/", "/%00", "/%ff/", "/%ED%A0%80/", "/fr/../../etc/passwd",
    "/.git/config", "/.env", "/db.sqlite3", "/var/main.sqlite3", "/media/", "/static/../manage.py", "/private/",
    "/api/v2/pages/", "/api/v3/", "/documents/", "/documents/1/", "/documents/1/%00", "/documents/1/../../x",
    f"/documents/{10**20}/x", "/documents/٣/x", "/documents/-1/x", "/" + "a" * 5000 + "/", "/fr/" + "a/" * 500,
    "/accounts/password/reset/key/zzzzzzzzzzzzz-abc/", "/accounts/password/reset/key/0-set-password/",
    "/accounts/password/reset/key/1-%00/", "/accounts/confirm-email/MQ:x:y/", "/accounts/confirm-email/-/",
    "/media/images/%00", "/media/images/../../main.sqlite3", "/media/images/..%2f..%2fmain.sqlite3",
    *(f"{library}{number}/" for library in LIBRARIES[:1] for number in (0, "-1", 10**20, "٣", "1e3", "9" * 400)),
    *(f"{LIBRARIES[0]}{{number}}/{slug}/" for slug in (
        "..", "%2e%2e", "%00", "a" * 5000, "%2f%2fevil.example", "\\\\evil.example", "<script>", "%0d%0aSet-Cookie:x",
    )),
]  # fmt: skip


@pytest.fixture
def number(db) -> int:
    return make_work()


@kept
def make_work() -> int:
    factories.library_tree()
    words = dict.fromkeys(factories.LANGUAGES, "Haie")
    return factories.work(title=words, languages=factories.LANGUAGES).pk


@pytest.fixture(params=["visitor", "member", "editor"])
def client(request, number: int) -> Client:
    client = Client(raise_request_exception=False)
    if request.param == "member":
        client.force_login(factories.member("member@example.org"))
    elif request.param == "editor":
        client.force_login(factories.staff("editor@example.org", "Editors"))
    return client


def sane(response: Any, what: str) -> Any:
    assert response.status_code < 500, what
    target = response.get("Location", "/")
    assert target.startswith(("/", "?", "http://testserver/")), f"{what} leads to {target}"
    assert not target.startswith(("//", "/\\")), f"{what} leads to {target}"
    assert "\n" not in target
    return response


def raw(client: Client, path: str, **extra: Any) -> Any:
    """The path as the server receives it: the client of the tests would take `//host/` for a host."""
    info = unquote_to_bytes(quote(path, safe="/%\\:")).decode("latin-1")
    return sane(client.get("/", PATH_INFO=info, **extra), path[:100])


def test_addresses(client, number):
    for path in PATHS:
        response = raw(client, path.format(number=number))
        for _step in range(4):  # and wherever they lead
            if response.status_code not in {301, 302}:
                break
            response = sane(client.get(response["Location"]), path)
        assert response.status_code in {200, 301, 302, 400, 404, 405}, path[:100]
        assert b"SQLite format" not in b"".join(response)


@pytest.mark.parametrize("library", LIBRARIES)
def test_lists_take_any_filter(client, number, library):
    """An unknown value is no filter, and is not echoed; of a filter that is repeated, one counts."""
    for name in ("kind", "theme", "territory", "year", "sort", "page", "nonsense", "lang"):
        for value in [*NUMBERS, *VALUES]:
            response = sane(client.get(library, {name: value}), f"{name}={value[:50]}")
            assert response.status_code == 200, f"{name}={value[:50]}"
            assert b"<script>alert" not in response.content
    many = "&".join(f"{name}=energy" for name in ("theme", "kind", "page") for _time in range(500))
    assert sane(client.get(f"{library}?{many}"), "repeated").status_code in {200, 400}


def test_languages_that_are_asked_for_in_odd_ways(number):
    client = Client(raise_request_exception=False)
    for cookie in ("../../", "xx", "a" * 10_000, "fr\\000", "%00", "en-us", "__class__"):
        client.cookies["language"] = cookie
        for path in ("/", "/accounts/login/", "/nowhere/", LIBRARIES[0]):
            sane(client.get(path), f"cookie {cookie[:20]}")
    client.cookies.clear()
    for asked in ("x" * 10_000, "fr," * 5000, ";q=1", "*", "ar;q=9" * 100, "\u0663", "fr-" + "a" * 500):
        sane(client.get("/", headers={"Accept-Language": asked}), f"Accept-Language {asked[:20]}")
    for asked in ("../../", "xx", "", "fr\0", "EN"):
        response = sane(client.get("/accounts/login/", {"lang": asked}), f"lang={asked}")
        assert response.cookies.get("language") is None


@pytest.mark.parametrize(
    "cookie", ["x", "a" * 32, "a" * 5000, '"aaaaaaaa\\000"', "'; DROP TABLE", '"\\303\\050aaaaaaaa"']
)
def test_sessions_that_are_none(number, cookie):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = cookie
    client.cookies["csrftoken"] = cookie
    client.cookies["messages"] = cookie
    for path in (LIBRARIES[0], "/accounts/", "/accounts/login/", "/admin/"):
        sane(client.get(path, HTTP_COOKIE=f"sessionid={cookie}; csrftoken={cookie}; messages={cookie}"), cookie[:20])


def test_only_our_host_is_believed(number):
    client = Client(raise_request_exception=False)
    for host in ("evil.example", "testserver.evil.example", "testserver:80@evil.example", "", "a" * 500, "[::1"):
        assert client.get("/", headers={"Host": host}).status_code == 400, host
    factories.account("agent@example.org")
    client.post(
        "/accounts/password/reset/",
        {"email": "agent@example.org"},
        headers={
            "X-Forwarded-Host": "evil.example",
            "Forwarded": "host=evil.example",
            "X-Forwarded-Server": "evil.example",
        },
    )
    assert "agent@example.org" in mail.outbox[0].to
    assert "evil" not in mail.outbox[0].body


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace", "head"])
def test_verbs(client, number, method):
    addresses = [
        "/",
        "/fr/",
        "/healthz",
        "/readyz",
        "/sitemap.xml",
        "/robots.txt",
        *LIBRARIES,
        "/accounts/",
        "/nowhere",
    ]
    for path in [
        *addresses,
        f"{LIBRARIES[0]}{number}/",
        f"{LIBRARIES[0]}{number}/haie/",
        "/documents/1/x",
        "/fr/search/",
    ]:
        sane(getattr(client, method)(path), f"{method} {path}")


URLENCODED = "application/x-www-form-urlencoded"
UNENDED = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"
FLOODS: dict[str, Any] = {  # fields, or a body and what it says of itself
    "3 MB": {"login": "x" * 3_000_000, "password": "x" * 1_000_000},
    "10 MB": {"login": "x" * 10_000_000},
    "20,000 fields": ("&".join(f"a{n}=1" for n in range(20_000)), URLENCODED),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "unended": (UNENDED, "multipart/form-data; boundary=x"),
    "unknown charset": (b"login=%ff%fe", f"{URLENCODED}; charset=nonsense"),
    "surrogate": (b"login=%ED%A0%80&email=%ED%A0%80&password=%ED%A0%80", URLENCODED),
    "NUL": {"login": "a\0@example.org", "email": "a\0@example.org", "password": "\0"},
    "lists": {"login": ["a"] * 100, "email": ["b"] * 100},
    "JSON": (b'{"login": {"$ne": null}}', "application/json"),
    "header": {"login": "a@example.org\r\nBcc: b@example.org", "email": "a@example.org\nBcc: b@example.org"},
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/accounts/password/change/",
             "/accounts/email/", "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/login/code/confirm/"]
)  # fmt: skip
def test_forms_are_flooded(path, flood):
    for user in (None, factories.account("agent@example.org")):
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        sent = FLOODS[flood]
        answer = client.post(path, sent) if isinstance(sent, dict) else client.generic("POST", path, *sent)
        sane(answer, f"{path} {flood}")
    assert User.objects.count() == 1


def test_what_was_typed_stays_but_no_password(db):
    response = Client().post("/accounts/login/", {"login": "agent@example.org", "password": "not-this-one"})
    assert b'value="agent@example.org"' in response.content
    assert b"not-this-one" not in response.content
    response = Client().post("/accounts/password/reset/", {"email": "no address"})
    assert b'value="no address"' in response.content


def test_a_form_without_its_token_is_refused_in_words(db):
    client = Client(enforce_csrf_checks=True)
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/logout/"):
        response = client.post(f"{path}?lang=fr", {"login": "agent@example.org", "password": "x"})
        assert response.status_code == 403
        assert b"CSRF" not in response.content
        assert "no-store" in response.get("Cache-Control", "no-store")


ELSEWHERE = [
    *("//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "javascript:alert(1)"),
    *("\\\\evil.example", "///evil.example", "/%09/evil.example", "\thttps://evil.example", "http:///evil.example"),
    *("//testserver@evil.example", "/accounts/logout/\r\nX: y"),
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_way_to_another_site(db, target):
    user = factories.account("agent@example.org")
    client = Client()
    credentials = {"login": user.email, "password": factories.PASSWORD, "next": target}
    sane(client.post(f"/accounts/login/?next={quote(target)}", credentials), target)
    assert client.session.get("_auth_user_id") == str(user.pk)
    for path in ("/accounts/login/", "/admin/login/", "/fr/_util/login/", "/accounts/reauthenticate/"):
        response = sane(client.get(path, {"next": target, "return_url": target}), f"{path} {target}")
        assert b'href="//evil' not in response.content
        assert b'href="https:' not in response.content
    sane(client.post("/accounts/logout/", {"next": target}), target)
    sane(Client().get("/admin/login/", {"next": target}), target)
