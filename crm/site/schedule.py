"""beat's scheduler: the schedule stands in code, and each tick is a sign of life."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask, PeriodicTasks
from django_celery_beat.schedulers import DatabaseScheduler

from crm.core import clock, heartbeats, periodic

OURS = "In code"
log = logging.getLogger(__name__)


@transaction.atomic
def write_schedule() -> None:
    """Makes the stored schedule equal to the one in code; what was switched off stays off."""
    names = [entry.task for entry in periodic.known()]
    PeriodicTask.objects.filter(description=OURS).exclude(name__in=names).delete()
    for entry in periodic.known():
        PeriodicTask.objects.update_or_create(
            name=entry.task, defaults={"task": entry.task, "description": OURS, **_times(entry)}
        )
    PeriodicTasks.update_changed()


def _times(entry: periodic.Periodic) -> dict[str, Any]:
    common = {"queue": entry.queue, "expire_seconds": entry.seconds}
    if entry.at is None:
        interval, _made = IntervalSchedule.objects.get_or_create(
            every=entry.seconds, period=IntervalSchedule.SECONDS
        )
        return {**common, "interval": interval, "crontab": None}
    crontab, _made = CrontabSchedule.objects.get_or_create(
        minute=str(entry.at.minute),
        hour=str(entry.at.hour),
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone=clock.zone(),
    )
    return {**common, "interval": None, "crontab": crontab}


class Scheduler(DatabaseScheduler):  # type: ignore[misc]  # django-celery-beat is untyped
    """A beat that hangs gives no sign: the heartbeat is written by the tick itself."""

    _next_sign = 0.0

    def setup_schedule(self) -> None:
        write_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        delay: float = super().tick(*args, **kwargs)
        if time.monotonic() >= self._next_sign:
            try:
                heartbeats.sign("beat")
            except Exception:  # the database is away: beat itself waits for it
                log.warning("no sign of life could be written", exc_info=True)
            self._next_sign = time.monotonic() + heartbeats.PACE
        return min(delay, heartbeats.PACE)
