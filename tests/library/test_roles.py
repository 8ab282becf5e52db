"""What each role of the staff may do, as it is after every migration."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import WorkflowContentType

from library.models import KINDS, Theme, ThemeLabel
from library.roles import EDITORS, MANAGERS, MODERATORS, TRANSLATORS
from tests.library.desk import account, desk_of, theme

pytestmark = pytest.mark.django_db


def may(role: str, permission: str) -> bool:
    return account(f"{role[:3]}-{permission}@example.org".replace("'", ""), role).has_perm(permission)


def test_roles_are_made_once_and_migrating_again_changes_nothing():
    def state() -> dict:
        return {
            group.name: (
                sorted(group.permissions.values_list("codename", flat=True)),
                group.page_permissions.count(),
                group.collection_permissions.count(),
            )
            for group in Group.objects.all()
        }

    before = state()
    assert set(before) == {EDITORS, TRANSLATORS, MODERATORS, MANAGERS}
    call_command("migrate", verbosity=0)
    assert state() == before


@pytest.mark.parametrize(
    ("role", "yes", "no"),
    [
        (EDITORS, ("library.add_guide", "library.publish_guide", "home.add_picture"), ("networks.change_user",)),
        (TRANSLATORS, ("library.change_guide",), ("library.publish_guide", "library.add_guide")),
        (MODERATORS, ("library.delete_guide", "library.unlock_guide"), ("networks.change_user",)),
        (MANAGERS, ("networks.change_user", "networks.add_membership"), ("library.change_guide",)),
    ],
)
def test_each_role_has_what_it_needs_and_no_more(role, yes, no):
    assert may(role, "wagtailadmin.access_admin")
    assert all(may(role, permission) for permission in yes)
    assert not any(may(role, permission) for permission in no)
    reads = "library.read_every_work"
    assert may(role, reads) == (role != MANAGERS)


@pytest.mark.parametrize("role", [EDITORS, TRANSLATORS, MODERATORS, MANAGERS])
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_admin_opens_for_each_role_in_each_language(role, language):
    desk = desk_of(account("x@example.org", role))
    desk.client.cookies["language"] = language
    desk.client.get(reverse("wagtailadmin_home"))
    response = desk.open(reverse("wagtailadmin_home"))
    assert b"<html" in response.content


def test_every_kind_of_sheet_is_reviewed():
    models = {row.content_type.model_class() for row in WorkflowContentType.objects.all()}
    assert models == set(KINDS.values())


def test_an_editor_adds_files_and_pictures(editor):
    editor.open(reverse("wagtaildocs:add_multiple"))
    editor.open(reverse("wagtailimages:add_multiple"))


# The vocabulary


def test_themes_are_listed_as_a_tree_and_edited_with_their_labels(editor):
    water = theme("water", "Eau")
    drought = theme("drought", "Sécheresse")
    drought.parent = water
    drought.save()
    page = editor.open(editor.address(Theme, "list")).content.decode()
    assert page.index("Eau") < page.index("Sécheresse")

    address = editor.address(drought, "edit")
    new = {"labels-1-language": "ar", "labels-1-label": "الجفاف", "labels-1-preferred": "on"}
    new |= {"labels-TOTAL_FORMS": "2", "identifier": "changed"}
    assert editor.send(address, editor.form(address), **new).status_code == 302
    drought.refresh_from_db()
    assert drought.identifier == "drought", "it never changes"
    assert drought.label("ar") == "الجفاف"


def test_two_preferred_labels_in_a_language_are_refused_with_a_sentence(editor):
    address = editor.address(Theme, "add")
    form = editor.form(address)
    form["identifier"] = "water"
    form["labels-TOTAL_FORMS"] = "2"
    for place, label in enumerate(["Eau", "Eaux"]):
        for name, value in {"language": "fr", "label": label, "preferred": "on"}.items():
            form[f"labels-{place}-{name}"] = value
    answer = editor.client.post(address, form)

    assert answer.status_code == 200
    assert answer.context["form"].formsets["labels"].non_form_errors()
    assert not Theme.objects.exists()


def test_a_theme_is_not_below_itself(editor):
    water = theme("water", "Eau")
    address = editor.address(water, "edit")
    assert editor.send(address, editor.form(address), parent=str(water.pk)).status_code == 200
    water.refresh_from_db()
    assert water.parent is None


def test_a_theme_with_narrower_ones_is_not_deleted(moderator):
    water = theme("water", "Eau")
    drought = theme("drought", "Sécheresse")
    drought.parent = water
    drought.save()
    moderator.client.post(moderator.address(water, "delete"))
    assert Theme.objects.filter(pk=water.pk).exists()
    assert ThemeLabel.objects.count() == 2
