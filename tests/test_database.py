"""The promises of the fixtures that other tests build on."""

import threading

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from wagtail.models import Locale, Page, Site


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_finds_what_the_migrations_made(turn):
    assert Page.objects.filter(depth=1).count() == 1
    assert Site.objects.count() == 1
    assert Locale.objects.count() == 3
    assert Permission.objects.filter(codename="access_admin").exists()

    Page.objects.get(depth=1).add_child(instance=Page(title="Kept", slug=f"kept-{turn}"))
    assert not Page.objects.filter(title="Kept").exclude(slug=f"kept-{turn}").exists()


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_what_is_committed():
    with transaction.atomic():
        Page.objects.get(depth=1).add_child(instance=Page(title="Kept", slug="kept"))
    seen = []

    def look() -> None:
        seen.append(Page.objects.filter(slug="kept").exists())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [True]
