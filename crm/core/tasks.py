"""Doorways for the background: dead jobs, exports and their old files, holidays to come."""

from __future__ import annotations

from . import calendar, clock, jobs, periodic
from .api import once
from .exports import running
from .queues import task

periodic.every(30, "crm.core.tasks.reap_jobs")
periodic.daily("03:10", "crm.core.tasks.load_holidays")
periodic.every(3600, "crm.core.tasks.forget_answers", queue="long")
periodic.daily("03:20", "crm.core.tasks.remove_old_files")


@task("crm.core.tasks.reap_jobs", queue="fast")
def reap_jobs() -> None:
    jobs.reap()


@task("crm.core.tasks.load_holidays", queue="long")
def load_holidays() -> None:
    calendar.load_missing_years(calendar.years_around(clock.today()))


@task("crm.core.tasks.make_export", queue="long")
def make_export(job_id: int) -> None:
    running.work(job_id)


def _send(job_id: int) -> None:
    """A job that could not be sent is started by the reaper."""
    make_export.apply_async(args=(job_id,), retry=False)


jobs.starts(running.KIND, _send)


@task("crm.core.tasks.remove_old_files", queue="long")
def remove_old_files() -> None:
    running.remove_old()


@task("crm.core.tasks.forget_answers", queue="long")
def forget_answers() -> None:
    once.forget_old()
