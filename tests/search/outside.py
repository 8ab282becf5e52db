"""The tests of the search on Elasticsearch: what was projected is there at once."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection as database
from django.db.models import F
from django.test import override_settings
from elasticsearch import Elasticsearch as Client

from search.elastic import connection, indices, outbox
from search.engines import elasticsearch
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.switching import SwitchingEngine
from search.models import SearchEntry
from tests.elastic import remove_indices


@contextmanager
def indices_for_all(url: str) -> Iterator[str]:
    prefix = f"tests-{uuid.uuid4().hex[:12]}"
    with override_settings(ELASTICSEARCH_URL=url, ELASTICSEARCH_PREFIX=prefix):
        client = connection.patient()
        made = indices.create(client, indices.new_stamp())
        indices.put_to_work(client, made)
        indices.swap(client, made)
    yield prefix
    remove_indices(client, prefix)


def always_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before each question, what waits is sent; and no other engine answers."""
    asked = ElasticsearchEngine.search
    empty(connection.patient())

    def search(self: ElasticsearchEngine, *args: Any) -> Any:
        if outbox.pending().exists():
            deliver(connection.patient())
        return asked(self, *args)

    def refuse(self: SwitchingEngine, *args: Any) -> None:
        raise AssertionError("Elasticsearch did not answer, see the log")

    monkeypatch.setattr(ElasticsearchEngine, "search", search)
    monkeypatch.setattr(SwitchingEngine, "_reserve", refuse)
    without_hurry(monkeypatch)


def without_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine may be busy with other tests."""
    monkeypatch.setattr(elasticsearch, "BUDGET", 60)
    monkeypatch.setattr(elasticsearch, "TRY", 60)
    monkeypatch.setattr(elasticsearch, "SERVER_TIME", "60s")


def empty(client: Client) -> None:
    """What other tests left goes; this test's own must not be there yet, for its versions would seem to be late."""
    client.delete_by_query(index=indices.alias("*"), query={"match_all": {}}, refresh=True, conflicts="proceed")


def deliver(client: Client) -> None:
    """As the worker does; but it is seen at once."""
    sent = outbox.send()
    assert (sent.rejected, sent.failed, sent.busy) == (0, 0, False)
    client.indices.refresh(index=indices.alias("*"))


def again() -> None:
    """Every document once more, under a later version."""
    SearchEntry.objects.update(version=F("version") + 1)
    deliver(connection.patient())


def process(code: str) -> subprocess.Popen:
    """Another one on the same database and the same server; it knows French alone, whose indices are soon made."""
    setup = (
        "import django; import config.settings.test as base; "
        f"base.DATABASES['default']['NAME'] = {str(database.settings_dict['NAME'])!r}; "
        f"base.ELASTICSEARCH_URL = {settings.ELASTICSEARCH_URL!r}; "
        f"base.ELASTICSEARCH_PREFIX = {settings.ELASTICSEARCH_PREFIX!r}; "
        "base.LANGUAGES = base.WAGTAIL_CONTENT_LANGUAGES = base.LANGUAGES[:1]; "
        f"base.VAR_DIR = __import__('pathlib').Path({str(settings.VAR_DIR)!r}); "
        "django.setup(); "
    )
    return subprocess.Popen(
        [sys.executable, "-c", setup + code],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
