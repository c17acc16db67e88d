"""From values to pixels, and which values to print on an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

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


Path = Sequence[tuple[float, float]]


def free_place(
    wide: float, across: tuple[float, float], feet: Sequence[float], paths: Sequence[Path]
) -> tuple[float, float] | None:
    """Where a word of 12 px meets no drawn line: its left edge and its foot, in pixels.

    Tried from the right edge of `across` to the left, at each of `feet`; none where all are taken.
    """
    left, last = across[0], across[1] - wide
    places = [(last - (last - left) * i / 12, foot) for i in range(13) for foot in feet]

    for start, foot in places:
        spots = [start + wide * i / 8 for i in range(9)]
        heights = (height for path in paths for height in _at(path, spots))
        if not any(foot - 15 < height < foot + 5 for height in heights):
            return round(start, 1), foot
    return None


def _at(path: Path, spots: Sequence[float]) -> list[float]:
    """How high a line runs at the places across that it reaches."""
    return [
        y1 + (y2 - y1) * (at - x1) / (x2 - x1)
        for (x1, y1), (x2, y2) in pairwise(path)
        for at in spots
        if x1 <= at <= x2 and x1 < x2
    ]
