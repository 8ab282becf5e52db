"""The inbox in the admin: each role reads what it needs, answers are kept and mailed."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from home.models import Answer, Message
from library.roles import EDITORS, MANAGERS, MODERATORS, TRANSLATORS
from tests import factories
from tests.home import making
from tests.services import free_port

pytestmark = pytest.mark.django_db
INDEX = "/admin/inbox/"


def as_role(role: str) -> Client:
    client = Client()
    match role:
        case "administrator":
            client.force_login(factories.account("a@example.org", is_superuser=True, is_staff=True))
        case "member":
            client.force_login(factories.member("member@example.org"))
        case "anonymous":
            pass
        case _:
            client.force_login(factories.staff(f"{role[:4].lower()}@example.org", role))
    return client


@pytest.fixture
def public(db) -> Message:
    making.home()
    return making.message(text="Mot-public", name="Nom-public")


@pytest.fixture
def membership(db) -> Message:
    making.home()
    return making.message(kind="membership", text="Mot-adhésion", name="Nom-adhésion", organisation="Une commune")


def addresses(message: Message) -> list[str]:
    named = ("edit", "delete", "history", "history_results", "usage", "answer")
    return [reverse(f"inbox:{name}", args=[message.pk]) for name in named]


READS = {
    "administrator": {"public", "membership"},
    MODERATORS: {"public"},
    MANAGERS: {"membership"},
    EDITORS: set(),
    TRANSLATORS: set(),
    "member": set(),
    "anonymous": set(),
}


@pytest.mark.parametrize("role", READS)
def test_each_role_reads_what_it_needs_at_every_address(role, public, membership):
    client = as_role(role)
    for name, message in (("public", public), ("membership", membership)):
        answer = Answer.objects.create(message=message, text=f"Réponse-{name}")
        reads = name in READS[role]
        for address in [*addresses(message), reverse("inbox:retry", args=[message.pk, answer.pk])]:
            shown = client.get(address, follow=reads)
            if not reads:
                assert shown.status_code in {302, 403, 404}, address
            assert reads or f"Nom-{name}" not in shown.content.decode()
            posted = client.post(address, {"text": "Une réponse", "state": "closed"}) if not reads else None
            assert posted is None or posted.status_code in {302, 403, 404}, address
        assert (f"Mot-{'public' if name == 'public' else 'adhésion'}" in shown.content.decode()) == reads
    for address in (INDEX, f"{INDEX}results/", f"{INDEX}?q=Nom", f"{INDEX}results/?q=mot", f"{INDEX}?state=new"):
        listed = client.get(address, follow=True).content.decode()
        assert ("Nom-public" in listed) == ("public" in READS[role]), address
        assert ("Une commune" in listed) == ("membership" in READS[role]), address
    assert set(Message.objects.values_list("state", flat=True)) == {"new"}
    assert Answer.objects.count() == 2
    assert mail.outbox == []


@pytest.mark.parametrize(("role", "count"), [("administrator", 2), (MODERATORS, 1), (MANAGERS, 1), (EDITORS, None)])
def test_the_menu_counts_what_is_new_for_each(role, count, public, membership):
    making.message(state="spam")
    making.message(state="closed")

    shown = as_role(role).get(reverse("wagtailadmin_home")).content.decode()

    assert (f"({count})" in shown) == (count is not None)
    assert (INDEX in shown) == (count is not None)


def test_nobody_adds_a_message_and_only_administrators_delete_one(public):
    for role in ("administrator", MODERATORS):
        assert as_role(role).get(reverse("inbox:add")).status_code in {302, 403}
    as_role(MANAGERS).post(reverse("inbox:delete", args=[public.pk]))
    moderator = Client()
    moderator.force_login(factories.staff("m@example.org", MODERATORS))
    moderator.post(reverse("inbox:delete", args=[public.pk]))
    assert Message.objects.exists()

    administrator = Client()
    administrator.force_login(factories.account("b@example.org", is_superuser=True, is_staff=True))
    administrator.post(reverse("inbox:delete", args=[public.pk]))
    assert not Message.objects.exists()


def test_a_table_of_the_inbox_holds_what_its_reader_reads_and_nothing_to_calculate(public, membership):
    making.message(organisation='=HYPERLINK("https://example.org")')

    moderators = as_role(MODERATORS).get(f"{INDEX}?export=csv").content.decode()
    assert """'=HYPERLINK""" in moderators
    assert len(moderators.splitlines()) == 3
    assert len(as_role(MANAGERS).get(f"{INDEX}?export=csv").content.decode().splitlines()) == 2
    assert as_role(EDITORS).get(f"{INDEX}?export=csv").status_code == 302


def test_the_rights_are_given_in_the_form_of_groups(db):
    shown = as_role("administrator").get(reverse("wagtailusers_groups:add")).content.decode()

    for codename in ("answer_messages", "answer_membership_requests"):
        right = Permission.objects.get(codename=codename)
        assert f'value="{right.pk}"' in shown


def test_a_right_that_is_given_to_another_group_opens_the_inbox_to_it(public):
    group = Group.objects.create(name="Volunteers")
    group.permissions.set(Permission.objects.filter(codename__in=["answer_messages", "access_admin"]))
    client = Client()
    client.force_login(factories.account("volunteer@example.org", [group]))

    assert "Nom-public" in client.get(INDEX).content.decode()


def test_what_is_unwanted_is_shown_to_those_who_ask_for_it(public):
    making.message(name="Nom-indésirable", state="spam")
    client = as_role(MODERATORS)

    assert "Nom-indésirable" not in client.get(INDEX).content.decode()
    assert "Nom-indésirable" in client.get(f"{INDEX}?state=spam").content.decode()


def test_a_message_is_given_to_those_alone_who_may_read_it_and_its_state_is_logged(public):
    client = as_role(MODERATORS)
    colleague = factories.staff("colleague@example.org", MODERATORS)
    manager = factories.staff("manager@example.org", MANAGERS)
    member = factories.member("member@example.org")
    address = reverse("inbox:edit", args=[public.pk])
    shown = client.get(address).content.decode()
    assert f'value="{colleague.pk}"' in shown
    assert not [account for account in (manager, member) if f'<option value="{account.pk}"' in shown]

    refused = client.post(address, {"state": "open", "assignee": manager.pk})
    assert refused.status_code == 200
    client.post(address, {"state": "open", "assignee": colleague.pk, "text": "Un autre texte", "name": "Un autre"})

    public.refresh_from_db()
    assert (public.state, public.assignee, public.text) == ("open", colleague, "Mot-public")
    logged = ModelLogEntry.objects.get(action="home.message_state")
    assert logged.data == {"before": "new", "after": "open"}
    assert "Nom-public" not in logged.label + str(logged.data)
    assert "“" in client.get(reverse("inbox:history", args=[public.pk])).content.decode() or logged.user


# Answers


def answer(client: Client, message: Message, text: str = "Voici la réponse.") -> object:
    return client.post(reverse("inbox:answer", args=[message.pk]), {"text": text}, follow=True)


def test_an_answer_is_kept_mailed_and_shown(public):
    client = as_role(MODERATORS)

    shown = answer(client, public).content.decode()

    kept = Answer.objects.get()
    assert kept.sent_at is not None
    assert kept.author.email == "mode@example.org"
    assert mail.outbox[0].to == ["habitante@example.org"]
    assert "Voici la réponse." in shown
    public.refresh_from_db()
    assert (public.state, public.assignee) == ("answered", kept.author)
    assert ModelLogEntry.objects.filter(action="home.message_answer", object_id=str(public.pk)).exists()


def test_an_answer_that_cannot_leave_is_said_and_tried_again(public, settings):
    client = as_role(MODERATORS)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    shown = answer(client, public).content.decode()

    kept = Answer.objects.get()
    assert (kept.sent_at, kept.tries) == (None, 1)
    retry = reverse("inbox:retry", args=[public.pk, kept.pk])
    assert retry in shown
    assert "help-warning" in shown
    public.refresh_from_db()
    assert public.state == "open"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    shown = client.post(retry, follow=True).content.decode()
    assert len(mail.outbox) == 1
    assert retry not in shown
    assert client.post(retry, follow=True).status_code == 404, "it has left"


@pytest.mark.parametrize("bad", ["", "   ", "a\0b", "x" * 10_001])
def test_an_answer_that_is_none_is_refused_and_kept_in_the_form(public, bad):
    refused = answer(as_role(MODERATORS), public, bad)

    assert refused.status_code == 200
    assert not Answer.objects.exists()
    assert refused.context["answer_form"].errors["text"]
    assert refused.context["form"].instance.state == "new"
    assert "Mot-public" in refused.content.decode()


def test_a_comment_that_wants_no_answer_gets_none(db):
    making.home()
    comment = making.message(kind="comment", wants_answer=False, email="")
    client = as_role(MODERATORS)

    shown = client.get(reverse("inbox:edit", args=[comment.pk])).content.decode()

    assert reverse("inbox:answer", args=[comment.pk]) not in shown
    assert answer(client, comment).status_code == 404
    assert not Answer.objects.exists()


def test_what_people_write_is_text_and_nothing_else(db):
    making.home()
    nasty = "<img src=x onerror=alert(1)>\u202e"
    found = making.message(name=nasty, text=nasty, organisation=nasty, about=nasty, phone="<b>", role=nasty)
    client = as_role("administrator")

    for address in (INDEX, *addresses(found)[:-1]):
        assert "<img src=x" not in client.get(address).content.decode()


@pytest.mark.parametrize("language", factories.LANGUAGES)
def test_the_inbox_opens_in_each_language(public, language):
    client = as_role(MODERATORS)
    client.cookies["language"] = language

    for address in (INDEX, reverse("inbox:edit", args=[public.pk]), reverse("inbox:history", args=[public.pk])):
        shown = client.get(address)
        assert shown.status_code == 200
        assert f'lang="{language}"' in shown.content.decode()


def test_a_message_for_the_public_is_found_by_its_words(public, membership):
    client = as_role("administrator")

    found = client.get(f"{INDEX}?q=mot-public").content.decode()

    assert "Nom-public" in found
    assert "Une commune" not in found
    for odd in ('"', "%00", "x" * 5000, "a'b"):
        assert client.get(f"{INDEX}?q={odd}").status_code == 200
