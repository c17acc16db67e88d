"""Writes the records figures are made of, and asks for the figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from crm.core import clock
from crm.people.models import StatusPiece, User, WorkDay, WorkStatus
from interactions.models import (
    Consultation,
    ContactSource,
    FollowUp,
    Inquiry,
    SurveyAnswer,
)
from performance import figures
from performance.figures import Figure
from performance.rollups import marking
from performance.rollups.refresh import refresh
from performance.slices import Slice
from tests.interactions.contacts import D0, contact, day

FIRST, LAST = date(2026, 10, 1), date(2027, 1, 31)
WHOLE = Slice(FIRST, LAST)


def covered(channel: str = "phone", first: date = FIRST, last: date = LAST) -> ContactSource:
    """A source that also delivers missed contacts of the channel."""
    return ContactSource.objects.create(
        source="import", channel=channel, first_day=first, last_day=last, delivers_missed=True
    )


def rating(of: Consultation, value: int, scale: str = "1-5", **values: Any) -> SurveyAnswer:
    return SurveyAnswer.objects.create(
        consultation=of,
        value=value,
        scale=scale,
        **{
            "question": "csat",
            "source": "survey",
            "counted": True,
            "answered_at": of.ended_at,
            "answered_day": of.ended_day,
            "answered_hour": of.ended_hour,
            **values,
        },
    )


def issue(opened_at: datetime = D0, **values: Any) -> Inquiry:
    """An issue opened by phone, not replied to unless told otherwise."""
    return Inquiry.objects.create(
        opened_at=opened_at,
        opened_day=clock.local_day(opened_at),
        opened_hour=clock.local_hour(opened_at),
        last_contact_at=opened_at,
        **{"opened_channel": "phone", **values},
    )


def follow_up(of: Consultation, assignee: User, **values: Any) -> FollowUp:
    """A promise of the next day, due and not kept unless told otherwise."""
    promised = of.ended_at + timedelta(days=1)
    made = FollowUp(
        consultation=of,
        first_promised_at=promised,
        first_promised_day=clock.local_day(promised),
        first_promised_hour=clock.local_hour(promised),
        due_at=promised,
        assignee=assignee,
        **{"team": of.team, "is_due": True, "kept": False, **values},
    )
    if made.is_due:
        made.credited_agent, made.credited_team = made.assignee, made.team
    made.save()
    return made


def status_time(of: User, status: str, hours: float, **values: Any) -> StatusPiece:
    """That long in a status on the first day, after what the user did before."""
    done = sum(piece.seconds for piece in StatusPiece.objects.filter(user=of))
    began = D0 + timedelta(seconds=done)
    facts = {
        "user": of,
        "team": of.memberships.get().team,
        "status": status,
        "started_at": began,
        "ended_at": began + timedelta(hours=hours),
        **values,
    }
    return StatusPiece.objects.create(
        period=WorkStatus.objects.create(**facts),
        day=clock.local_day(began),
        hour=clock.local_hour(began),
        seconds=round(hours * 3600),
        **facts,
    )


def count_everything() -> None:
    """Marks for every record, worked off: what the signals of the services would have done."""
    touched: set[marking.Touched] = set()
    for record in Consultation.objects.all():
        touched |= marking.of_consultation(record)
    for record in Inquiry.objects.all():
        touched |= marking.of_inquiry(record)
    for record in FollowUp.objects.all():
        touched |= marking.of_follow_up(record)
    for answer in SurveyAnswer.objects.select_related("consultation"):
        of = answer.consultation
        touched.add((answer.answered_day, of.team_id or 0, of.agent_id or 0))
    for piece in StatusPiece.objects.all():
        touched.add((piece.day, piece.team_id or 0, piece.user_id))
    for worked in WorkDay.objects.all():
        touched.add((worked.day, worked.team_id or 0, worked.user_id))
    marking.append(touched)
    refresh()


def figure(kpi: str, piece: Slice = WHOLE) -> Figure:
    return figures.read_one(piece, [kpi])[kpi]


__all__ = [
    "D0",
    "FIRST",
    "LAST",
    "WHOLE",
    "contact",
    "count_everything",
    "covered",
    "day",
    "figure",
    "follow_up",
    "issue",
    "rating",
    "status_time",
]
