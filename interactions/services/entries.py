"""One contact as somebody states it, before anything is derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from crm.core.masking import mask_secrets
from customers.models import Customer

from ..choices import Direction
from ..models import Consultation, Inquiry, InquiryType
from .answers import Given
from .follow_ups import Promise


@dataclass(frozen=True)
class Entry:
    """Durations in seconds, `None` unknown. `ended_at` and `first_response_at` are for written
    channels, whose contact ends when it is replied; elsewhere they follow from the durations.

    `issue` is the agent's own choice and `opens_issue` the choice of a new one; with neither the
    contact joins by rule (KPI.md §2). `waiting`: the customer has to answer next. `promise` goes
    with result callback, `transfer_target` with transferred, `transferred_from` with a receiving
    leg. `answers`: what the customer said, noted at the desk; null leaves what there is.
    """

    channel: str
    started_at: datetime
    direction: str = Direction.INBOUND
    answered: bool = True
    result: str | None = None
    customer: Customer | None = None
    type: InquiryType | None = None
    issue: Inquiry | None = None
    opens_issue: bool = False
    waiting: bool = False
    transferred_from: Consultation | None = None
    transfer_target: str = ""
    ended_at: datetime | None = None
    first_response_at: datetime | None = None
    wait_seconds: int | None = None
    talk_seconds: int | None = None
    hold_seconds: int | None = None
    wrap_up_seconds: int | None = None
    question: str = ""
    answer: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    promise: Promise | None = None
    answers: tuple[Given, ...] | None = None


#: Copied to the record as they are; the rest decides how it is threaded and what follows.
STATED = tuple(
    name
    for name in (f.name for f in fields(Entry))
    if name not in {"issue", "opens_issue", "waiting", "promise", "answers", "ended_at"}
)
_TYPED = {"question", "answer", "transfer_target"}


def write_stated(consultation: Consultation, entry: Entry) -> None:
    """Set the stated fields; card and resident numbers in typed text are masked on the way."""
    for name in STATED:
        value = getattr(entry, name)
        if name in _TYPED:
            value = mask_secrets(value)[0]
        elif name == "extra":
            value = {key: mask_secrets(text)[0] for key, text in value.items() if text}
        setattr(consultation, name, value)
