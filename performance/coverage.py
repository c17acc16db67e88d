"""Where missed contacts are known to come in, so that offered figures mean something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from interactions.channels import LIVE
from interactions.models import ContactSource

from .dimensions import SPANS, span_days
from .once import once
from .slices import Slice


@dataclass(frozen=True)
class Coverage:
    """Channels and days for which some source also delivers contacts nobody answered."""

    known: tuple[tuple[str, date, date], ...]

    @classmethod
    def read(cls) -> Coverage:
        return cls(once("coverage", _known))

    def holds(self, channels: frozenset[str], piece: Slice, group: Mapping[str, Any]) -> bool:
        """Whether any of the channels is covered on a day of this part of the slice.

        Channel and day alone decide: a mixed slice counts everything in it once one is covered.
        """
        first, last = _days_of(piece, group)
        return any(
            channel in channels and begins <= last and ends >= first
            for channel, begins, ends in self.known
        )


def _known() -> tuple[tuple[str, date, date], ...]:
    rows = ContactSource.objects.filter(delivers_missed=True)
    return tuple(rows.values_list("channel", "first_day", "last_day"))


def channels_of(piece: Slice, group: Mapping[str, Any]) -> frozenset[str]:
    """The live channels a part of the slice can hold contacts of."""
    channels = frozenset(LIVE) if piece.channels is None else piece.channels & frozenset(LIVE)
    return channels & {group["channel"]} if "channel" in group else channels


def _days_of(piece: Slice, group: Mapping[str, Any]) -> tuple[date, date]:
    first, last = piece.first, piece.last
    if piece.days:
        first, last = max(first, min(piece.days)), min(last, max(piece.days))
    for name in SPANS:
        if name in group:
            begins, ends = span_days(name, group[name])
            first, last = max(first, begins), min(last, ends)
    return first, last
