"""Rules that changed, applied to what they may still reach: the month that is open (KPI.md R9).

A record keeps what it was stamped with. When a type's window or the centre's calendar is edited,
the days of the current month are stamped again; when a type moves into another family, every
contact below it has other neighbours. A job does it piece by piece: a day, or some customers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from crm.core import clock, jobs
from crm.core.models import Job
from crm.core.rows import update_rows

from ..models import Consultation, Inquiry, InquiryType
from ..signals import slices_changed
from .threading import rethread_many
from .touched import Slices

KIND = "restamp_outcomes"
CALENDAR, WINDOW, FAMILY, STANDARD = "calendar", "window", "family", "standard"
#: Customers threaded anew in one transaction, and issues locked in one.
CUSTOMERS, ISSUES = 100, 200
#: How often a piece is done anew after a deadlock with a save.
TRIES = 5


def restamp_calendar() -> None:
    """Business time of the open month, after hours or holidays were edited."""
    since = _open_since()
    if Inquiry.objects.stamped_since(since).exists():
        _begin(CALENDAR, since=since)


def restamp_window(kind: InquiryType) -> None:
    """The type's window on contacts of the open month."""
    _begin(WINDOW, since=_open_since(), type=kind.pk)


def restamp_standard(kind: InquiryType) -> None:
    """The type's standard time on contacts of the open month."""
    _begin(STANDARD, since=_open_since(), type=kind.pk)


def relink_family(types: Collection[int]) -> None:
    """Contacts of these types, which are in another family now."""
    if Consultation.objects.filter(type__in=types).exists():
        _begin(FAMILY, types=sorted(types))


def _open_since() -> date:
    return clock.today().replace(day=1)


def closed_until() -> date:
    """The last day that keeps what it was stamped with."""
    return _open_since() - timedelta(days=1)


def _begin(what: str, **arguments: Any) -> None:
    since = arguments.get("since")
    told = {**arguments, "what": what, **({"since": since.isoformat()} if since else {})}
    jobs.create(KIND, arguments=told)


def work(job_id: int) -> bool:
    """Do one job to its end; false when somebody else has it."""
    job = jobs.claim(KIND, job_id=job_id)
    if job is None:
        return False
    clock.forget_week()
    try:
        for place, piece in _pieces(job):
            _do(job, place, piece)
        jobs.finish(job)
    except jobs.Stopped:
        return False
    except Exception as error:
        jobs.fail(job, problem=f"{type(error).__name__}: {error}"[:500])
        raise
    return True


def _do(job: Job, place: Any, piece: Callable[[], Slices]) -> None:
    """One transaction: the records, the marks, and how far the job is."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                if slices := piece():
                    slices_changed.send(sender=Consultation, slices=slices)
                jobs.progress(job, done=job.done + 1, cursor={"after": place})
            return
        except OperationalError as problem:
            if left == 0 or not isinstance(problem.__cause__, DeadlockDetected):
                raise


def _pieces(job: Job) -> Iterator[tuple[Any, Callable[[], Slices]]]:
    """What is left of a job, each piece with its place for the cursor."""
    arguments, after = job.arguments, job.cursor.get("after")
    if arguments["what"] == FAMILY:
        while some := _customers(arguments["types"], after or 0):
            after = some[-1]
            yield after, lambda chosen=some: rethread_many(customers=chosen)  # type: ignore[misc]
        return
    first = date.fromisoformat(after) + timedelta(days=1) if after else None
    day = first or date.fromisoformat(arguments["since"])
    while day <= clock.today():
        if arguments["what"] == CALENDAR:
            yield day.isoformat(), lambda chosen=day: _calendar(chosen)  # type: ignore[misc]
        else:
            kind = InquiryType.objects.get(pk=arguments["type"])
            stamp = _window if arguments["what"] == WINDOW else _standard
            yield day.isoformat(), lambda chosen=day, of=kind, by=stamp: by(chosen, of)  # type: ignore[misc]
        day += timedelta(days=1)


def _customers(types: Collection[int], after: int) -> list[int]:
    """The next customers with a contact of these types."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM customers_customer AS who WHERE id > %s AND EXISTS ("
            "  SELECT FROM interactions_consultation AS contact"
            "  WHERE contact.customer_id = who.id AND contact.type_id = ANY(%s))"
            " ORDER BY id LIMIT %s",
            [after, list(types), CUSTOMERS],
        )
        return [row[0] for row in cursor.fetchall()]


def _window(day: date, kind: InquiryType) -> Slices:
    days = kind.fcr_window_days
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interactions_consultation SET window_days = %s"
            " WHERE ended_day = %s AND type_id = %s AND window_days <> %s"
            " RETURNING team_id, agent_id",
            [days, day, kind.pk, days],
        )
        credits = set(cursor.fetchall())
        cursor.execute(
            "UPDATE interactions_inquiry SET resolved_window_days = %s"
            " WHERE resolved_day = %s AND resolved_type_id = %s AND resolved_window_days <> %s"
            " RETURNING resolved_team_id, resolved_agent_id",
            [days, day, kind.pk, days],
        )
        credits |= set(cursor.fetchall())
    return {(day, team or 0, agent or 0) for team, agent in credits}


def _standard(day: date, kind: InquiryType) -> Slices:
    tenths = kind.standard_tenths
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interactions_consultation SET standard_tenths = %s"
            " WHERE ended_day = %s AND type_id = %s AND standard_tenths IS DISTINCT FROM %s"
            " RETURNING team_id, agent_id",
            [tenths, day, kind.pk, tenths],
        )
        return {(day, team or 0, agent or 0) for team, agent in cursor.fetchall()}


def _calendar(day: date) -> Slices:
    """Issues opened and resolved on that day, a few at a time in the order every writer locks."""
    slices: Slices = set()
    ids = list(Inquiry.objects.stamped_on(day).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), ISSUES):
        chosen = Inquiry.objects.filter(pk__in=ids[start : start + ISSUES]).order_by("pk")
        rows = list(chosen.select_for_update(of=("self",), no_key=True))
        found = [(row.pk, *_business(row, day)) for row in rows]
        differing = [
            (row, values)
            for row, values in zip(rows, found, strict=True)
            if values[1:] != (row.first_response_business_seconds, row.resolution_business_seconds)
        ]
        update_rows(
            Inquiry,
            ("first_response_business_seconds", "resolution_business_seconds"),
            [values for _, values in differing],
        )
        for row, _ in differing:
            slices |= _clocks(row)
    return slices


def _business(row: Inquiry, day: date) -> tuple[int | None, int | None]:
    """Each on its own clock: what belongs to another day stays as it is."""
    reply, resolution = row.first_response_business_seconds, row.resolution_business_seconds
    if row.opened_day == day and reply is not None and row.first_response_at is not None:
        reply = clock.business_seconds(row.opened_at, row.first_response_at)
    if row.resolved_day == day and resolution is not None and row.resolved_at is not None:
        resolution = clock.business_seconds(row.opened_at, row.resolved_at)
    return reply, resolution


def _clocks(row: Inquiry) -> Slices:
    found = {(row.opened_day, row.response_team_id or 0, row.response_agent_id or 0)}
    if row.resolved_day is not None:
        found.add((row.resolved_day, row.resolved_team_id or 0, row.resolved_agent_id or 0))
    return found
