"""Elasticsearch behind TLS: certificates of ours are believed, others are not, and nothing is said in clear."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import trustme
from django.contrib.auth.models import AnonymousUser

from search.elastic import outbox
from search.engines import SearchPage, SearchQuery, breaker, get_engine
from tests.search import outside
from tests.search.making import make_sheet
from tests.services import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.service]


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return made


@contextmanager
def behind_tls(url: str, certificate: trustme.LeafCert) -> Iterator[str]:
    """The server's second door, which speaks nothing but TLS."""
    address = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    door = socket.create_server(("127.0.0.1", 0))

    def pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65_536):
                target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve(caller: socket.socket) -> None:
        with (
            suppress(OSError),
            context.wrap_socket(caller, server_side=True) as inside,
            socket.create_connection((address.hostname or "", address.port or 0)) as server,
        ):
            back = threading.Thread(target=pass_on, args=[server, inside], daemon=True)
            back.start()
            pass_on(inside, server)
            back.join(5)

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=[door.accept()[0]], daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"https://localhost:{door.getsockname()[1]}"
    finally:
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()


def find() -> SearchPage:
    return get_engine().search(SearchQuery(q="chaufferie", language="fr"), AnonymousUser())


@pytest.fixture
def served(elasticsearch_indices: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    outside.without_hurry(monkeypatch)
    return elasticsearch_indices.transport.node_pool.get().base_url


def test_edits_and_questions_go_through_tls(served: str, authority: trustme.CA, tmp_path: Path, settings: Any) -> None:
    sheet = make_sheet("La chaufferie")
    with behind_tls(served, authority.issue_cert("localhost")) as url:
        settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA = url, str(tmp_path / "ca.pem")

        assert outbox.send().failed == 0
        outside.deliver(outside.connection.patient())
        page = find()

    assert ([hit.number for hit in page.hits], page.engine, page.degraded) == ([sheet.work_id], "elasticsearch", False)


def test_a_certificate_that_nobody_vouches_for_is_refused(served: str, authority: trustme.CA, settings: Any) -> None:
    sheet = make_sheet("La chaufferie")
    with behind_tls(served, authority.issue_cert("localhost")) as url:
        settings.ELASTICSEARCH_URL = url

        page = find()

    assert ([hit.number for hit in page.hits], page.engine, page.degraded) == ([sheet.work_id], "database", True)
    assert breaker.state().open


def test_a_certificate_of_another_host_is_refused(
    served: str, authority: trustme.CA, tmp_path: Path, settings: Any
) -> None:
    make_sheet("La chaufferie")
    with behind_tls(served, authority.issue_cert("search.example.org")) as url:
        settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA = url, str(tmp_path / "ca.pem")

        assert find().degraded


def test_of_two_nodes_one_may_be_away(served: str, authority: trustme.CA, tmp_path: Path, settings: Any) -> None:
    sheet = make_sheet("La chaufferie")
    with behind_tls(served, authority.issue_cert("localhost")) as url:
        settings.ELASTICSEARCH_URL = f"https://localhost:{free_port()},{url}"
        settings.ELASTICSEARCH_CA = str(tmp_path / "ca.pem")
        outside.deliver(outside.connection.patient())

        pages = [find() for _time in range(3)]

    assert [(page.total, page.engine, page.degraded) for page in pages] == 3 * [(1, "elasticsearch", False)]
    assert [hit.number for hit in pages[0].hits] == [sheet.work_id]
