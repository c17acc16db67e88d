"""The channels a contact can come by, one file each; adding a file adds a channel."""

from __future__ import annotations

from . import chat, email, phone, sns, visit
from .types import Channel

CHANNELS: dict[str, Channel] = {
    channel.key: channel
    for channel in (phone.CHANNEL, email.CHANNEL, chat.CHANNEL, sns.CHANNEL, visit.CHANNEL)
}
LIVE: tuple[str, ...] = tuple(key for key, channel in CHANNELS.items() if channel.live)
WRITTEN: tuple[str, ...] = tuple(key for key, channel in CHANNELS.items() if not channel.live)


def channel_choices() -> list[tuple[str, object]]:
    return [(key, channel.label) for key, channel in CHANNELS.items()]


__all__ = ["CHANNELS", "LIVE", "WRITTEN", "Channel", "channel_choices"]
