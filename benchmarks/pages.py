"""Budgets 3 and 4: the team page, its SQL alone and the whole request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from crm.people.models import User
from performance import freshness

from .measure import Result, p95, timed

TEAM = "/performance/team/support-1/"
EMPTY = "/help/keys/"  # the same shell around a short text
REQUESTS = 40


def measure(size: int) -> list[Result]:
    lead = Client()
    lead.force_login(User.objects.get(username="jungmin.lee"))
    sql = sorted(_sql_seconds(lead) for _ in range(7))[3]
    lead.get(EMPTY)
    anew = sorted(_anew(lead) for _ in range(7))[3]
    pages, shells = [], []
    for _ in range(REQUESTS):
        pages.append(timed(lambda: lead.get(TEAM)))
        shells.append(timed(lambda: lead.get(EMPTY)))
    return [
        Result(3, "SQL of the whole team page", size, sql, None, 0.1, "compared across sizes"),
        Result(4, "team page, whole request, p95, against an empty page of the same shell",
               size, p95(pages), p95(shells), 3.0,
               f"drawn anew, right after a figure moved: {anew * 1000:.0f} ms"),
    ]  # fmt: skip


def _anew(client: Client) -> float:
    """The request whose panels are not kept: the first after the figures moved."""
    freshness.all_counted()
    return timed(lambda: client.get(TEAM))


def _sql_seconds(client: Client) -> float:
    """Time spent in the database for one request that draws everything anew."""
    freshness.all_counted()
    spent = 0.0

    def watch(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal spent
        started = time.perf_counter()
        try:
            return execute(*args)
        finally:
            spent += time.perf_counter() - started

    with connection.execute_wrapper(watch):
        client.get(TEAM)
    return spent
