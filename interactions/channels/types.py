"""What a channel declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise


@dataclass(frozen=True)
class ExtraField:
    """A field only this channel has, shown by the log form and kept in `Consultation.extra`."""

    key: str
    label: str | Promise
    max_length: int = 80


@dataclass(frozen=True)
class Channel:
    """`live`: a human answers while the customer waits (phone, chat, visit).

    `reply_due_minutes`: default time for a human reply, business or elapsed as `reply_clock` says;
    live channels have none. `service_level_seconds` is the threshold T of KPI `service_level`.
    """

    key: str
    label: str | Promise
    icon: str
    live: bool
    reply_due_minutes: int | None = None
    reply_clock: Literal["business", "elapsed"] = "business"
    service_level_seconds: int | None = None
    extra_fields: tuple[ExtraField, ...] = field(default=())
