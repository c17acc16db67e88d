"""Doorways for the background: jobs whose worker died, and the holidays of years to come."""

from __future__ import annotations

from celery import shared_task

from . import calendar, clock, jobs, periodic

periodic.every(30, "crm.core.tasks.reap_jobs")
periodic.daily("03:10", "crm.core.tasks.load_holidays")


@shared_task(name="crm.core.tasks.reap_jobs", queue="fast")
def reap_jobs() -> None:
    jobs.reap()


@shared_task(name="crm.core.tasks.load_holidays", queue="long")
def load_holidays() -> None:
    calendar.load_missing_years(calendar.years_around(clock.today()))
