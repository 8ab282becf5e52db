"""The Elasticsearch of the tests is a real one, and what can be done to it happens."""

import pytest
from elasticsearch import ApiError, Elasticsearch, TransportError

from tests.elasticsearch_server import Elasticsearch as Server

pytestmark = pytest.mark.service


def test_one_server_serves_the_run(elasticsearch: Elasticsearch) -> None:
    assert elasticsearch.info()["version"]["number"].startswith("8.")


def test_a_killed_server_comes_back_with_its_data(own_elasticsearch: Server) -> None:
    client = Elasticsearch(own_elasticsearch.url, request_timeout=30, max_retries=0)
    client.index(index="kept", id="1", document={"word": "water"}, refresh=True)

    own_elasticsearch.kill()
    with pytest.raises(TransportError):
        client.info()
    own_elasticsearch.start()

    assert client.get(index="kept", id="1")["_source"] == {"word": "water"}


def test_a_locked_server_wants_its_password(locked_elasticsearch: Server) -> None:
    with pytest.raises(ApiError) as refused:
        Elasticsearch(f"http://127.0.0.1:{locked_elasticsearch.port}").info()

    assert refused.value.status_code == 401
    assert Elasticsearch(locked_elasticsearch.url).info()["version"]
