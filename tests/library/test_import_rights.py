"""Who may import what."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.library.desk import account, desk_of
from tests.library.tables import SOURCE
from tests.library.test_import_admin import choose, send, upload

pytestmark = pytest.mark.usefixtures("vocabulary")


def test_a_user_who_may_not_publish_is_told_by_line(db, table):
    person = account("plume@example.org")
    names = ["access_admin", "add_experiencesheet", "change_experiencesheet"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    desk = desk_of(person)
    job = send(desk, table(SOURCE, SOURCE | {"external_id": "G-1", "kind": "guide", "status": ""}))
    choose(desk, job)
    assert [fault[:2] for fault in job.faults] == [[2, "status"], [3, "kind"]]


@pytest.mark.parametrize("role", ["Translators", "Members' managers"])
def test_other_roles_find_no_door(table, role):
    maker = desk_of(account("redaction@example.org", "Editors"))
    job = send(maker, table(SOURCE))
    desk = desk_of(account("autre@example.org", role))
    assert reverse("sheet_imports") not in desk.client.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("", "_columns", "_file", "_faults"):
        assert desk.client.get(reverse(f"sheet_import{name}", args=[job.pk])).status_code in {302, 403}
    for name in ("_start", "_discard"):
        assert desk.client.post(reverse(f"sheet_import{name}", args=[job.pk])).status_code in {302, 403}
    assert upload(desk, "t.csv", b"external_id").status_code in {302, 403}
