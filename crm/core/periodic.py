"""What runs again and again. Apps say so in their `tasks.py`; beat reads the list when it starts.

    every(5, "performance.tasks.refresh")
    daily("03:30", "performance.tasks.reconcile")

A message that was not taken up before the next one is due expires: a worker that was away finds
one sweep waiting, not a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

DAY = 24 * 3600


@dataclass(frozen=True)
class Periodic:
    """A task by name, and either a pace in seconds or a wall-clock time of the centre."""

    task: str
    queue: str
    seconds: int = DAY
    at: time | None = None


_known: dict[str, Periodic] = {}


def every(seconds: int, task: str, *, queue: str = "fast") -> None:
    """Run a task every so many seconds while beat runs."""
    _known[task] = Periodic(task, queue, seconds=seconds)


def daily(at: str, task: str, *, queue: str = "long") -> None:
    """Run a task once a day at a time (`HH:MM`) on the centre's clock."""
    _known[task] = Periodic(task, queue, at=time.fromisoformat(at))


def known() -> list[Periodic]:
    """All of them, by name of the task."""
    return [_known[task] for task in sorted(_known)]
