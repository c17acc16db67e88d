"""Figures by plain Python over the records, written from KPI.md alone: no query of the product.

Everything is read once and counted record by record; means, shares and percentiles follow their
definitions literally. Slow, and meant to be obvious.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from interactions.models import Consultation, FollowUp, Inquiry, InquiryType, SurveyAnswer

LIVE = {"phone", "chat", "visit"}
THRESHOLD = {"phone": 20, "chat": 60}
REMOVES_ALL = {"test", "duplicate", "merged", "spam", "internal", "data_error", "dispute"}


@dataclass(frozen=True)
class Where:
    """When and whose an event is, as its KPI's clock and credit say."""

    day: date
    hour: int
    team: int | None
    agent: int | None
    channel: str
    type: int | None


@dataclass(frozen=True)
class Event:
    """One record that counts below the line; `top` is what it adds above."""

    where: Where
    top: int
    scale: str = ""


def _contact(record: Consultation, *, ended: bool) -> Where:
    day, hour = (
        (record.ended_day, record.ended_hour)
        if ended
        else (record.started_day, record.started_hour)
    )
    return Where(day, hour, record.team_id, record.agent_id, record.channel, record.type_id)


def _exists(record: Consultation) -> bool:
    return record.exclusion not in REMOVES_ALL


def _offered() -> Iterable[Consultation]:
    for record in Consultation.objects.all():
        inbound = record.direction == "inbound" and record.channel in LIVE
        if inbound and record.transferred_from_id is None and _exists(record):
            yield record


def _short(record: Consultation) -> bool:
    return not record.answered and record.wait_seconds is not None and record.wait_seconds <= 5


def _handled() -> Iterable[Consultation]:
    for record in Consultation.objects.all():
        reached = record.direction == "inbound" or record.result != "no_answer"
        if record.answered and reached and _exists(record):
            yield record


def _started(
    keep: Callable[[Consultation], bool], top: Callable[[Consultation], int]
) -> list[Event]:
    return [Event(_contact(each, ended=False), int(top(each))) for each in _offered() if keep(each)]


def _ended(keep: Callable[[Consultation], bool], top: Callable[[Consultation], int]) -> list[Event]:
    return [Event(_contact(each, ended=True), int(top(each))) for each in _handled() if keep(each)]


def _in_level(record: Consultation) -> bool:
    if record.channel not in THRESHOLD:
        return False
    return record.wait_seconds is not None if record.answered else not _short(record)


def _in_time(record: Consultation) -> bool:
    wait = record.wait_seconds
    return record.answered and wait is not None and wait <= THRESHOLD[record.channel]


def _timed(record: Consultation) -> bool:
    return record.handling_seconds is not None and record.exclusion is None


def _answers(top: Callable[[SurveyAnswer], int]) -> list[Event]:
    rows = SurveyAnswer.objects.select_related("consultation")
    return [
        Event(_contact(each.consultation, ended=True), int(top(each)), each.scale)
        for each in rows
        if each.question == "csat" and each.counted and each.consultation.exclusion is None
    ]


def _satisfied(answer: SurveyAnswer) -> bool:
    return answer.value >= {"1-5": 4, "1-10": 9}[answer.scale]


def _points(answer: SurveyAnswer) -> int:
    return (answer.value - 1) * {"1-5": 9, "1-10": 4}[answer.scale]


def _issues() -> list[Event]:
    return [
        Event(
            Where(
                each.opened_day,
                each.opened_hour,
                each.opened_team_id,
                each.opened_agent_id,
                each.opened_channel,
                each.opened_type_id,
            ),
            1,
        )
        for each in Inquiry.objects.all()
        if each.counts
    ]


def _replies() -> list[Event]:
    return [
        Event(
            Where(
                each.opened_day,
                each.opened_hour,
                each.response_team_id,
                each.response_agent_id,
                each.opened_channel,
                each.opened_type_id,
            ),
            each.first_response_seconds,
        )
        for each in Inquiry.objects.all()
        if each.counts
        and not each.is_outbound
        and each.is_answered
        and each.first_response_seconds is not None
    ]


def _promises() -> list[Event]:
    found = []
    for each in FollowUp.objects.select_related("consultation"):
        if each.is_due and each.state != "cancelled" and _exists(each.consultation):
            where = Where(
                each.first_promised_day,
                each.first_promised_hour,
                each.credited_team_id,
                each.credited_agent_id,
                each.consultation.channel,
                each.consultation.type_id,
            )
            found.append(Event(where, int(each.kept is True)))
    return found


def _yes(record: Any) -> bool:
    return True


EVENTS: dict[str, Callable[[], list[Event]]] = {
    "offered": lambda: _started(_yes, lambda r: 1),
    "answer_rate": lambda: _started(_yes, lambda r: r.answered),
    "abandonment": lambda: _started(_yes, lambda r: not r.answered),
    "abandonment_net": lambda: _started(lambda r: not _short(r), lambda r: not r.answered),
    "asa": lambda: _started(
        lambda r: r.answered and r.wait_seconds is not None, lambda r: r.wait_seconds or 0
    ),
    "service_level": lambda: _started(_in_level, _in_time),
    "handled": lambda: _ended(_yes, lambda r: 1),
    "aht": lambda: _ended(_timed, lambda r: r.handling_seconds or 0),
    "resolution_rate": lambda: _ended(
        lambda r: r.result is not None, lambda r: r.result == "resolved"
    ),
    "transfer_rate": lambda: _ended(_yes, lambda r: r.result == "transferred"),
    "csat": lambda: _answers(_satisfied),
    "csat_mean": lambda: _answers(_points),
    "issues": _issues,
    "first_response_time": _replies,
    "follow_up_on_time": _promises,
}
QUANTILES = {
    "aht_median": ("aht", 0.5),
    "aht_p90": ("aht", 0.9),
    "first_response_time_median": ("first_response_time", 0.5),
    "first_response_time_p90": ("first_response_time", 0.9),
}
COUNTS = {"offered", "handled", "issues"}


def sums(events: Iterable[Event]) -> tuple[int, int]:
    """Above and below the line."""
    held = list(events)
    return sum(event.top for event in held), len(held)


def quantile(events: Iterable[Event], share: float) -> float | None:
    """Sort, and go as far as the share says, between two records by their distance."""
    values = sorted(event.top for event in events)
    if not values:
        return None
    position = share * (len(values) - 1)
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (position - below) * (values[above] - values[below])


def under(type_id: int | None, top: int) -> bool:
    """Whether a type is the given one or lies below it."""
    nodes = {node.pk: node.parent_id for node in InquiryType.objects.all()}
    while type_id is not None:
        if type_id == top:
            return True
        type_id = nodes[type_id]
    return False
