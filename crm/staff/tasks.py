"""Doorways for the workers, and what beat runs."""

from __future__ import annotations

from crm.core import clock
from crm.core.periodic import daily, every
from crm.core.queues import task

from .services import work_days, work_status


@task("crm.staff.tasks.sweep_work_status", queue="fast")
def sweep_work_status() -> None:
    """Passed hours go into the figures; what was forgotten ends."""
    work_status.sweep(clock.now())


@task("crm.staff.tasks.count_work_day", queue="fast")
def count_work_day() -> None:
    work_days.count_day(clock.today())


@task("crm.staff.tasks.close_work_day", queue="fast")
def close_work_day() -> None:
    """What was saved in the last minutes of yesterday."""
    work_days.count_day(clock.today() - clock.ONE_DAY)


every(30, "crm.staff.tasks.sweep_work_status")
every(300, "crm.staff.tasks.count_work_day")
daily("00:10", "crm.staff.tasks.close_work_day", queue="fast")
