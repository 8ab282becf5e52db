"""Elasticsearch for the tests: one server for all processes of a run, names of their own for each test."""

import fcntl
import json
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import override_settings
from elasticsearch import Elasticsearch as Client

from tests.elasticsearch_server import Elasticsearch
from tests.services import Missing, absent, running

GIVEN = "TEST_ELASTICSEARCH_URL"  # a server that the runner has started for several sessions
SHARED = "TEST_SERVICES_FOLDER"  # of one session: where its processes find what one of them has started


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="communotheque-shared-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ.pop(SHARED))
    if (started := folder / "elasticsearch.json").exists():
        server = json.loads(started.read_text())
        with suppress(ProcessLookupError):
            os.killpg(server["pid"], signal.SIGKILL)
        shutil.rmtree(server["folder"], ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The server of this run: started by the first process that asks, ended with the run."""
    if os.environ.get(GIVEN):
        return os.environ[GIVEN]
    folder = Path(os.environ[SHARED])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = folder / "elasticsearch.json"
        if not started.exists():
            try:
                server = Elasticsearch().start()
            except Missing as why:
                absent(why)
            assert server.process
            made = {"url": server.url, "pid": server.process.pid, "folder": str(server.folder)}
            started.write_text(json.dumps(made))
        return json.loads(started.read_text())["url"]


@pytest.fixture
def elasticsearch(elasticsearch_url: str, settings) -> Iterator[Client]:
    """The settings lead to the shared server, under names that no other test has. Answers a client of the test's."""
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.ELASTICSEARCH_PREFIX = f"tests-{uuid.uuid4().hex[:12]}"
    client = Client(elasticsearch_url, request_timeout=30)
    yield client
    remove_indices(client, settings.ELASTICSEARCH_PREFIX)
    client.close()


@pytest.fixture(scope="session")
def prefix_of_indices(elasticsearch_url: str) -> Iterator[str]:
    """Of indices that are made once in each process of the tests: that takes seconds."""
    from search.elastic import indices

    prefix = f"tests-{uuid.uuid4().hex[:12]}"
    client = Client(elasticsearch_url, request_timeout=60)
    with override_settings(ELASTICSEARCH_PREFIX=prefix):
        made = indices.create(client, indices.new_stamp())
        indices.put_to_work(client, made)
        indices.swap(client, made)
    yield prefix
    remove_indices(client, prefix)
    client.close()


@pytest.fixture
def elasticsearch_indices(elasticsearch_url: str, prefix_of_indices: str, settings) -> Client:
    """The settings lead to the shared server, where all indices are and none holds anything."""
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.ELASTICSEARCH_PREFIX = prefix_of_indices
    client = Client(elasticsearch_url, request_timeout=60)
    everything = f"{prefix_of_indices}-*"
    client.indices.refresh(index=everything)
    client.delete_by_query(index=everything, query={"match_all": {}}, conflicts="proceed", refresh=True)
    return client


@pytest.fixture(scope="module")
def own_elasticsearch() -> Iterator[Elasticsearch]:
    """A server that the tests of one module may stop, pause and kill."""
    with running(Elasticsearch()) as server:
        yield server


@pytest.fixture(scope="module")
def locked_elasticsearch() -> Iterator[Elasticsearch]:
    """A server that wants a password."""
    with running(Elasticsearch(password="a-password-of-the-tests")) as server:
        yield server


def remove_indices(client: Client, prefix: str) -> None:
    names = list(client.indices.get(index=f"{prefix}-*", expand_wildcards="all"))
    if names:
        client.indices.delete(index=names)
