"""Doorways for the workers, and what beat runs."""

from __future__ import annotations

import logging

from django.core.cache import cache

from crm.core import jobs
from crm.core.periodic import daily, every
from crm.core.queues import task

from .rollups import fingerprints, grains, rebuild
from .rollups.reconcile import reconcile
from .rollups.refresh import refresh
from .services.alerts import watch_cautions
from .services.goals import close_due_goals

log = logging.getLogger(__name__)

#: A refresh asked for while one is about to start follows this many seconds later.
NUDGE_SECONDS = 1
#: A sweep ends after this long, so that nudges are not kept waiting behind it.
SWEEP_SECONDS = 20


def nudge() -> None:
    """Ask a worker to work off the marks: now, and for whoever saves meanwhile once a second later.

    Never raises into a saved record: a dead broker or cache only delays until the next sweep.
    """
    try:
        if cache.add("performance:nudged", 1, NUDGE_SECONDS):
            refresh_marks.apply_async(retry=False, expires=60)
        elif cache.add("performance:nudged-again", 1, NUDGE_SECONDS):
            refresh_marks.apply_async(retry=False, countdown=NUDGE_SECONDS, expires=60)
    except Exception:
        log.warning("no refresh could be asked for; the sweep will come", exc_info=True)


@task("performance.tasks.refresh_marks", queue="fast")
def refresh_marks() -> None:
    refresh(seconds=SWEEP_SECONDS)
    grains.warm()


@task("performance.tasks.rebuild_month", queue="long")
def rebuild_month(job_id: int) -> None:
    rebuild.work(job_id)


def _send(job_id: int) -> None:
    """A job that could not be sent is started by the reaper."""
    rebuild_month.apply_async(args=(job_id,), retry=False)


@task("performance.tasks.prove", queue="long")
def prove() -> None:
    """Every night: stored sums equal their records, and follow today's definitions."""
    if outdated := fingerprints.stale():
        log.info("measures defined otherwise than counted", extra={"measures": outdated})
        rebuild.begin(None, None)
        return
    if found := reconcile():
        log.warning("stored sums differed and were repaired", extra={"differences": len(found)})


jobs.starts(rebuild.KIND, _send)
every(3, "performance.tasks.refresh_marks")
daily("03:30", "performance.tasks.prove")


@task("performance.tasks.close_goals", queue="fast")
def close_goals() -> None:
    close_due_goals()


every(600, "performance.tasks.close_goals")


@task("performance.tasks.watch_caution_lines", queue="long")
def watch_caution_lines() -> None:
    watch_cautions()


every(600, "performance.tasks.watch_caution_lines", queue="long")
