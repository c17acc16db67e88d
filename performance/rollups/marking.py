"""Which slices a changed record touches, and the marks that say so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from crm.core import clock
from crm.core.rows import copy_rows
from interactions.models import Consultation, FollowUp, Inquiry

from ..models import DirtyMark

#: Day, team and agent, 0 for none: what one stored cell of the finest grain is about.
Touched = tuple[date, int, int]
#: What a consultation decides about figures that have another clock and credit than its own.
#: From so many marks on, COPY is cheaper.
_MANY = 50
_PASSED_ON = ("channel", "type_id", "exclusion")


def of_consultation(record: Consultation) -> set[Touched]:
    """Its own clocks; the answers about it follow the end of the contact."""
    credit = (record.team_id or 0, record.agent_id or 0)
    return {(record.started_day, *credit), (record.ended_day, *credit)}


def of_inquiry(record: Inquiry) -> set[Touched]:
    """Opened, and replied to: one clock, two credits."""
    return {
        (record.opened_day, record.opened_team_id or 0, record.opened_agent_id or 0),
        (record.opened_day, record.response_team_id or 0, record.response_agent_id or 0),
    }


def of_follow_up(record: FollowUp) -> set[Touched]:
    """Nothing counts before it is due."""
    if not record.is_due:
        return set()
    return {
        (record.first_promised_day, record.credited_team_id or 0, record.credited_agent_id or 0)
    }


def of_promises(before: Consultation | None, after: Consultation | None) -> set[Touched]:
    """The follow-ups of a consultation whose channel, type or exclusion changed."""
    if before is None or after is None:
        return set()
    if all(getattr(before, name) == getattr(after, name) for name in _PASSED_ON):
        return set()
    due = FollowUp.objects.filter(consultation=after, is_due=True)
    return set().union(*(of_follow_up(record) for record in due))


def append(touched: Iterable[Touched]) -> int:
    """One statement, in the transaction of the write it belongs to."""
    marks = sorted(set(touched))
    if len(marks) < _MANY:
        DirtyMark.objects.bulk_create(
            DirtyMark(day=day, team_id=team, agent_id=agent) for day, team, agent in marks
        )
    else:
        now = clock.now()
        rows = [(*mark, now) for mark in marks]
        copy_rows(DirtyMark, ("day", "team_id", "agent_id", "created_at"), rows)
    return len(marks)
