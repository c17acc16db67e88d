"""Budgets 1, 2 and 8: counting everything again, saves meanwhile, re-contacts from nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
from functools import partial
from threading import Event, Thread
from typing import Any

from django.db import connection, connections
from django.test import Client

from crm.people.models import User
from customers.models import Customer
from interactions.models import InquiryType
from interactions.services.outcome_proof import OUTCOMES, parameters
from performance.rollups import rebuild

from .measure import Result, median, p95, timed
from .saving import entry

#: One pass over the data: what counting everything costs at least.
BARE_SCAN = (
    "SELECT ended_day, agent_id, "
    + ", ".join(f"sum(handling_seconds + {n})" for n in range(26))
    + " FROM interactions_consultation GROUP BY ended_day, agent_id"
)
SAVES = 60


def measure(size: int) -> list[Result]:
    scan = median(_scan, runs=3)
    limit = 5.0 if size >= 10_000_000 else 8.0
    runs = 1 if size >= 10_000_000 else 3
    found = []
    for workers in (1, 2, 4):
        took = statistics.median(_rebuild(workers) for _ in range(runs))
        what = f"rebuild of all rollups, {workers} workers, against a bare scan"
        bound = limit if workers == 2 else limit * 2
        found.append(Result(1, what, size, took, scan, bound))
    found.append(_saves_meanwhile(size))
    what = "re-contact outcomes of all records, from nothing, against a bare scan"
    found.append(Result(8, what, size, median(_outcomes, runs=3), scan, 1.2))
    return found


def _scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE_SCAN)
        cursor.fetchall()


def _outcomes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), sum(true_next), sum(true_previous) FROM ({OUTCOMES}) AS found",
            parameters(0, 2**62),
        )
        cursor.fetchall()


def _rebuild(workers: int) -> float:
    """Seconds in which so many running workers share out the months."""
    run = rebuild.begin(None, None, here=True)
    assert run is not None
    jobs = [str(job.pk) for job in run.jobs]
    started = [_worker(jobs) for _ in range(workers)]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    return timed(partial(_let_go, started))


def _worker(jobs: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.worker", *jobs],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _let_go(workers: list[subprocess.Popen[str]]) -> None:
    for process in workers:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    codes = [process.wait() for process in workers]
    if any(codes):
        raise RuntimeError("A worker of the rebuild failed.")


def _saves_meanwhile(size: int) -> Result:
    """p95 of a save through the page while one worker rebuilds, against the same alone."""
    alone = _saves()
    done = Event()

    def again() -> None:
        while not done.is_set():
            _rebuild(1)
        connections.close_all()

    worker = Thread(target=again)
    worker.start()
    try:
        beside = _saves()
    finally:
        done.set()
        worker.join()
    what = "consultation saved while a rebuild runs, p95, against the same alone"
    note = f"slowest {max(beside):.2f} s"
    limit = 1.5 if max(beside) < 1 else 0.0
    return Result(2, what, size, p95(beside), p95(alone), limit, note)


def _saves() -> list[float]:
    client = Client()
    client.force_login(User.objects.agents().order_by("code")[0])
    numbers = list(Customer.objects.order_by("pk").values_list("number", flat=True)[:SAVES])
    types: list[Any] = list(
        InquiryType.objects.active().filter(level=3).values_list("pk", flat=True)
    )
    took = []
    for n, number in enumerate(numbers):
        fields = entry(number, str(types[n % len(types)]))
        address = f"/consultations/new/?customer={number}"
        took.append(timed(partial(client.post, address, fields)))
    return took
