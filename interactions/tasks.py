"""Doorways for the workers, and what beat runs."""

from __future__ import annotations

from celery import shared_task

from crm.core import clock
from crm.core.periodic import every

from .services.follow_ups import sweep_due
from .services.reminders import remind_due


@shared_task(name="interactions.tasks.watch_follow_ups", queue="fast")
def watch_follow_ups() -> None:
    """Promises whose first time has passed are judged, and the bell rings for what falls due."""
    now = clock.now()
    sweep_due(now)
    remind_due(now)


every(10, "interactions.tasks.watch_follow_ups")
