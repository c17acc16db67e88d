"""Which slices a changed record touches, and the marks that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from crm.core import clock
from crm.core.rows import copy_rows
from interactions.models import Consultation, FollowUp, Inquiry, SurveyAnswer
from interactions.services.issue_facts import Facts

from ..models import DirtyMark

#: Day, team and agent, 0 for none: what one stored cell of the finest grain is about.
Touched = tuple[date, int, int]
#: An issue, or what its row holds.
Issue = Inquiry | Facts
#: What a consultation decides about figures that have another clock and credit than its own.
#: From so many marks on, COPY is cheaper.
_MANY = 50
_PASSED_ON = ("channel", "type_id", "exclusion")


def of_consultation(record: Consultation) -> set[Touched]:
    """Its own clocks, and those answers about it that follow the end of the contact."""
    credit = (record.team_id or 0, record.agent_id or 0)
    return {(record.started_day, *credit), (record.ended_day, *credit)}


def of_inquiry(record: Issue) -> set[Touched]:
    """Opened and replied to: one clock, two credits; its reply due; resolved."""
    found = {
        (record.opened_day, record.opened_team_id or 0, record.opened_agent_id or 0),
        (record.opened_day, record.response_team_id or 0, record.response_agent_id or 0),
    }
    if record.due_day is not None and record.is_reply_due:
        found.add((record.due_day, record.due_team_id or 0, record.due_agent_id or 0))
    if record.resolved_day is not None:
        found.add(
            (record.resolved_day, record.resolved_team_id or 0, record.resolved_agent_id or 0)
        )
    return found


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


def of_answers(before: Consultation | None, after: Consultation | None) -> set[Touched]:
    """The days on which answers about a consultation were given, by its credit then and now."""
    known = [version for version in (before, after) if version is not None]
    if len(known) < 2:
        return set()
    days = SurveyAnswer.objects.filter(consultation=known[-1]).order_by()
    given = set(days.values_list("answered_day", flat=True))
    return {
        (day, version.team_id or 0, version.agent_id or 0) for day in given for version in known
    }


def append(touched: Iterable[Touched]) -> int:
    """One statement, in the transaction of the write it belongs to."""
    marks = sorted(set(touched))
    if len(marks) < _MANY:
        _insert(marks)
    else:
        now = clock.now()
        rows = [(*mark, now) for mark in marks]
        copy_rows(DirtyMark, ("day", "team_id", "agent_id", "created_at"), rows)
    return len(marks)


def _insert(marks: Sequence[Touched]) -> None:
    if not marks:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO performance_dirtymark (day, team_id, agent_id, created_at)"
            " SELECT *, %s FROM unnest(%s::date[], %s::bigint[], %s::bigint[])",
            [clock.now(), *map(list, zip(*marks, strict=True))],
        )
