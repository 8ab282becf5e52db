"""Who is asked by mail whether a sheet is still true, and where the links of the mail lead."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from library.models import Confirmation, Reminder, UpkeepSettings, Verdict, Work
from library.roles import EDITORS, MODERATORS, TRANSLATORS
from library.upkeep import answers
from library.upkeep.reminders import send_due
from networks.models import User
from tests import factories
from tests.library.desk import desk_of
from tests.library.upkeep_world import a_work, in_language

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return factories.staff("owner@example.org", EDITORS, first_name="Aïcha")


def page(work: Work) -> str:
    return reverse("upkeep_work", args=[work.pk])


def test_one_mail_for_several_sheets_in_the_language_of_the_account(owner):
    in_language(owner, "ar")
    first, second = a_work(owner, title="Première"), a_work(owner, title="Seconde")
    assert send_due() == 1
    (sent,) = mail.outbox
    assert sent.to == ["owner@example.org"]
    assert "Première" in sent.body
    assert "Seconde" in sent.body
    assert "يناير" in sent.body  # the month in which they were confirmed
    assert len(re.findall(r"/admin/upkeep/answer/", sent.body)) == 4
    assert first.pk != second.pk


def test_nobody_is_asked_twice_in_a_week_and_again_after_it(owner):
    a_work(owner)
    assert (send_due(), send_due()) == (1, 0)
    Reminder.objects.update(sent_at=timezone.now() - datetime.timedelta(days=8))
    assert send_due() == 1


def test_a_sheet_without_an_active_owner_is_for_the_moderators(owner):
    moderator = factories.staff("mod@example.org", MODERATORS)
    factories.staff("gone@example.org", MODERATORS, is_active=False)
    a_work(owner, title="Orpheline")
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert send_due() == 1
    assert mail.outbox[0].to == [moderator.email]


def test_no_mail_leaves_where_reminders_are_off_or_nothing_is_due(owner):
    a_work(owner, confirmed_on=timezone.localdate())
    assert send_due() == 0
    a_work(owner)
    settings = UpkeepSettings.load()
    settings.send_reminders = False
    settings.save()
    assert send_due() == 0
    assert not mail.outbox


def test_the_link_of_the_mail_leads_through_the_login_to_the_page_and_changes_nothing(owner):
    made = a_work(owner)
    send_due()
    address = re.search(r"https?://[^/]+(/admin/upkeep/answer/\S+)", mail.outbox[0].body)[1]
    client = Client()
    login = client.get(address, follow=True)
    assert "/accounts/login/" in login.redirect_chain[-1][0]
    client.force_login(owner)
    shown = client.get(address, follow=True)
    assert shown.redirect_chain[-1][0] == f"{page(made)}?verdict=true"
    assert not Confirmation.objects.exists()


def test_a_link_that_was_changed_says_so_and_one_of_another_account_gives_no_right(owner):
    made = a_work(owner)
    client = desk_of(owner).client
    address = answers.address(made, owner, Verdict.TRUE).removeprefix("http://127.0.0.1:8000")
    assert client.get(address[:-2] + "/").url == reverse("wagtailadmin_home")
    translator = desk_of(factories.staff("t@example.org", TRANSLATORS)).client
    assert translator.get(address, follow=True).redirect_chain[-1][0] == reverse("wagtailadmin_home")
