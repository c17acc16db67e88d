"""The times of a contact, derived from what was stated (KPI.md §2, "Times of a contact").

`times_of` is pure: the log form, the import and the demo centre derive through it, so that a record
means the same whoever wrote it. `derive` sets the result on a record. Durations are whole seconds;
unknown parts are 0 for dating only. An impossible value keeps the record: the figure it would feed
is left out, and its fault is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from crm.core import clock

from ..channels import CHANNELS
from ..choices import Fault
from ..models import Consultation

ONE_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Stated:
    """What is known of a contact's times. `ended_at`: null unless somebody stated the end.

    `is_handling_impossible`: a part of the handling time was stated and cannot be, so it is
    unknown here, and the whole with it.
    """

    channel: str
    answered: bool
    started_at: datetime
    ended_at: datetime | None = None
    first_response_at: datetime | None = None
    wait_seconds: int | None = None
    talk_seconds: int | None = None
    hold_seconds: int | None = None
    wrap_up_seconds: int | None = None
    is_handling_impossible: bool = False


class Times(NamedTuple):
    """Derived: the end, local days and hours, known handling time, faults."""

    ended_at: datetime
    started_day: date
    started_hour: int
    ended_day: date
    ended_hour: int
    handling_seconds: int | None
    faults: tuple[str, ...]


def times_of(stated: Stated, zone: tzinfo) -> Times:
    """The derived times; `zone` is the centre's."""
    faults: list[str] = []
    handling = handling_of(stated)
    possible = handling is None or handling <= ONE_DAY
    if not possible:
        faults.append(Fault.HANDLING_TOO_LONG.value)
        handling = None
    reply, ended = stated.first_response_at, stated.ended_at
    if reply is not None and reply < stated.started_at:
        faults.append(Fault.REPLIED_BEFORE.value)
        reply = None
    if ended is not None and ended < stated.started_at:
        faults.append(Fault.ENDED_BEFORE_STARTED.value)
        ended = None
    if ended is None:
        ended = _missing_end(stated, reply, with_parts=possible)
    start, end = stated.started_at.astimezone(zone), ended.astimezone(zone)
    return Times(ended, start.date(), start.hour, end.date(), end.hour, handling, tuple(faults))


def handling_of(stated: Stated) -> int | None:
    """Talk + hold + after-call work: known when talk is, on a written channel when any part is."""
    if not stated.answered or stated.is_handling_impossible:
        return None
    parts = (stated.talk_seconds, stated.hold_seconds, stated.wrap_up_seconds)
    if CHANNELS[stated.channel].live:
        known = stated.talk_seconds is not None
    else:
        known = any(part is not None for part in parts)
    return sum(part or 0 for part in parts) if known else None


def _missing_end(stated: Stated, reply: datetime | None, *, with_parts: bool) -> datetime:
    """A written contact ends with its reply; any other after wait, talk and hold."""
    if reply is not None and stated.answered and not CHANNELS[stated.channel].live:
        return reply
    seconds = stated.wait_seconds or 0
    if with_parts:
        seconds += (stated.talk_seconds or 0) + (stated.hold_seconds or 0)
    return stated.started_at + timedelta(seconds=seconds)


def reply_at(
    *,
    channel: str,
    answered: bool,
    started_at: datetime,
    first_response_at: datetime | None,
    wait_seconds: int | None,
) -> datetime | None:
    """The first human reply of a contact, or null where nobody replied or the time is unknown.

    The given time on every channel; without one, on a live channel, when it was answered.
    """
    if not answered:
        return None
    if first_response_at is not None:
        return first_response_at if first_response_at >= started_at else None
    if wait_seconds is not None and CHANNELS[channel].live:
        return started_at + timedelta(seconds=wait_seconds)
    return None


def derive(consultation: Consultation, *, ended_at: datetime | None = None) -> None:
    """Set what is derived on a record; `ended_at` is the stated end, if there is one."""
    stated = Stated(
        channel=consultation.channel,
        answered=consultation.answered,
        started_at=consultation.started_at,
        ended_at=ended_at,
        first_response_at=consultation.first_response_at,
        wait_seconds=consultation.wait_seconds,
        talk_seconds=consultation.talk_seconds,
        hold_seconds=consultation.hold_seconds,
        wrap_up_seconds=consultation.wrap_up_seconds,
        is_handling_impossible=_is_still_impossible(consultation),
    )
    times = times_of(stated, clock.zone())
    consultation.ended_at = times.ended_at
    consultation.started_day, consultation.started_hour = times.started_day, times.started_hour
    consultation.ended_day, consultation.ended_hour = times.ended_day, times.ended_hour
    consultation.handling_seconds = times.handling_seconds
    kept = [Fault.NEGATIVE_DURATION.value] if stated.is_handling_impossible else []
    consultation.faults = [*kept, *times.faults]


def _is_still_impossible(consultation: Consultation) -> bool:
    """A part came as a negative time, and nobody has said since what it was."""
    parts = (
        consultation.talk_seconds,
        consultation.hold_seconds,
        consultation.wrap_up_seconds,
    )
    return Fault.NEGATIVE_DURATION.value in consultation.faults and None in parts
