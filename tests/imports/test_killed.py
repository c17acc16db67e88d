"""A worker killed in the middle neither loses nor doubles: not when importing, not when undoing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection, connections

from crm.core import clock, jobs
from crm.core.models import Job
from crm.people.models import User
from interactions.imports import run as running
from interactions.imports import undo, working
from interactions.imports.working import CHECK, TAKE, UNDO, work
from interactions.models import Consultation, ImportPiece, ImportRun
from interactions.services.import_runs import ask_check, ask_import, ask_undo

from .files import MAPPING, taken, text, uploaded

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 40


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of five rows."""
    monkeypatch.setattr(running, "PIECE", 5)
    monkeypatch.setattr(undo, "CHUNK", 5)


def test_an_import_goes_on_where_it_was_killed(ada: User) -> None:
    run = uploaded(ada, text(ROWS))
    ImportRun.objects.filter(pk=run.pk).update(mapping=MAPPING, state="mapped")
    run.refresh_from_db()
    assert work(CHECK, ask_check(ada, run=run).pk)
    job = ask_import(ada, run=run)
    kill_in_the_middle(TAKE, job, lambda: Consultation.objects.count() >= 15)
    left = Consultation.objects.count()
    assert 15 <= left < ROWS
    assert sum(len(p.ids) for p in ImportPiece.objects.filter(kind="consultation")) == left
    again(TAKE, job)
    run.refresh_from_db()
    report = run.report
    assert (report["rows"], report["created"], report["unchanged"]) == (ROWS, ROWS, 0)
    assert Consultation.objects.count() == ROWS
    ids = [key for p in ImportPiece.objects.filter(kind="consultation") for key in p.ids]
    assert sorted(ids) == sorted(Consultation.objects.values_list("pk", flat=True))


def test_an_undo_goes_on_where_it_was_killed(ada: User) -> None:
    run = taken(ada, text(ROWS))
    job = ask_undo(ada, run=run)
    kill_in_the_middle(UNDO, job, lambda: Consultation.objects.count() <= ROWS - 15)
    assert Consultation.objects.exists()
    again(UNDO, job)
    assert not Consultation.objects.exists()
    run.refresh_from_db()
    assert run.state == "undone"


def test_a_cancelled_import_keeps_whole_pieces_and_goes_on(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = uploaded(ada, text(ROWS))
    ImportRun.objects.filter(pk=run.pk).update(mapping=MAPPING, state="checked")
    run.refresh_from_db()
    job = ask_import(ada, run=run)
    told = jobs.progress

    def cancelled(mine: Job, *, done: int, **more: Any) -> None:
        if done == 15 and not connection.in_atomic_block:
            jobs.cancel(Job.objects.get(pk=job.pk))
        told(mine, done=done, **more)

    monkeypatch.setattr(working.jobs, "progress", cancelled)
    assert not work(TAKE, job.pk)
    monkeypatch.undo()
    assert Consultation.objects.count() == 15
    assert work(TAKE, ask_import(ada, run=run).pk)
    run.refresh_from_db()
    assert run.report["created"] == ROWS


def test_a_lost_connection_costs_one_piece(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run = uploaded(ada, text(ROWS))
    ImportRun.objects.filter(pk=run.pk).update(mapping=MAPPING, state="checked")
    run.refresh_from_db()
    job = ask_import(ada, run=run)
    told = jobs.progress

    def cut(mine: Job, *, done: int, **more: Any) -> None:
        if done == 15 and connection.in_atomic_block:
            connection.connection.close()
        told(mine, done=done, **more)

    monkeypatch.setattr(working.jobs, "progress", cut)
    with pytest.raises((OperationalError, InterfaceError)):
        work(TAKE, job.pk)
    monkeypatch.undo()
    connection.close()
    assert Consultation.objects.count() == 10
    again(TAKE, job)
    run.refresh_from_db()
    assert (run.report["created"], Consultation.objects.count()) == (ROWS, ROWS)


def test_while_the_source_is_busy_the_job_waits(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run = uploaded(ada, text(2))
    ImportRun.objects.filter(pk=run.pk).update(mapping=MAPPING, state="checked")
    run.refresh_from_db()
    job = ask_import(ada, run=run)

    def busy(*args: Any, **kwargs: Any) -> None:
        raise running.Busy("busy")

    monkeypatch.setattr(working, "import_consultations", busy)
    assert not work(TAKE, job.pk)
    monkeypatch.undo()
    again(TAKE, job)
    assert Consultation.objects.count() == 2


def kill_in_the_middle(kind: str, job: Job, reached: Callable[[], bool]) -> None:
    """A process of its own works on the job until it has come so far."""
    connections.close_all()
    child = os.fork()
    if not child:
        told = jobs.progress
        try:
            jobs.progress = lambda *a, **k: (told(*a, **k), time.sleep(0.05))  # type: ignore[assignment]
            work(kind, job.pk)
        finally:
            os._exit(0)
    end = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def again(kind: str, job: Job) -> None:
    """Fallen silent, reaped, taken up by another worker."""
    silent = clock.now() - timedelta(minutes=3)
    assert Job.objects.filter(pk=job.pk, state="running").update(seen_at=silent) == 1
    jobs.reap()
    end = time.monotonic() + 30  # until the killed one's connection has let go of the source
    while not work(kind, job.pk):
        assert time.monotonic() < end
        Job.objects.filter(pk=job.pk, state="running").update(state="queued")
        time.sleep(0.2)
