"""The two ways in which the search asks who may see a row say the same."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.utils import timezone

from library.models import Sheet, Work
from networks.models import User
from search import visibility
from search.models import SearchEntry
from tests.search.making import make_member, make_page, make_sheet, make_site, make_staff, make_user, translate

pytestmark = pytest.mark.django_db


def seen(reader: User | AnonymousUser, conditions: list[visibility.Condition]) -> list[int]:
    found: list[int] = []
    for condition, values in conditions:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT e.id FROM search_searchentry e WHERE {condition}", values)
            found += [row[0] for row in cursor.fetchall()]
    return sorted(found)


def test_by_kind_and_all_at_once_see_the_same_rows_once() -> None:
    make_site()
    make_page("Une page")
    club = Group.objects.create(name="Club")
    for access in ("public", "members", "groups"):
        groups = [club] if access == "groups" else []

        def sheet(title: str, access: str = access, groups: list[Group] = groups) -> Sheet:
            made = make_sheet(title, access=access, groups=groups)
            translate(made, "en", f"{title} in English")
            return made

        sheet("As it was")
        # None of these tells the search.
        for other in {"public", "members", "groups"} - {access}:
            Sheet.objects.filter(pk=sheet(f"Now {other}").pk).update(access=other)
        Sheet.objects.filter(pk=sheet("Withdrawn").pk).update(live=False)
        Sheet.objects.filter(pk=sheet("Expired").pk).update(expire_at=timezone.now())
        Sheet.objects.filter(pk=sheet("For a while").pk).update(expire_at=timezone.now() + timezone.timedelta(days=1))
        Sheet.objects.filter(work=sheet("French alone").work_id, locale__language_code="en").update(live=False)
        Work.objects.filter(pk=sheet("Without a source").work_id).update(source=None)
    assert SearchEntry.objects.filter(object_kind="work").count() == 48

    readers = [
        AnonymousUser(),
        make_user("outsider"),
        make_user("friend", groups=(club,)),
        make_member(),
        make_staff(),
    ]
    for reader in readers:
        at_once = seen(reader, [visibility.visible(reader)])
        assert seen(reader, visibility.by_kind(reader)) == at_once
        assert len(at_once) == len(set(at_once)) > 0
