"""The one way to Elasticsearch."""

import os
from functools import lru_cache
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch

from config.settings.urls import elasticsearch_from_urls

from .bounded import BoundedNode

ANSWER = 2  # seconds that a reader's question may wait for one node
WORK = 30  # seconds that a request of the worker may take


def client() -> Elasticsearch:
    """For questions: it waits little. One for each process, safe for its threads."""
    return _client(os.getpid(), settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA)


def patient() -> Elasticsearch:
    """For the work behind the scenes."""
    return client().options(request_timeout=WORK)


@lru_cache(maxsize=4)
def _client(_process: int, url: str, api_key: str, ca: str) -> Elasticsearch:
    options: dict[str, Any] = elasticsearch_from_urls(url)
    if api_key:
        options |= {"api_key": api_key, "basic_auth": None}
    if ca:
        options["ca_certs"] = ca
    # Another node is tried when one refuses; one that hangs has already cost its time.
    return Elasticsearch(
        request_timeout=ANSWER,
        max_retries=len(options["hosts"]) - 1,
        retry_on_timeout=False,
        node_class=BoundedNode,
        **options,
    )
