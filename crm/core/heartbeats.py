"""Signs of life: each process writes its own row, `/readyz` reads their age.

Both by the database's clock, so that machines whose clocks differ agree.
"""

from __future__ import annotations

import logging
import os
import threading
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from .models import Heartbeat

log = logging.getLogger(__name__)

PACE = 5.0  # seconds between two signs
STALE_AFTER = 30.0  # seconds
PROCESSES = ("web", "worker-fast", "worker-long", "beat")


def sign(name: str) -> None:
    """Writes "alive now"; of several processes of one name the last sign counts."""
    row = Heartbeat(name=name, at=Now(), pid=os.getpid())
    Heartbeat.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["name"], update_fields=["at", "pid"]
    )


def ages() -> dict[str, float]:
    """Seconds since the last sign of each process that ever gave one."""
    rows = Heartbeat.objects.annotate(age=Now() - F("at")).values_list("name", "age")
    return {name: age / timedelta(seconds=1) for name, age in rows}


class Pulse(threading.Thread):
    """Signs on until the process ends. A database that is away is said once, then waited for."""

    def __init__(self, name: str, *, pace: float = PACE) -> None:
        super().__init__(name=f"pulse-{name}", daemon=True)
        self.process, self.pace = name, pace
        self.ended = threading.Event()
        self.failing = False

    def run(self) -> None:
        while True:
            self.beat()
            if self.ended.wait(self.pace):
                return

    def beat(self) -> None:
        try:
            sign(self.process)
        except Exception:  # whatever it is, the process must go on and the next sign is tried
            if not self.failing:
                log.warning("no sign of life could be written", exc_info=True)
            self.failing = True
        else:
            self.failing = False
        finally:
            connection.close()
