"""The start page of the staff: what waits for whom, in few queries at any size."""

import pytest
from django.urls import reverse

from home.models import Message
from library.models import Link, Work
from library.roles import EDITORS, MANAGERS, MODERATORS, TRANSLATORS
from library.upkeep import links
from tests import factories
from tests.home import making
from tests.library.desk import Desk, desk_of
from tests.library.upkeep_world import a_work, in_language

pytestmark = pytest.mark.django_db
START = "/admin/"
MOST = 25


def desk(role: str, language: str = "en") -> Desk:
    user = factories.staff(f"{role[:4].lower()}@example.org", role)
    in_language(user, language)
    return desk_of(user)


def told(desk: Desk) -> str:
    return desk.open(START).content.decode()


def me(desk: Desk):
    from networks.models import User

    return User.objects.get(pk=desk.client.session["_auth_user_id"])


def test_a_new_member_of_the_staff_reads_that_nothing_waits():
    assert "Nothing waits for you" in told(desk(EDITORS))


def test_an_editor_sees_what_is_theirs_to_confirm_and_to_finish():
    editor = desk(EDITORS)
    a_work(me(editor), title="À moi")
    a_work(None, title="À personne")
    factories.work(title="Brouillon", publish=False)
    sheet = factories.source_of(a_work(title="Publiée"))
    sheet.save_revision(user=me(editor))
    shown = told(editor)
    assert "sheet of mine to confirm" in shown
    assert f"{reverse('report_upkeep')}?state=due&amp;whose=mine" in shown
    assert "draft of mine" in shown
    assert editor.address(sheet, "edit") in shown


def test_a_moderator_sees_what_is_to_be_reviewed_and_answered(editor: Desk):
    making.home()
    sheet = editor.create("experience", action="submit", title="À relire")
    making.message(text="Bonjour")
    moderator = desk(MODERATORS)
    shown = told(moderator)
    assert "text to review" in shown
    assert moderator.address(sheet, "edit") in shown
    assert "new message" in shown
    Message.objects.update(state="open", assignee=me(moderator))
    assert "message that I am to answer" in told(moderator)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (EDITORS, {"start-state", "start-languages", "start-read"}),
        (MODERATORS, {"start-state", "start-languages", "start-read"}),
        (TRANSLATORS, {"start-languages"}),
        (MANAGERS, set()),
    ],
)
def test_each_role_sees_its_part(role, sees):
    a_work(title="Un titre que les gestionnaires ne lisent pas")
    shown = told(desk(role))
    parts = {"start-state", "start-languages", "start-read"}
    assert {part for part in parts if f'id="{part}"' in shown} == sees
    assert role != MANAGERS or "Un titre" not in shown


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_is_written_in_the_direction_of_the_account(language):
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in told(desk(EDITORS, language))


@pytest.mark.parametrize("role", [EDITORS, MODERATORS, TRANSLATORS])
def test_it_asks_little_and_the_same_at_any_size(role, editor: Desk, django_assert_max_num_queries):
    making.home()
    reader = desk(role)

    def more(count: int) -> None:
        for number in range(count):
            made = a_work(
                me(reader), title=f"Fiche {number}", languages=("fr", "ar"), body='<a href="https://x.example">x</a>'
            )
            factories.source_of(made).save_revision(user=me(reader))
            editor.create("experience", action="submit", title=f"À relire {number}")
            making.message(text="Bonjour")
        links.collect()
        Link.objects.update(state="broken")

    more(1)
    told(reader)
    with django_assert_max_num_queries(MOST) as few:
        told(reader)
    asked = len(few)  # before the next request forgets them
    more(4)
    with django_assert_max_num_queries(asked):
        told(reader)
    assert Work.objects.count() == 10
