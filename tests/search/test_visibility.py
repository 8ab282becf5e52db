"""The condition of what a reader may see: made once for each sort of reader, true at each moment."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from library.models import ExperienceSheet
from search import visibility
from search.engines import SearchQuery
from search.engines.database import DatabaseEngine
from tests.search.making import make_member, make_page, make_sheet, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    visibility._kept.clear()


def test_what_is_kept_is_what_would_be_made_anew(site: None) -> None:
    group = Group.objects.create(name="Commission")
    readers = [AnonymousUser(), make_member(), make_user("grouped", (group,)), make_staff()]
    for reader in readers:
        visibility._kept.clear()
        first, again, anew = visibility.visible(reader), visibility.visible(reader), visibility._visible(reader)
        assert first[0] == again[0] == anew[0]
        assert [type(param) for param in again[1]] == [type(param) for param in anew[1]]
        assert visibility._Now not in again[1]
        moment, year = type(visibility._moment()), str(timezone.now().year)
        told = [str(param) for param in anew[1] if type(param) is moment]
        moments = [text for text in told if text.startswith(year) and len(text) > 10]
        (kept,) = [made[1] for made in visibility._kept.values() if made[0] == again[0]]
        assert kept.count(visibility._Now) == len(moments) > 0


def test_what_expires_between_two_questions_is_not_counted() -> None:
    sheet = make_sheet("Chaufferie")
    engine, reader = DatabaseEngine(), AnonymousUser()
    assert engine.search(SearchQuery(q="chaufferie"), reader).total == 1

    ExperienceSheet.objects.filter(pk=sheet.pk).update(expire_at=timezone.now() + datetime.timedelta(microseconds=1))

    assert engine.search(SearchQuery(q="chaufferie"), reader).total == 0


def test_groups_are_told_apart(site: None) -> None:
    one, other = Group.objects.create(name="Une"), Group.objects.create(name="Autre")
    make_sheet("Chaufferie", access="groups", groups=[one])
    make_page("Autre page")
    engine = DatabaseEngine()

    totals = [
        engine.search(SearchQuery(q="chaufferie"), make_user(name, groups)).total
        for name, groups in (("in", (one,)), ("out", (other,)), ("both", (one, other)), ("none", ()))
    ]

    assert totals == [1, 0, 1, 0]
