"""Timing: the median of several runs after a warm-up, and what is printed of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

RUNS = 7


@dataclass(frozen=True)
class Result:
    """One budget at one size. `ratio` = `took` ÷ `bound`, both in seconds; met when ≤ `limit`.

    Without a bound, `ratio` is `took` itself in seconds and `limit` is seconds too.
    """

    budget: int
    what: str
    size: int
    took: float
    bound: float | None
    limit: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.took if self.bound is None else self.took / self.bound

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.limit

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "met": self.is_met}


def timed(work: Callable[[], Any]) -> float:
    """Seconds one run takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(work: Callable[[], Any], runs: int = RUNS) -> float:
    """The median of `runs` runs, after one that does not count."""
    work()
    return statistics.median(timed(work) for _ in range(runs))


def paired(
    work: Callable[[], Any], bound: Callable[[], Any], runs: int = RUNS
) -> tuple[float, float]:
    """Medians of both, taken turn by turn, so that a busy machine weighs on both alike."""
    work()
    bound()
    pairs = [(timed(work), timed(bound)) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[max(0, round(len(ordered) * 0.95) - 1)]
