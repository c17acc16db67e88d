"""Why a figure changed (KPI.md §6), as pure sums: mix and within-type effects, volume and rate."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Sums:
    """What one type had in a period: the numerator's sum over the denominator's."""

    total: float = 0.0
    n: float = 0.0

    @property
    def value(self) -> float | None:
        return self.total / self.n if self.n else None


@dataclass(frozen=True)
class Part(Generic[K]):
    """One type's part of the change: `mix` because its share moved, `within` because its value did.

    `share_then`, `share_now`: its part of the denominator, 0–1. In units of one record.
    """

    key: K
    then: Sums
    now: Sums
    share_then: float
    share_now: float
    mix: float
    within: float

    @property
    def amount(self) -> float:
        return self.mix + self.within


@dataclass(frozen=True)
class Change(Generic[K]):
    """The parts sum to `now` − `then` exactly. `volume` and `rate` sum to the change of the sum."""

    then: float
    now: float
    parts: tuple[Part[K], ...]
    volume: float
    rate: float

    @property
    def amount(self) -> float:
        return self.now - self.then

    @property
    def mix(self) -> float:
        return sum(part.mix for part in self.parts)

    @property
    def within(self) -> float:
        return sum(part.within for part in self.parts)


def of_value(then: Mapping[K, Sums], now: Mapping[K, Sums]) -> Change[K] | None:
    """The change of a share or a mean by type; a period without records has none to explain."""
    before, after = _whole(then), _whole(now)
    first, second = before.value, after.value
    if first is None or second is None:
        return None
    parts = []
    for key in dict.fromkeys((*then, *now)):
        old, new = then.get(key, Sums()), now.get(key, Sums())
        if not old.n and not new.n:
            continue
        share_then, share_now = old.n / before.n, new.n / after.n
        value_now = new.value
        value_then = old.value if old.value is not None else value_now
        assert value_then is not None
        mix = (share_now - share_then) * (value_then - first)
        within = 0.0 if value_now is None else share_now * (value_now - value_then)
        parts.append(Part(key, old, new, share_then, share_now, mix, within))
    volume = (after.n - before.n) * first
    rate = after.n * (second - first)
    return Change(first, second, tuple(parts), volume, rate)


@dataclass(frozen=True)
class CountChange(Generic[K]):
    """A count split into more or fewer days, and more or fewer a day by type; exact again."""

    then: float
    now: float
    days: float
    parts: tuple[tuple[K, float, float, float], ...]
    """Each type with its counts then and now, and what its daily pace adds."""

    @property
    def amount(self) -> float:
        return self.now - self.then

    @property
    def pace(self) -> float:
        return sum(part[3] for part in self.parts)


def of_count(
    then: Mapping[K, float], now: Mapping[K, float], *, days_then: int, days_now: int
) -> CountChange[K] | None:
    """`days_…` are business days; without any, or without records, there is nothing to compare."""
    if not days_then or not days_now:
        return None
    before, after = sum(then.values()), sum(now.values())
    parts = tuple(
        (key, old, new, new - old / days_then * days_now)
        for key in dict.fromkeys((*then, *now))
        if (old := then.get(key, 0.0)) + (new := now.get(key, 0.0)) > 0
    )
    if not parts:
        return None
    return CountChange(before, after, before / days_then * (days_now - days_then), parts)


def _whole(sums: Mapping[K, Sums]) -> Sums:
    return Sums(sum(part.total for part in sums.values()), sum(part.n for part in sums.values()))
