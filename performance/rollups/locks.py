"""Advisory transaction locks that keep two counts of the same cells apart.

A refresh of one team's day shares the day with other teams' and has (day, team) to itself; rebuild
and reconcile take whole days. Days are taken in order, so nobody waits in a circle. Saving a record
takes none of them.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

#: First key of the two-number locks, so that nobody else's numbers meet ours.
_DAY, _TEAM_DAY = 5_201, 5_202
_TEAM_BITS = 12


def take_team_day(day: date, team_id: int) -> None:
    """Until the end of the transaction: this team's cells of the day are ours."""
    slot = (day.toordinal() << _TEAM_BITS | team_id % (1 << _TEAM_BITS)) % (1 << 31)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_DAY, day.toordinal()])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TEAM_DAY, slot])


def take_days(first: date, last: date) -> None:
    """Until the end of the transaction: all cells of these days are ours."""
    days = [(first + timedelta(days=n)).toordinal() for n in range((last - first).days + 1)]
    with connection.cursor() as cursor:
        for day in days:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DAY, day])
