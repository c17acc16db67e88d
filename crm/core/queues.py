"""Two queues: `fast` for what people wait for, `long` for the rest. A task says where it goes.

@task("performance.tasks.prove", queue="long")
def prove() -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task

_known: dict[str, str] = {}


def task(name: str, *, queue: str) -> Callable[[Callable[..., None]], Any]:
    """A task of that name, sent to that queue by whoever asks for it."""
    _known[name] = queue
    made: Callable[[Callable[..., None]], Any] = shared_task(name=name)
    return made


def route(name: str, *args: Any, **options: Any) -> dict[str, str] | None:
    """For Celery's `task_routes`."""
    return {"queue": _known[name]} if name in _known else None
