"""Door × role × state × language: what each reader gets at every address, against rules that are written by hand."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from tests.access import addresses, doors, rules
from tests.access.visit import Visit
from tests.access.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """Made once for all tests here; each of them has its own transaction inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def test_every_address_is_a_door_or_has_a_reason_not_to_be() -> None:
    known = set(doors.DOORS) | set(doors.NOT_OURS)
    assert addresses.routes() - known == set(), "new addresses: give each an entry in tests/access/doors*.py"
    assert known - addresses.routes() == set(), "entries of addresses that are no more"


@pytest.mark.parametrize("role", rules.ROLES)
@pytest.mark.parametrize("door", sorted({function.__name__ for function in doors.DOORS.values()}))
def test_door(world: World, role: str, door: str, record_property: Callable[[str, int], None]) -> None:
    visit = Visit(world, role)
    next(function for function in doors.DOORS.values() if function.__name__ == door)(visit)
    record_property("checks", visit.checks)
    assert not visit.faults, f"{len(visit.faults)} of {visit.checks}:\n" + "\n".join(visit.faults[:40])
