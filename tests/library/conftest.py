import pytest
from django.core.cache import cache

from tests.library.desk import Desk, account, desk_of


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


@pytest.fixture
def editor(db) -> Desk:
    return desk_of(account("redaction@example.org", "Editors"))


@pytest.fixture
def translator(db) -> Desk:
    return desk_of(account("traduction@example.org", "Translators"))


@pytest.fixture
def moderator(db) -> Desk:
    return desk_of(account("relecture@example.org", "Moderators"))
