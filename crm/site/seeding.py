"""The mark on a centre that is a demo: begun, then finished. One cut off between is begun again.

The mark is a Job row, so it commits and goes with the data it speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet

from crm.core import clock
from crm.core.models import Centre, Job

from .time_zone import store_time_zone

KIND = "seed_demo"
CLEARED = ("people", "core", "staff", "customers", "interactions", "performance")
ALSO_CLEARED = ("axes", "sessions", "account")


class CentreHasData(Exception):
    """Seeding would mix invented records with somebody's own."""


def _marks() -> QuerySet[Job]:
    return Job.objects.filter(kind=KIND)


def is_unfinished() -> bool:
    """A seeding began and did not come to its end; what it left is no centre."""
    return _marks().exclude(state=Job.State.DONE).exists()


def is_finished() -> bool:
    return _marks().filter(state=Job.State.DONE).exists()


def has_data() -> bool:
    """Whether anybody works here yet; every record has somebody behind it."""
    user = apps.get_model("people", "User")
    return bool(user.objects.exists()) or apps.get_model("customers", "Customer").objects.exists()


def begin(arguments: Mapping[str, Any] | None = None) -> Job:
    """Marks the centre, in a transaction of its own, before the first record is written."""
    if has_data() or _marks().exists():
        raise CentreHasData("This centre has data already.")
    return Job.objects.create(
        kind=KIND, state=Job.State.RUNNING, arguments=dict(arguments or {}), seen_at=clock.now()
    )


def finish(job: Job) -> None:
    job.state, job.ended_at = Job.State.DONE, clock.now()
    job.save(update_fields=["state", "ended_at"])


@transaction.atomic
def clear() -> None:
    """Empties an unfinished demo centre down to its migrations and its time zone."""
    if not is_unfinished():
        raise CentreHasData("Only a seeding that was cut off is cleared.")
    kept = {Centre._meta.db_table}
    tables = [
        model._meta.db_table
        for label in (*CLEARED, *ALSO_CLEARED)
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    names = ", ".join(connection.ops.quote_name(name) for name in tables if name not in kept)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY")
    Centre.objects.update(name="", contact="", checklist_done={})
    store_time_zone()
    clock.forget()
