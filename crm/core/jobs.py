"""Long pieces of work: a row says what is asked, how far it is, and that somebody is on it.

A job is done piece by piece; each piece commits together with `progress`, so a kill costs one
piece. Nothing depends on a broker message: `reap`, run by beat, puts jobs whose worker fell silent
back into the queue and starts again those that nobody took up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise

from .clock import now
from .models import Job

if TYPE_CHECKING:
    from crm.people.models import User

log = logging.getLogger(__name__)

#: Silence after which a worker counts as dead; several times the longest piece.
STALE_AFTER = timedelta(minutes=2)
#: Claims after which a job that never ends is given up.
MAX_ATTEMPTS = 20


class Stopped(Exception):
    """The job was cancelled, or given to another worker; whoever is on it lets go at once."""


@dataclass(frozen=True)
class Teller:
    """A job's name for people, and the address of its own page."""

    name: Callable[[Job], str | Promise]
    url: Callable[[Job], str]


_starters: dict[str, Callable[[int], None]] = {}
_tellers: dict[str, Teller] = {}


def starts(kind: str, starter: Callable[[int], None]) -> None:
    """Say how a job of this kind is handed to a worker: `starter(job.pk)` sends the task."""
    _starters[kind] = starter


def tells(kind: str, name: Callable[[Job], str | Promise], url: Callable[[Job], str]) -> None:
    """Say how a job of this kind is called to its owner, and where it is read ("" for nowhere)."""
    _tellers[kind] = Teller(name, url)


def teller(job: Job) -> Teller | None:
    """The words of a job's kind, where people read of it."""
    return _tellers.get(job.kind)


def create(
    kind: str,
    *,
    owner: User | None = None,
    arguments: Mapping[str, Any] | None = None,
    total: int = 0,
) -> Job:
    """Queue a job; its task is sent after commit, and a dead broker only delays it."""
    job = Job.objects.create(kind=kind, owner=owner, arguments=dict(arguments or {}), total=total)
    transaction.on_commit(partial(start, job), robust=True)
    return job


def start(job: Job) -> None:
    """Send the task of a queued job, where its kind has one."""
    starter = _starters.get(job.kind)
    if starter is not None:
        starter(job.pk)


@transaction.atomic
def claim(kind: str, *, job_id: int | None = None) -> Job | None:
    """Take the given or the oldest queued job of a kind; `None` when another worker was first."""
    queued = Job.objects.filter(kind=kind, state=Job.State.QUEUED)
    if job_id is not None:
        queued = queued.filter(pk=job_id)
    job = queued.select_for_update(skip_locked=True).order_by("created_at", "pk").first()
    if job is None:
        return None
    job.state, job.seen_at, job.attempts = Job.State.RUNNING, now(), job.attempts + 1
    job.save(update_fields=["state", "seen_at", "attempts"])
    return job


def heartbeat(job: Job) -> None:
    """A sign of life without progress. Raises `Stopped` when the job is no longer ours."""
    _update(job, seen_at=now())


def progress(
    job: Job, *, done: int, total: int | None = None, cursor: Mapping[str, Any] | None = None
) -> None:
    """How far it is, inside the transaction of the piece just done. Raises `Stopped`."""
    changes: dict[str, Any] = {"done": done, "seen_at": now()}
    if total is not None:
        changes["total"] = total
    if cursor is not None:
        changes["cursor"] = dict(cursor)
    _update(job, **changes)


def finish(job: Job, *, result: Mapping[str, Any] | None = None) -> None:
    """Done; `result` holds counts and where a file lies."""
    _update(job, state=Job.State.DONE, result=dict(result or {}), ended_at=now(), seen_at=now())


def fail(job: Job, *, problem: str) -> None:
    """Given up, with a reason a person can act on."""
    _update(job, state=Job.State.FAILED, problem=problem, ended_at=now())


def _update(job: Job, **changes: Any) -> None:
    """Write as the worker that claimed it: a later claim has another attempt number."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    if not mine.update(**changes):
        raise Stopped(f"job {job.pk} was cancelled or taken over")
    for name, value in changes.items():
        setattr(job, name, value)


def cancel(job: Job) -> bool:
    """Stop a job that has not ended; its worker notices at its next piece. False: it had ended."""
    open_states = [Job.State.QUEUED, Job.State.RUNNING]
    stopped = Job.objects.filter(pk=job.pk, state__in=open_states).update(
        state=Job.State.CANCELLED, ended_at=now()
    )
    job.refresh_from_db()
    return bool(stopped)


def resume(job: Job) -> bool:
    """Queue a failed or cancelled job again, from its cursor. False: there is nothing to resume."""
    ended = [Job.State.FAILED, Job.State.CANCELLED]
    resumed = Job.objects.filter(pk=job.pk, state__in=ended).update(
        state=Job.State.QUEUED, problem="", ended_at=None, seen_at=None
    )
    job.refresh_from_db()
    if resumed:
        transaction.on_commit(partial(start, job), robust=True)
    return bool(resumed)


def reap(*, stale_after: timedelta = STALE_AFTER) -> int:
    """Re-queue silent jobs, give up hopeless ones, start what nobody took; returns how many."""
    silent = now() - stale_after
    with transaction.atomic():
        stale = list(
            Job.objects.select_for_update(skip_locked=True)
            .filter(state=Job.State.RUNNING, seen_at__lt=silent)
            .order_by("pk")
        )
        hopeless = [job.pk for job in stale if job.attempts >= MAX_ATTEMPTS]
        Job.objects.filter(pk__in=hopeless).update(
            state=Job.State.FAILED, ended_at=now(), problem="Its worker fell silent too often."
        )
        Job.objects.filter(pk__in=[job.pk for job in stale]).exclude(pk__in=hopeless).update(
            state=Job.State.QUEUED, seen_at=None
        )
    waiting = Q(pk__in=[job.pk for job in stale]) | Q(created_at__lt=silent)
    restarted = list(Job.objects.filter(waiting, state=Job.State.QUEUED).order_by("pk"))
    for job in restarted:
        start(job)
    log.info("jobs reaped", extra={"restarted": len(restarted), "given_up": len(hopeless)})
    return len(restarted) + len(hopeless)
