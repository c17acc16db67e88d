"""Work status cut at the borders of local hours, so that a day's and an hour's time adds up.

The pieces of a period never overlap, and of an ended one they sum to its length exactly: all
moments are whole seconds. A running period is cut as the hours pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from crm.core import clock
from crm.core.rows import copy_rows
from crm.people.models import StatusPiece, WorkStatus

from ..signals import slices_changed

#: Local day, team and user, 0 for none.
Slices = set[tuple[date, int, int]]
HOUR = timedelta(hours=1)
COLUMNS = (
    "period_id",
    "user_id",
    "team_id",
    "status",
    "day",
    "hour",
    "started_at",
    "ended_at",
    "seconds",
    "marked_reason",
)
Row = tuple[int, int, int | None, str, date, int, datetime, datetime, int, str | None]


def whole(moment: datetime) -> datetime:
    """The moment without its fraction of a second."""
    return moment.replace(microsecond=0)


def hour_start(moment: datetime) -> datetime:
    """The last border of a local hour, at the moment or before it."""
    local = clock.local(moment)
    return moment - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def spans(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The time between two moments, cut at the borders of local hours."""
    while start < end:
        border = min(hour_start(start) + HOUR, end)
        yield start, border
        start = border


def rows_of(period: WorkStatus, start: datetime, end: datetime) -> Iterator[Row]:
    """The pieces of a period between two moments, in the order of COLUMNS."""
    for first, last in spans(start, end):
        local = clock.local(first)
        yield (
            period.pk,
            period.user_id,
            period.team_id,
            period.status,
            local.date(),
            local.hour,
            first,
            last,
            int((last - first).total_seconds()),
            period.marked_reason,
        )


def slices_of(rows: Iterable[Row]) -> Slices:
    return {(row[4], row[2] or 0, row[1]) for row in rows}


def cut(periods: Iterable[WorkStatus], *, until: datetime) -> Slices:
    """Put into pieces what is not yet, up to a moment or the end; returns what it touches."""
    rows: list[Row] = []
    changed = []
    for period in periods:
        start = period.cut_until or period.started_at
        end = min(until, period.ended_at or until)
        if start < end:
            rows += rows_of(period, start, end)
            period.cut_until = end
            changed.append(period)
    copy_rows(StatusPiece, COLUMNS, rows)
    WorkStatus.objects.bulk_update(changed, ["cut_until"], batch_size=500)
    return slices_of(rows)


def take_out(period: WorkStatus) -> Slices:
    """Remove the pieces of a period, to be cut anew; returns what they touched."""
    pieces = StatusPiece.objects.filter(period=period)
    touched = {
        (day, team or 0, user) for day, team, user in pieces.values_list("day", "team", "user")
    }
    pieces.delete()
    period.cut_until = None
    return touched


def tell(touched: Slices) -> None:
    """Word to the apps above, inside the transaction of the write."""
    if touched:
        slices_changed.send(sender=WorkStatus, slices=touched)
