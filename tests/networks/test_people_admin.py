"""Members, territories and accounts in the admin."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.urls import reverse

from networks.models import LocalAuthority, Membership, Territory, User
from tests import factories
from tests.library.desk import Desk, account, desk_of

pytestmark = pytest.mark.django_db

ADD, EDIT = "wagtailusers_users:add", "wagtailusers_users:edit"


@pytest.fixture
def manager() -> Desk:
    return desk_of(account("membres@example.org", "Members' managers"))


@pytest.fixture
def admin() -> Desk:
    return desk_of(account("a@example.org", is_superuser=True))


def person(**changes):
    names = {"email": "Agent@Example.org", "first_name": "Ada", "last_name": "Agent"}
    return names | {"password1": "a-long-secret-1", "password2": "a-long-secret-1"} | changes


def test_a_manager_makes_an_account_with_its_authority(manager):
    town = LocalAuthority.objects.create(name="Ville d’exemple")
    assert "authority-chooser" in manager.open(reverse(ADD)).content.decode()
    answer = manager.client.post(reverse(ADD), person(authority=town.pk))

    assert answer.status_code == 302
    user = User.objects.get(email="agent@example.org")
    assert user.authority == town
    assert user.check_password("a-long-secret-1")


def test_an_address_is_taken_whatever_its_capitals(manager):
    account("agent@example.org")
    answer = manager.client.post(reverse(ADD), person())
    assert answer.status_code == 200
    assert "email" in answer.context["form"].errors


@pytest.mark.parametrize(
    "changes", [{"email": "x"}, {"email": "x" * 300 + "@example.org"}, {"password2": "other"}, {"authority": "999"},
                {"first_name": "a\0b"}, {"email": ""}],
)  # fmt: skip
def test_a_wrong_account_is_refused_and_keeps_what_was_typed(manager, changes):
    answer = manager.client.post(reverse(ADD), person(**changes))
    assert answer.status_code == 200
    assert b"Agent" in answer.content
    assert User.objects.count() == 1


def test_an_account_is_edited_and_its_old_address_opens_it_no_more(manager):
    agent = factories.account("ancien@example.org")
    address = reverse(EDIT, args=[agent.pk])
    manager.open(address)
    changes = person(email="nouveau@example.org", password1="", password2="", is_active="on")
    assert manager.client.post(address, changes).status_code == 302

    agent.refresh_from_db()
    assert agent.email == "nouveau@example.org"
    assert not EmailAddress.objects.filter(email="ancien@example.org").exists()


def test_a_manager_makes_nobody_more_powerful_than_a_member(manager):
    working, editors = Group.objects.create(name="Groupe eau"), Group.objects.get(name="Editors")
    manager.client.post(reverse(ADD), person(is_superuser="on", groups=[working.pk]))
    user = User.objects.get(email="agent@example.org")
    assert not user.is_superuser
    assert list(user.groups.all()) == [working]

    answer = manager.client.post(reverse(EDIT, args=[user.pk]), person(is_active="on", groups=[editors.pk]))
    assert "groups" in answer.context["form"].errors


def test_a_manager_does_not_touch_the_accounts_of_the_staff(manager):
    editor = account("redaction@example.org", "Editors")
    bulk = reverse("wagtail_bulk_action", args=["networks", "user", "delete"]) + f"?id={editor.pk}"
    roles = reverse("wagtail_bulk_action", args=["networks", "user", "assign_role"])
    for address in (reverse(EDIT, args=[editor.pk]), reverse("wagtailusers_users:delete", args=[editor.pk]), bulk):
        assert manager.client.post(address, person(is_active="on")).status_code in {302, 403}
    agent = account("agent@example.org")
    manager.client.post(f"{roles}?id={agent.pk}", {"role": Group.objects.get(name="Editors").pk})

    editor.refresh_from_db()
    assert editor.check_password("secret-words")
    assert list(agent.groups.all()) == []


def test_a_role_given_by_an_administrator_survives_a_manager_s_edit(admin, manager):
    agent = account("agent@example.org")
    working = Group.objects.create(name="Groupe eau")
    reading = Group.objects.create(name="Lecture")
    reading.permissions.add(*Group.objects.get(name="Translators").permissions.filter(codename="read_every_work"))
    agent.groups.add(reading, working)
    data = person(is_active="on", password1="", password2="", groups=[])
    assert manager.client.post(reverse(EDIT, args=[agent.pk]), data).status_code == 302
    assert list(agent.groups.all()) == [reading]


def test_an_administrator_gives_any_role(admin):
    editors = Group.objects.get(name="Editors")
    admin.client.post(reverse(ADD), person(groups=[editors.pk], is_superuser="on"))
    user = User.objects.get(email="agent@example.org")
    assert user.is_superuser
    assert list(user.groups.all()) == [editors]


def test_accounts_are_listed_and_searched(admin):
    account("agent@example.org", first_name="Ada")
    page = admin.open(reverse("wagtailusers_users:index"), q="Ada").content.decode()
    assert "agent@example.org" in page


def test_a_manager_writes_the_memberships_of_an_authority_beside_it(manager):
    address = reverse("localauthority:add")
    form = manager.form(address) if "w-editor-form" in manager.open(address).content.decode() else {}
    data = dict(form) | {
        "name": "Ville d’exemple",
        "kind": "commune",
        "memberships-INITIAL_FORMS": "0",
        "memberships-TOTAL_FORMS": "1",
        "memberships-MIN_NUM_FORMS": "0",
        "memberships-MAX_NUM_FORMS": "1000",
        "memberships-0-start": "2020-01-01",
        "memberships-0-end": "",
        "memberships-0-fee": "paid",
    }
    assert manager.client.post(address, data).status_code == 302

    town = LocalAuthority.objects.get()
    assert town.memberships.current().exists()
    manager.open(reverse("localauthority:edit", args=[town.pk]))
    manager.open(reverse("localauthority:index"), q="exemple", member="yes")
    assert "Ville" in manager.open(reverse("membership:index"), state="current").content.decode()
    assert "Ville" not in manager.open(reverse("localauthority:index"), member="no").context["table"].data


def test_a_membership_that_ends_before_it_begins_is_refused(manager):
    town = LocalAuthority.objects.create(name="Ville d’exemple")
    data = {"authority": town.pk, "start": "2024-02-01", "end": "2024-01-01", "fee": "due"}
    answer = manager.client.post(reverse("membership:add"), data)
    assert "end" in answer.context["form"].errors
    assert manager.client.post(reverse("membership:add"), data | {"end": "2024-12-31"}).status_code == 302
    assert Membership.objects.get().end == datetime.date(2024, 12, 31)


@pytest.fixture
def places():
    mayenne = Territory.objects.create(kind="department", code="53", reference="53", name="Mayenne")
    for code, name in [("53097", "Évron"), ("53130", "Laval"), ("53001", "Ahuillé")]:
        Territory.objects.create(kind="commune", code=code, reference=code, name=name, department=mayenne)
    return mayenne


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("evron", ["Évron"]),
        ("ÉVR", ["Évron"]),
        ("53130", ["Laval"]),
        ("53", ["Ahuillé", "Évron", "Laval", "Mayenne"]),
        ("la", ["Laval"]),
        ("%", []),
        ('"', []),
        ("x" * 200, []),
    ],
)
def test_a_territory_is_chosen_by_name_or_code(places, typed, found):
    editor = desk_of(account("redaction@example.org", "Editors"))
    response = editor.open(reverse("territory_chooser:choose_results"), q=typed)
    assert [place.name for place in response.context["results"]] == found


def test_the_chooser_of_territories_shows_twenty_at_a_time_of_36_000(django_assert_max_num_queries):
    Territory.objects.bulk_create(
        Territory(kind="commune", code=f"{n:05}", reference=f"{n:05}", name=f"Commune {n}") for n in range(36_000)
    )
    editor = desk_of(account("redaction@example.org", "Editors"))
    editor.open(reverse("territory_chooser:choose"))
    with django_assert_max_num_queries(25):
        response = editor.open(reverse("territory_chooser:choose_results"), q="commune 35")
    assert len(response.context["results"]) == 20
    form = editor.open("/admin/snippets/library/guide/add/").content.decode()
    assert "Commune 35999" not in form
    assert "territory-chooser" in form
