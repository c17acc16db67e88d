"""Working off the marks: each slice is counted again from its records, then its marks are gone.

One transaction a team's day. Marks are claimed by `DELETE … RETURNING` of what a `SKIP LOCKED`
select found, under the slice's lock; a killed refresh gives them back. Counting from the source is
idempotent, so doing it twice does no harm.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import DatabaseError, DataError, connection, transaction

from .. import freshness
from ..models import DirtyMark
from . import fingerprints
from .grains import AGENT_DAY, DURATIONS, TEAM_HOUR, TYPE_DAY, Part, recount
from .locks import take_team_day

log = logging.getLogger(__name__)

#: Marks claimed in one transaction; the rest of a slice comes with the next round.
_CLAIM = 5_000
#: Slices looked up at a time, newest day first: what is saved now waits behind no import.
_ROUND = 8
_CLAIM_SQL = """
DELETE FROM performance_dirtymark WHERE id IN (
    SELECT id FROM performance_dirtymark WHERE day = %s AND team_id = %s
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING agent_id
"""


@dataclass(frozen=True)
class Refreshed:
    slices: int = 0
    marks: int = 0


def refresh(
    *, seconds: float | None = None, first: date | None = None, last: date | None = None
) -> Refreshed:
    """Work off the marks there are, newest day first; `seconds` ends it early, between two slices.

    `first` and `last` keep to some days. A slice somebody else is counting is left to them; marks
    that come meanwhile are taken too. A slice that cannot be counted keeps its marks and does not
    hold up the others; its error is raised at the end.
    """
    until = None if seconds is None else time.monotonic() + seconds
    slices = marks = 0
    left: set[tuple[date, int]] = set()
    problem: DatabaseError | None = None
    fingerprints.stamp_empty()
    while waiting := _waiting(left, first, last):
        for day, team_id in waiting:
            if until is not None and time.monotonic() > until:
                return Refreshed(slices, marks)
            try:
                claimed = refresh_slice(day, team_id)
            except DataError as error:
                log.exception("slice %s of team %s cannot be counted", day, team_id)
                claimed, problem = 0, error
            slices, marks = slices + bool(claimed), marks + claimed
            if not claimed:
                left.add((day, team_id))
    if problem is not None:
        raise problem
    return Refreshed(slices, marks)


def _waiting(
    left: set[tuple[date, int]], first: date | None, last: date | None
) -> list[tuple[date, int]]:
    rows = DirtyMark.objects.values_list("day", "team_id").distinct()
    if first is not None:
        rows = rows.filter(day__gte=first)
    if last is not None:
        rows = rows.filter(day__lte=last)
    found = rows.order_by("-day", "team_id")[: _ROUND + len(left)]
    return [one for one in found if one not in left]


@transaction.atomic
def refresh_slice(day: date, team_id: int) -> int:
    """Count one team's day again as far as marks say; returns how many marks that settled."""
    take_team_day(day, team_id)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_SQL, [day, team_id, _CLAIM])
        agents = [row[0] for row in cursor.fetchall()]
    if not agents:
        return 0
    recount(AGENT_DAY, Part(day, day, team_id, frozenset(agents)))
    for grain in (TEAM_HOUR, TYPE_DAY, DURATIONS):
        recount(grain, Part(day, day, team_id))
    transaction.on_commit(partial(freshness.counted, team_id, day), robust=True)
    return len(agents)
