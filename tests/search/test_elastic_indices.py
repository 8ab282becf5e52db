"""The indices on a real server: their names, aliases and shape, and the settings that lead there."""

import pytest
from django.conf import settings as site_settings
from elasticsearch import AuthenticationException, BadRequestError, Elasticsearch

from search.elastic import connection, indices
from tests.elasticsearch_server import Elasticsearch as Server
from tests.search.elastic import build

pytestmark = pytest.mark.service


def test_every_language_and_audience_has_its_index_behind_aliases(elasticsearch: Elasticsearch, settings) -> None:
    made = build(elasticsearch)

    assert len(made) == 4 * len(site_settings.LANGUAGES)
    assert indices.complete(indices.standing(elasticsearch))
    prefix = settings.ELASTICSEARCH_PREFIX
    assert list(elasticsearch.indices.get_alias(name=f"{prefix}-ar-members")) == [made["ar", "members"]]
    behind = set(elasticsearch.indices.get_alias(name=f"{prefix}-public"))
    assert behind == {name for (_language, audience), name in made.items() if audience == "public"}


def test_a_fourth_language_needs_only_its_line(elasticsearch: Elasticsearch, settings) -> None:
    build(elasticsearch)
    settings.LANGUAGES = [*settings.LANGUAGES, ("pt-BR", "Português")]

    assert not indices.complete(indices.standing(elasticsearch))
    assert build(elasticsearch)["pt-BR", "public"].startswith(f"{settings.ELASTICSEARCH_PREFIX}-pt-br-public-")
    assert indices.complete(indices.standing(elasticsearch))


def test_what_the_definition_does_not_name_is_refused(elasticsearch: Elasticsearch) -> None:
    made = build(elasticsearch)

    with pytest.raises(BadRequestError):
        elasticsearch.index(index=made["fr", "public"], id="1", document={"password": "secret"})


def test_indices_of_another_shape_are_not_complete(elasticsearch: Elasticsearch, monkeypatch) -> None:
    build(elasticsearch)

    monkeypatch.setattr(indices, "shape", lambda: "tomorrow's")

    assert not indices.complete(indices.standing(elasticsearch))


def test_the_indices_of_another_site_are_left_alone(elasticsearch: Elasticsearch, settings) -> None:
    ours = settings.ELASTICSEARCH_PREFIX
    settings.ELASTICSEARCH_PREFIX = f"{ours}-other"
    theirs = set(indices.create(elasticsearch, indices.new_stamp()).values())
    settings.ELASTICSEARCH_PREFIX = ours
    mine = set(indices.create(elasticsearch, indices.new_stamp()).values())

    assert set(indices.remove_left(elasticsearch)) == mine
    assert set(elasticsearch.indices.get(index=f"{ours}-*")) == theirs


def test_an_index_that_bears_the_name_of_an_alias_makes_place(elasticsearch: Elasticsearch) -> None:
    elasticsearch.indices.create(index=indices.alias("public", "fr"))

    assert not indices.complete(indices.standing(elasticsearch))
    build(elasticsearch)
    assert indices.complete(indices.standing(elasticsearch))


def test_a_password_or_a_key_opens_a_locked_server(locked_elasticsearch: Server, settings) -> None:
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{locked_elasticsearch.port}"
    with pytest.raises(AuthenticationException):
        connection.client().info()

    settings.ELASTICSEARCH_URL = locked_elasticsearch.url
    key = connection.patient().security.create_api_key(name="tests")["encoded"]
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{locked_elasticsearch.port}"
    settings.ELASTICSEARCH_API_KEY = key

    assert connection.client().info()["version"]


def test_nodes_account_and_certificates_reach_the_client(settings, monkeypatch) -> None:
    given = {}
    monkeypatch.setattr(connection, "Elasticsearch", lambda **options: given.update(options))
    settings.ELASTICSEARCH_URL = "https://site:pass%40word@one.example.org:9200, https://two.example.org:9243/search/"
    settings.ELASTICSEARCH_CA = "/etc/ssl/own.pem"

    connection.client()

    assert given["hosts"] == ["https://one.example.org:9200", "https://two.example.org:9243/search"]
    assert given["basic_auth"] == ("site", "pass@word")
    assert given["ca_certs"] == "/etc/ssl/own.pem"
    assert given["max_retries"] == 1
