from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from home import timer
from home.locks import only_one
from home.models import HomePage, TimerBeat
from home.timer import Job, run_due

pytestmark = pytest.mark.django_db


def backdate(name: str, **ago) -> None:
    TimerBeat.objects.filter(name=name).update(ran_at=timezone.now() - timedelta(**ago))


def test_a_job_runs_when_it_is_due_and_not_before():
    job = Job("count", 60, lambda: None)

    assert [run_due([job]), run_due([job])] == [["count"], []]

    backdate("count", seconds=61)
    assert run_due([job]) == ["count"]


def test_a_clock_set_back_does_not_stop_a_job():
    job = Job("count", 60, lambda: None)
    run_due([job])

    backdate("count", hours=-5)

    assert run_due([job]) == ["count"]


def test_one_failing_job_is_said_and_stops_no_other(caplog):
    jobs = [Job("broken", 0, lambda: 1 / 0), Job("sound", 0, lambda: None)]

    assert run_due(jobs) == ["broken", "sound"]

    assert TimerBeat.objects.get(name="broken").error == "ZeroDivisionError"
    assert "the timer's job broken failed" in caplog.text
    assert timer.health()["ok"] is False


def test_two_timers_at_once_do_a_job_once():
    held, free = Event(), Event()

    def other_timer() -> None:
        with only_one("timer") as ours:
            assert ours
            held.set()
            free.wait(10)
        connection.close()

    thread = Thread(target=other_timer)
    thread.start()
    held.wait(10)

    assert run_due([Job("count", 0, lambda: None)]) == []

    free.set()
    thread.join()
    assert run_due([Job("count", 0, lambda: None)]) == ["count"]


def test_staff_see_that_the_timer_is_late():
    assert timer.health()["ok"] is False  # it never ran

    run_due([Job("count", 60, lambda: None)])
    assert timer.health()["ok"] is True

    backdate("count", seconds=181)
    assert timer.health() == {"ok": False, "jobs": {"count": {**timer.health()["jobs"]["count"], "late": True}}}


def test_the_timer_withdraws_what_has_expired():
    page = HomePage(title="Expired", slug="expired", live=True, expire_at=timezone.now() - timedelta(minutes=1))
    Page.objects.get(depth=1).add_child(instance=page)

    call_command("timer", once=True)

    page.refresh_from_db()
    assert not page.live
    assert TimerBeat.objects.filter(name="publish_scheduled", error="").exists()
