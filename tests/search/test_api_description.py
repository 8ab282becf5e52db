"""The API against its description: schemathesis asks what a person would not, each answer must be as described."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings

from config.wsgi import application
from search.openapi import DESCRIPTION
from tests.search import api_world

pytestmark = pytest.mark.django_db
schema = schemathesis.openapi.from_dict(DESCRIPTION)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Made once for all operations: nothing here writes. The connection stays open, as in Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        api_world.build()
        yield
        transaction.set_rollback(True)
    for signal in signals:
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
def test_answers_are_as_described(world: None, case: schemathesis.Case) -> None:
    case.operation.app = application
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
