import pytest
from django.contrib.auth.models import Group

from tests import factories


@pytest.fixture
def libraries(db):
    return factories.library_tree()


@pytest.fixture
def group(db) -> Group:
    return Group.objects.create(name="Pilots")
