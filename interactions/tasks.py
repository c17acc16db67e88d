"""Doorways for the workers, and what beat runs."""

from __future__ import annotations

from collections.abc import Callable

from crm.core import clock, jobs
from crm.core.periodic import daily, every
from crm.core.queues import task

from .imports import working
from .services import import_runs, restamping
from .services.follow_ups import sweep_due
from .services.outcome_proof import prove_outcomes
from .services.reminders import remind_due
from .services.replies import sweep_due_replies


@task("interactions.tasks.watch_follow_ups", queue="fast")
def watch_follow_ups() -> None:
    """Promises whose first time has passed are judged, and the bell rings for what falls due."""
    now = clock.now()
    sweep_due(now)
    remind_due(now)


@task("interactions.tasks.watch_replies", queue="fast")
def watch_replies() -> None:
    """Issues whose reply has fallen due are judged."""
    sweep_due_replies(clock.now())


@task("interactions.tasks.restamp", queue="long")
def restamp(job_id: int) -> None:
    restamping.work(job_id)


def _send_restamp(job_id: int) -> None:
    """A job that could not be sent is started by the reaper."""
    restamp.apply_async(args=(job_id,), retry=False)


@task("interactions.tasks.prove", queue="long")
def prove() -> None:
    """Every night, before the sums are proved: stored re-contact outcomes are the true ones."""
    prove_outcomes()


jobs.starts(restamping.KIND, _send_restamp)
every(10, "interactions.tasks.watch_follow_ups")
every(10, "interactions.tasks.watch_replies")
daily("03:00", "interactions.tasks.prove")


@task("interactions.tasks.work_on_import", queue="long")
def work_on_import(kind: str, job_id: int) -> None:
    working.work(kind, job_id)


def _sender(kind: str) -> Callable[[int], None]:
    """A job that could not be sent is started by the reaper."""

    def send(job_id: int) -> None:
        work_on_import.apply_async(args=(kind, job_id), retry=False)

    return send


for _kind in (working.CHECK, working.TAKE, working.UNDO):
    jobs.starts(_kind, _sender(_kind))


@task("interactions.tasks.remove_uploads", queue="long")
def remove_uploads() -> None:
    import_runs.remove_old()


daily("03:25", "interactions.tasks.remove_uploads")
