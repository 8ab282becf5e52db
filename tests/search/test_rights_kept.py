"""The condition of what a reader may see is put together once for each sort of reader, and true at each moment."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from home import statements
from library.models import ExperienceSheet
from search import visibility
from search.engines import SearchQuery
from search.engines.database import DatabaseEngine
from tests.search.making import make_sheet, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    statements._kept.clear()


def total(reader) -> int:
    return DatabaseEngine().search(SearchQuery(q="chaufferie"), reader).total


def test_what_expires_between_two_questions_is_not_counted() -> None:
    sheet = make_sheet("Chaufferie")
    assert total(AnonymousUser()) == 1

    ExperienceSheet.objects.filter(pk=sheet.pk).update(expire_at=timezone.now() + datetime.timedelta(microseconds=1))

    assert total(AnonymousUser()) == 0


def test_readers_of_different_groups_are_told_apart() -> None:
    one, other = Group.objects.create(name="Une"), Group.objects.create(name="Autre")
    make_sheet("Chaufferie", access="groups", groups=[one])

    readers = {"in": (one,), "out": (other,), "both": (one, other), "none": ()}

    assert [total(make_user(name, groups)) for name, groups in readers.items()] == [1, 0, 1, 0]


def test_the_moment_is_that_of_the_question() -> None:
    first, second = (visibility.visible(AnonymousUser()) for _time in range(2))

    assert first[0] == second[0]
    assert statements._Now not in second[1]
    assert first[1] != second[1]
