"""Whether the product lives (`/healthz`) and whether it can work (`/readyz`)."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from crm.celery import app
from crm.core.heartbeats import PROCESSES, STALE_AFTER, ages

from .stack import SUPERVISED

log = logging.getLogger(__name__)
_migrated = False  # seen once is enough: this code's migrations do not come undone


class HealthMiddleware:
    """Answers before everything else: machines ask, by whatever host name, without TLS, and when
    the database that other middleware needs is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = {"/healthz": healthz, "/readyz": readyz}.get(request.path)
        if answer is None:
            return self.get_response(request)
        response = answer()
        response["Cache-Control"] = "no-store"
        response._has_been_logged = True  # type: ignore[attr-defined]  # 503 is no error here
        return response


def healthz() -> HttpResponse:
    """This process answers. Touches nothing else: a balancer must not restart what only waits."""
    return HttpResponse("ok", content_type="text/plain")


def readyz() -> HttpResponse:
    """Everything a user's click needs is there; 503 with what is missing while it is not."""
    checks = {name: _answer(check) for name, check in CHECKS.items()}
    if checks["database"] == "ok":
        checks |= heartbeats()
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", "checks": checks},
        status=200 if ready else 503,
    )


def _answer(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # any failure at all is an answer here
        log.warning("not ready", exc_info=True)
        return type(error).__name__


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def migrations() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} to apply: manage.py migrate"
        _migrated = True
    return "ok"


def broker() -> str:
    with app.connection_for_write() as wire:
        wire.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
}


def heartbeats() -> dict[str, str]:
    """For each process: a sign of the last seconds and, under our supervisor, its pid file."""
    found = ages()
    return {name: _sign(name, found.get(name)) for name in PROCESSES}


def _sign(name: str, age: float | None) -> str:
    if age is None:
        return "no sign yet"
    if age > STALE_AFTER:
        return f"silent for {age:.0f} s"
    return _standing(name, age) if os.environ.get(SUPERVISED) else "ok"


def _standing(name: str, age: float) -> str:
    """Under our supervisor: the process behind the pid file lives, and the sign is its own."""
    path = Path(settings.DATA_DIR) / "run" / f"{name}.pid"
    try:
        os.kill(int(path.read_text()), 0)
        running = time.time() - path.stat().st_mtime
    except (OSError, ValueError):
        return "no process behind its pid file"
    return "ok" if age <= running else "no sign since it started"
