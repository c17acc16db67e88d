"""Counting all stored sums again, month by month, by any number of workers.

A run is one job a month; each is one transaction, so a kill costs one month. Stopped or failed jobs
of the last run are taken up again; what is done stays done, since marks keep it current.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F, Max, Min

from crm.core import clock, jobs
from crm.core.models import Job

from .. import definitions, freshness
from ..kpis.facts import FACTS
from . import fingerprints, source
from .grains import GRAINS, Part, clear, fill
from .locks import take_days

KIND = "rollups.rebuild"
#: An older run is history; a new one begins.
TAKEN_UP_WITHIN = timedelta(days=1)
_SETTLE_SQL = """
DELETE FROM performance_dirtymark WHERE id IN (
    SELECT id FROM performance_dirtymark WHERE day BETWEEN %s AND %s FOR UPDATE SKIP LOCKED
)
"""
Days = tuple[date, date]


def known_days() -> Days | None:
    """First and last day of anything counted or stored."""
    ends: list[date] = []
    for fact in FACTS.values():
        path = fact.path("day")
        ends += source.records(fact).aggregate(first=Min(path), last=Max(path)).values()
    for grain in GRAINS:
        cells = grain.table._default_manager
        ends += cells.aggregate(first=Min("day"), last=Max("day")).values()
    known = [day for day in ends if day is not None]
    return (min(known), max(known)) if known else None


def months(first: date, last: date) -> Iterator[Days]:
    """The days cut by calendar month, the newest first: that is where people look."""
    end = last
    while end >= first:
        begin = max(first, end.replace(day=1))
        yield begin, end
        end = begin - timedelta(days=1)


@transaction.atomic
def rebuild_days(first: date, last: date) -> int:
    """Clear and count again; returns how many cells. Marks of these days are settled by it."""
    take_days(first, last)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE_SQL, [first, last])
    part = Part(first, last)
    cells = 0
    for grain in GRAINS:
        clear(grain, part)
        cells += fill(grain, part)
    transaction.on_commit(freshness.all_counted, robust=True)
    return cells


@dataclass(frozen=True)
class Run:
    """The jobs of one rebuild."""

    id: str

    @property
    def jobs(self) -> list[Job]:
        return list(Job.objects.filter(kind=KIND, arguments__run=self.id).order_by("pk"))

    def states(self) -> list[str]:
        return [job.state for job in self.jobs]

    def cancel(self) -> None:
        for job in self.jobs:
            jobs.cancel(job)


def begin(
    first: date | None, last: date | None, *, here: bool = False, enough: bool = False
) -> Run | None:
    """Start a rebuild, or go on with the last one of the same days; `None`: there is nothing.

    `here`: the jobs are for this process, no worker is told. `enough`: all days before are counted
    by today's definitions already.
    """
    asked = [day and day.isoformat() for day in (first, last)]
    by = _definitions()
    earlier = Job.objects.filter(kind=KIND, created_at__gt=clock.now() - TAKEN_UP_WITHIN)
    latest = earlier.filter(arguments__asked=asked, arguments__by=by).order_by("-pk").first()
    if latest is not None:
        run = Run(str(latest.arguments["run"]))
        if set(run.states()) != {Job.State.DONE}:
            _take_up(run, here=here)
            return run
    days = known_days()
    if days is None:
        fingerprints.stamp()
        return None
    arguments = {"asked": asked, "by": by, "enough": enough}
    return _new(first or days[0], last or days[1], arguments, here=here)


def _definitions() -> str:
    """A run goes on only under the definitions it began with."""
    told = repr(sorted(fingerprints.current().items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@transaction.atomic
def _new(first: date, last: date, arguments: dict[str, object], *, here: bool) -> Run | None:
    run = Run(uuid.uuid4().hex)
    for begins, ends in months(first, last):
        told = arguments | {
            "run": run.id,
            "first": begins.isoformat(),
            "last": ends.isoformat(),
        }
        if here:
            Job.objects.create(kind=KIND, arguments=told, total=1)
        else:
            jobs.create(KIND, arguments=told, total=1)
    if last < first:
        return None
    freshness.recounting(0, len(run.jobs))
    return run


@transaction.atomic
def _take_up(run: Run, *, here: bool) -> None:
    """In this process also what a killed one had in hand: a worker still on it has to let go."""
    if not here:
        for job in run.jobs:
            jobs.resume(job)
        return
    left = Job.objects.filter(kind=KIND, arguments__run=run.id).exclude(state=Job.State.DONE)
    left.update(
        state=Job.State.QUEUED, attempts=F("attempts") + 1, problem="", ended_at=None, seen_at=None
    )


def work(job_id: int) -> bool:
    """Do one job; false when somebody else has it. Whoever ends the last one says so."""
    job = jobs.claim(KIND, job_id=job_id)
    if job is None:
        return False
    definitions.look()
    first, last = (date.fromisoformat(job.arguments[name]) for name in ("first", "last"))
    try:
        with transaction.atomic():
            cells = rebuild_days(first, last)
            jobs.progress(job, done=1)
            jobs.finish(job, result={"cells": cells})
    except jobs.Stopped:
        return False
    except Exception as error:
        jobs.fail(job, problem=f"{type(error).__name__}: {error}"[:500])
        raise
    _stamp_if_whole(Run(str(job.arguments["run"])))
    return True


def _stamp_if_whole(run: Run) -> None:
    """When every known day has been counted, the columns follow today's definitions."""
    done = run.jobs
    finished = sum(job.state == Job.State.DONE for job in done)
    if finished < len(done):
        freshness.recounting(finished, len(done))
        return
    freshness.recounted()
    if done[0].arguments.get("enough") and done[0].arguments["by"] == _definitions():
        fingerprints.stamp()
        return
    known = known_days()
    first = min(str(job.arguments["first"]) for job in done)
    last = max(str(job.arguments["last"]) for job in done)
    if known is None or (first <= known[0].isoformat() and last >= known[1].isoformat()):
        fingerprints.stamp()


def rebuild_inline(
    first: date | None = None,
    last: date | None = None,
    *,
    tell: Callable[[int, int], None] | None = None,
) -> int:
    """The whole rebuild in this process; returns how many cells. `tell(done, total)` as it goes."""
    run = begin(first, last, here=True)
    if run is None:
        return 0
    total = len(run.jobs)
    for job in run.jobs:
        work(job.pk)
        if tell is not None:
            tell(run.states().count(Job.State.DONE), total)
    return sum(int(job.result.get("cells", 0)) for job in run.jobs)
