"""Doorways for the workers, and what beat runs."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.cache import cache

from crm.core.periodic import every

from .rollups.refresh import refresh

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


@shared_task(name="performance.tasks.refresh_marks", queue="fast")
def refresh_marks() -> None:
    refresh(seconds=SWEEP_SECONDS)


every(3, "performance.tasks.refresh_marks")
