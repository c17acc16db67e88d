"""Who was there to work on a business day, and who saved anything that day.

A row for every active agent and lead; `worked` becomes true with the first entry of the change log
that is theirs and about something else than their own account, and never false again.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import Kind, Membership, User, WorkDay

from ..signals import slices_changed

#: Entries about one's own account are no work.
OWN_ACCOUNT = "user."


def count_day(day: date) -> None:
    """Open what is missing and note who has worked; on a day without business hours nothing."""
    if not clock.is_business_day(day):
        return
    with transaction.atomic():
        touched = _open(day) | _note(day, _saved_on(day))
        if touched:
            slices_changed.send(sender=WorkDay, slices=touched)


def note_work(user_id: int, *, day: date) -> None:
    """Somebody saved something; a row that is not there yet comes with the next count."""
    with transaction.atomic():
        if touched := _note(day, [user_id]):
            slices_changed.send(sender=WorkDay, slices=touched)


def _open(day: date) -> set[tuple[date, int, int]]:
    known = WorkDay.objects.filter(day=day)
    users = User.objects.with_shifts().exclude(pk__in=known.values("user"))
    missing = list(users.values_list("pk", flat=True))
    if not missing:
        return set()
    teams = teams_on(day, missing)
    rows = [WorkDay(day=day, user_id=pk, team_id=teams.get(pk)) for pk in missing]
    WorkDay.objects.bulk_create(rows, ignore_conflicts=True)
    return {(day, teams.get(pk) or 0, pk) for pk in missing}


def teams_on(day: date, users: list[int]) -> dict[int, int]:
    """The team of each, as a contact of theirs would be stamped: own before led."""
    kinds = [Kind.MEMBER, Kind.LEAD]
    rows = Membership.objects.on(day).filter(user__in=users, kind__in=kinds)
    found: dict[int, int] = {}
    ordered = sorted(rows.order_by("team__code"), key=lambda row: row.kind != Kind.MEMBER)
    for row in reversed(ordered):
        found[row.user_id] = row.team_id
    return found


def _saved_on(day: date) -> list[int]:
    first, after = clock.day_bounds(day)
    waiting = WorkDay.objects.filter(day=day, worked=False)
    entries = AuditEntry.objects.filter(
        at__gte=first, at__lt=after, actor__in=waiting.values("user")
    )
    others = entries.exclude(action__startswith=OWN_ACCOUNT).order_by()
    return list(others.values_list("actor", flat=True).distinct())


def _note(day: date, users: list[int]) -> set[tuple[date, int, int]]:
    """Set `worked` where it is not yet; returns what changed."""
    if not users:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_workday SET worked = true"
            " WHERE day = %s AND user_id = ANY(%s) AND NOT worked RETURNING team_id, user_id",
            [day, users],
        )
        return {(day, team or 0, user) for team, user in cursor.fetchall()}
