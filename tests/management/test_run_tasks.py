"""The worker of the queue: it works, and what a dead worker left is taken up again."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from claims.management.commands import run_tasks

done: list[str] = []


@task()
def note(word: str) -> None:
    done.append(word)


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


def work():
    call_command("run_tasks", batch=True, verbosity=0)


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left_by(number, attempts=1):
    found = note.enqueue("again")
    DBTaskResult.objects.filter(pk=found.id).update(
        status="RUNNING", worker_ids=[run_tasks.worker_name(number)] * attempts
    )
    return found.id


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_waits():
    note.enqueue("one")
    note.enqueue("two")
    work()
    assert done == ["one", "two"]


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_left_is_done_by_the_next(dead):
    left_by(dead)
    work()
    assert done == ["again"]


@pytest.mark.django_db(transaction=True)
def test_what_another_worker_is_doing_is_left_to_it():
    left_by(os.getppid())
    work()
    assert done == []


@pytest.mark.django_db(transaction=True)
def test_what_kills_its_worker_each_time_is_given_up(dead):
    number = left_by(dead, attempts=3)
    work()
    assert done == []
    assert DBTaskResult.objects.get(pk=number).status == "FAILED"


def test_a_worker_goes_with_its_server(dead, monkeypatch):
    sent = []
    monkeypatch.setattr(os, "kill", lambda number, signal: sent.append(number) or _gone(signal))
    started = time.monotonic()
    run_tasks._stop_with(dead)
    assert sent == [dead, os.getpid()]
    assert time.monotonic() - started < 1


def _gone(signal):
    if signal == 0:
        raise ProcessLookupError


def test_start_up_says_when_nobody_works_on_the_queue(db):
    def warned():
        return [one.id for one in run_checks(databases=["default"]) if one.id == "claims.W002"]

    waiting = note.enqueue("one")
    assert warned() == []
    long_ago = timezone.now() - timedelta(minutes=2)
    DBTaskResult.objects.filter(pk=waiting.id).update(enqueued_at=long_ago)
    assert warned() == ["claims.W002"]
    DBTaskResult.objects.filter(pk=waiting.id).update(status="RUNNING")
    assert warned() == []
    later = note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
    DBTaskResult.objects.filter(pk=later.id).update(enqueued_at=long_ago)
    assert warned() == []
