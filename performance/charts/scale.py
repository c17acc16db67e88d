"""From values to pixels, and which values to print on an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: Steps people read at a glance, in seconds; beyond the last whole multiples of it.
DURATION_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400)
PLAIN_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels; `top` may lie below `bottom`, as y does in SVG."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel, to a tenth."""
        span = self.high - self.low or 1.0
        return round(self.start + (value - self.low) / span * (self.end - self.start), 1)

    def inside(self, value: float) -> float:
        """The pixel, kept inside the drawing."""
        first, last = sorted((self.start, self.end))
        return min(max(self.at(value), first), last)


def ticks(values: Iterable[float], *, seconds: bool, wanted: int = 4) -> list[float]:
    """Round numbers that embrace the values, about `wanted` steps apart from each other."""
    known = list(values)
    low, high = min(known), max(known)
    if low == high:
        low, high = low - abs(low) * 0.05 - (1 if seconds else 0.005), high + abs(high) * 0.05
    step = _step((high - low) / wanted, seconds=seconds)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def _step(least: float, *, seconds: bool) -> float:
    if seconds:
        fitting = [step for step in DURATION_STEPS if step >= least]
        return float(fitting[0]) if fitting else math.ceil(least / 14_400) * 14_400.0
    size = 10.0 ** math.floor(math.log10(least))
    return next(size * step for step in PLAIN_STEPS if size * step >= least - 1e-12)


def text_width(text: str) -> float:
    """About how many pixels 12 px text takes: Hangul is square, digits are half of it."""
    return sum(11.5 if ord(character) > 0x2E80 else 7.0 for character in text)
