"""Staff who may see how the search stands."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from search import health
from search.models import SearchEntry
from tests.search.making import make_sheet, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, site: None) -> Client:
    user = make_user("staff")
    wanted = ("access_admin", "view_indexstate")
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(user)
    return client


def test_who_may_not_see_it_does_not(client: Client, site: None) -> None:
    user = make_user("other")
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)

    assert client.get(reverse("search_standing")).status_code == 302


def test_without_elasticsearch_the_database_answers(staff: Client) -> None:
    answer = staff.get(reverse("search_standing"))

    assert answer.status_code == 200
    assert answer.context["outside"] is None


def test_a_server_that_is_away_is_told(staff: Client, settings) -> None:
    settings.ELASTICSEARCH_URL = "http://user:passphrase@127.0.0.1:9"
    make_sheet("Fuite")

    answer = staff.get(reverse("search_standing"))

    assert answer.status_code == 200
    known = answer.context["outside"]
    assert (known.version, known.complete, known.ok) == ("", False, False)
    assert known.pending
    assert "passphrase" not in answer.content.decode()


@pytest.mark.service
def test_what_waits_and_differs_is_shown(staff: Client, elasticsearch_indices) -> None:
    answer = staff.get(reverse("search_standing"))

    known = answer.context["outside"]
    assert known.version.startswith("8.")
    assert known.complete
    assert known.pending == SearchEntry.objects.count()


def test_readyz_tells_staff_and_stays_ready(staff: Client, settings) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"

    answer = staff.get("/readyz")

    assert answer.status_code == 200
    part = answer.json()["parts"]["elasticsearch"]
    assert (part["ok"], part["used"]) == (False, True)


def test_without_elasticsearch_its_part_is_well() -> None:
    assert health.elasticsearch() == {"ok": True, "used": False}
