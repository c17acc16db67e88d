"""What the centre decided about its channels: which are on, and when a human reply is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from crm.core import audit, clock
from crm.people.models import User

from ..channels import CHANNELS, Channel
from ..models import ChannelSetting, InquiryType


@dataclass(frozen=True)
class ChannelState:
    """A channel as it is in force here; `reply_due_minutes` null: no due time."""

    channel: Channel
    is_on: bool
    own_reply_due: bool
    reply_due_minutes: int | None


def channel_states() -> dict[str, ChannelState]:
    """Every channel with the centre's decisions, in the order the channels are listed."""
    rows = {row.channel: row for row in ChannelSetting.objects.all()}
    return {key: _state(channel, rows.get(key)) for key, channel in CHANNELS.items()}


def _state(channel: Channel, row: ChannelSetting | None) -> ChannelState:
    if row is None:
        return ChannelState(channel, True, False, channel.reply_due_minutes)
    minutes = row.reply_due_minutes if row.own_reply_due else channel.reply_due_minutes
    return ChannelState(channel, row.is_on, row.own_reply_due, minutes)


def open_channels() -> list[Channel]:
    """The channels a new contact may come by."""
    return [state.channel for state in channel_states().values() if state.is_on]


def reply_due_at(channel: str, type: InquiryType | None, opened_at: datetime) -> datetime | None:
    """When a human reply is due for an issue opened then: the type's own rule before the channel's.

    Live channels are answered while the customer waits and have no due time.
    """
    declared = CHANNELS[channel]
    if declared.live:
        return None
    minutes = type.reply_due_minutes if type is not None else None
    if minutes is None:
        row = ChannelSetting.objects.filter(channel=channel).first()
        minutes = _state(declared, row).reply_due_minutes
    if minutes is None:
        return None
    if declared.reply_clock == "business":
        return clock.add_business_seconds(opened_at, minutes * 60)
    return opened_at + timedelta(minutes=minutes)


@transaction.atomic
def set_channel(
    actor: User, *, channel: str, is_on: bool, own_reply_due: bool, reply_due_minutes: int | None
) -> ChannelSetting:
    """Decide about a channel; switching it off hides it from new contacts and nothing else."""
    row, _ = ChannelSetting.objects.select_for_update().get_or_create(channel=channel)
    before = _spoken(row)
    row.is_on, row.own_reply_due = is_on, own_reply_due
    row.reply_due_minutes = reply_due_minutes if own_reply_due else None
    changes = audit.diff(before, _spoken(row))
    if changes:
        row.save()
        label = str(CHANNELS[channel].label)
        audit.record(actor, "channel.changed", row, changes=changes, label=label)
    return row


def _spoken(row: ChannelSetting) -> dict[str, object]:
    state = _state(CHANNELS[row.channel], row)
    return {"is_on": state.is_on, "reply_due_minutes": state.reply_due_minutes}
