"""The columns of a consultation as a row gives them, and which a mapping may change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm.core.imports.mapping import FileMapping
from crm.core.masking import mask_secrets

from ..channels import CHANNELS
from ..choices import PARTIAL_EXCLUSIONS, Direction, Link
from ..models import Consultation
from ..services.issues import Contact
from ..services.moments import Stated, reply_at
from ..services.thread_rows import Kind
from ..services.thread_writes import LINK_COLUMNS
from .rows import Row

#: What a row gives, in the order of `values_of`; each changes with the targets beside it.
GIVEN: dict[str, tuple[str, ...]] = {
    "customer_id": ("customer", "phone", "email"),
    "agent_id": ("agent",),
    "team_id": ("team", "agent"),
    "type_id": ("inquiry_type",),
    "channel": ("channel",),
    "direction": (),
    "transferred_from_id": ("transferred_from",),
    "answered": (),
    "result": (),
    "started_at": (),
    "ended_at": (),
    "first_response_at": ("first_response_at",),
    "wait_seconds": ("wait_seconds", "queued_at"),
    "talk_seconds": ("talk_seconds",),
    "hold_seconds": ("hold_seconds",),
    "wrap_up_seconds": ("wrap_up_seconds",),
    "handling_seconds": (),
    "started_day": (),
    "started_hour": (),
    "ended_day": (),
    "ended_hour": (),
    "question": ("question",),
    "answer": ("answer",),
    "faults": (),
}
#: What a record the row already made keeps unless the mapping gives it, by the row's own name.
KEPT = {
    "agent_id": GIVEN["agent_id"],
    "type_id": GIVEN["type_id"],
    "first_response_at": GIVEN["first_response_at"],
    "wait_seconds": GIVEN["wait_seconds"],
    "talk_seconds": GIVEN["talk_seconds"],
    "hold_seconds": GIVEN["hold_seconds"],
    "wrap_up_seconds": GIVEN["wrap_up_seconds"],
    "question": GIVEN["question"],
    "answer": GIVEN["answer"],
}
#: What threading decides.
THREADED_COLUMNS = (*LINK_COLUMNS, "window_days", "standard_tenths", "link")
NEW_COLUMNS = (
    *("id", "number", *THREADED_COLUMNS, *GIVEN, "transfer_target", "extra"),
    *("exclusion_note", "source", "external_id", "row_hash", "position"),
    *("created_at", "revision"),
)
UPDATED_COLUMNS = (*THREADED_COLUMNS, *GIVEN, "row_hash", "revision")
_RULE = Link.RULE.value
_LIVE = {key: channel.live for key, channel in CHANNELS.items()}


def stated(row: Row) -> Stated:
    return Stated(
        channel=row.channel,
        answered=row.answered,
        started_at=row.started_at,
        ended_at=row.ended_at,
        first_response_at=row.first_response_at,
        wait_seconds=row.wait_seconds,
        talk_seconds=row.talk_seconds,
        hold_seconds=row.hold_seconds,
        wrap_up_seconds=row.wrap_up_seconds,
        is_handling_impossible=row.is_handling_impossible,
    )


def keep_from(record: Consultation, row: Row, mapping: FileMapping) -> None:
    """What the mapping says nothing about stays as the record has it; a known customer stays."""
    for name, targets in KEPT.items():
        if not any(mapping.gives(target) for target in targets):
            setattr(row, name, getattr(record, name))
    if not mapping.gives("team") and row.agent_id == record.agent_id:
        row.team_id = record.team_id
    if not mapping.gives("transferred_from"):
        row.sender_id = record.transferred_from_id
    row.customer_id = row.customer_id or record.customer_id


def values_of(row: Row) -> tuple[Any, ...]:
    """In the order of GIVEN; card and resident numbers in typed text are masked."""
    times = row.times
    assert times is not None, "derived before it is written"
    return (
        row.customer_id,
        row.agent_id,
        row.team_id,
        row.type_id,
        row.channel,
        row.direction,
        row.sender.id if row.sender else row.sender_id,
        row.answered,
        row.result,
        row.started_at,
        times.ended_at,
        row.first_response_at,
        row.wait_seconds,
        row.talk_seconds,
        row.hold_seconds,
        row.wrap_up_seconds,
        times.handling_seconds,
        times.started_day,
        times.started_hour,
        times.ended_day,
        times.ended_hour,
        mask_secrets(row.question)[0] if row.question else "",
        mask_secrets(row.answer)[0] if row.answer else "",
        [*row.faults, *times.faults],
    )


def values_in(record: Consultation) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in GIVEN)


def contact_of(
    row: Row, issue: int | None, link: str, record: Consultation | None, kind: Kind
) -> Contact:
    """The row as threading sees it. What the record has already stays: an exclusion, and the
    window and standard of its type as they were when it got the type.
    """
    times = row.times
    assert times is not None, "derived before it is threaded"
    exclusion = record.exclusion if record else None
    family, window, standard = kind
    if record is not None and record.type_id == row.type_id:
        window, standard = record.window_days, record.standard_tenths
    return Contact(
        id=row.id,
        customer=row.customer_id,
        agent=row.agent_id,
        team=row.team_id,
        type=row.type_id,
        channel=row.channel,
        live=_LIVE[row.channel],
        inbound=row.direction == Direction.INBOUND.value,
        answered=row.answered,
        result=row.result,
        started_at=row.started_at,
        started_day=times.started_day,
        started_hour=times.started_hour,
        ended_at=times.ended_at,
        ended_day=times.ended_day,
        reply_at=reply_at(
            channel=row.channel,
            answered=row.answered,
            started_at=row.started_at,
            first_response_at=row.first_response_at,
            wait_seconds=row.wait_seconds,
        ),
        position=record.position if record else row.number,
        issue=issue,
        fixed=link != _RULE,
        sender=row.sender.id if row.sender else row.sender_id,
        gone=exclusion is not None and exclusion not in PARTIAL_EXCLUSIONS,
        partial=exclusion in PARTIAL_EXCLUSIONS,
        ended_hour=times.ended_hour,
        handling=times.handling_seconds,
        family=family,
        window=window,
        standard=standard,
        next_seconds=record.next_seconds if record else None,
        previous_seconds=record.previous_seconds if record else None,
    )


def changed(record: Consultation, values: Sequence[Any]) -> bool:
    return tuple(values) != values_in(record)
