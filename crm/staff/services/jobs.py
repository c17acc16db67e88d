"""What somebody does with the own jobs: cancelling one, taking its file."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from crm.core import audit, jobs
from crm.core.exports.running import file_of
from crm.core.models import Job
from crm.people.models import User


@transaction.atomic
def cancel_job(actor: User, *, job: Job) -> bool:
    """Its worker stops at the next piece. False: it had ended already."""
    stopped = jobs.cancel(job)
    if stopped:
        audit.record(actor, "job.cancelled", job, label=_name(job))
    return stopped


def take_file(actor: User, *, job: Job) -> Path | None:
    """The file of a finished job while it is kept; taking it is written down."""
    path = file_of(job)
    if path is not None:
        audit.record(actor, "job.file_taken", job, label=path.name)
    return path


def _name(job: Job) -> str:
    teller = jobs.teller(job)
    return str(teller.name(job)) if teller else job.kind
