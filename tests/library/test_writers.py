"""Several writers at once: nothing that someone published is lost."""

import threading
import time

import pytest
from django.db import connections, transaction
from wagtail.models import Locale, Revision

from library.models import Guide

WRITERS, PUBLICATIONS = 6, 25


@pytest.mark.django_db(transaction=True)
def test_six_writers_publish_25_times_each_and_150_of_150_are_kept(settings):
    settings.TASKS = {"default": {"BACKEND": "home.tasks.OnCommitBackend"}}  # as the site runs
    french = Locale.objects.get(language_code="fr")
    sheets = []
    for writer in range(WRITERS):
        sheet = Guide(title=f"Writer {writer}", locale=french, access="public")
        sheet.save()
        sheets.append(sheet.pk)
    begin, failures = threading.Barrier(WRITERS), []

    def write(pk: int) -> None:
        try:
            begin.wait()
            for number in range(PUBLICATIONS):
                with transaction.atomic():  # as a request of the admin does
                    sheet = Guide.objects.get(pk=pk).get_latest_revision_as_object()
                    sheet.title = f"Publication {number}"
                    sheet.save_revision(log_action=True).publish()
                time.sleep(0.02)  # between two requests; without it one writer can keep the others out
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[pk]) for pk in sheets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert Revision.objects.count() == WRITERS * PUBLICATIONS
    assert set(Guide.objects.values_list("title", "live")) == {(f"Publication {PUBLICATIONS - 1}", True)}
