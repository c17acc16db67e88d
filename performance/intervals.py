"""95 % intervals (KPI.md §5). Pure functions; scipy is imported where it is needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from . import histogram

Z = 1.959964
LOW, HIGH = 0.025, 0.975

Interval = tuple[float, float] | None


def wilson(hits: int, n: int) -> Interval:
    """A proportion's interval, without continuity correction."""
    if n <= 0:
        return None
    share, square = hits / n, Z * Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def t_mean(total: int, squares: int, n: int) -> Interval:
    """A mean's interval from its sums, exact integers until the last step; one record has none."""
    if n <= 1:
        return None
    mean = total / n
    variance = (n * squares - total * total) / (n * (n - 1))
    half = t_quantile(n - 1) * math.sqrt(max(0.0, variance) / n)
    return mean - half, mean + half


def balance(total: int, decided: int, n: int) -> Interval:
    """Of a mean of scores +1, 0, −1: normal, with the population variance of the n scores.

    `decided` is how many are not 0; one record has none.
    """
    if n <= 1:
        return None
    mean = total / n
    half = Z * math.sqrt(max(0.0, decided / n - mean * mean) / n)
    return max(-1.0, mean - half), min(1.0, mean + half)


def ratio(n: int, x: int, y: int, xx: int, xy: int, yy: int) -> Interval:
    """Of Σx ÷ Σy over n independent draws (x, y), by the delta method; one draw has none."""
    if n <= 1 or y == 0:
        return None
    value = x / y
    spread = max(0.0, xx - 2 * value * xy + value * value * yy)
    half = t_quantile(n - 1) * math.sqrt(n / (n - 1) * spread) / y
    return value - half, value + half


@lru_cache(maxsize=4096)
def t_quantile(freedom: int) -> float:
    """The 97.5 % point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, HIGH))


def order_statistics(counts: Sequence[tuple[float, int]], share: float) -> Interval:
    """A quantile's interval: the records between which it lies with at least 95 %.

    Too few records to say so (a P90 of twenty): none.
    """
    n = sum(count for _, count in counts)
    if n < 2:
        return None
    low, high = _binomial(LOW, n, share), _binomial(HIGH, n, share) + 1
    if low < 1 or high > n:
        return None
    return histogram.nth(counts, low - 1), histogram.nth(counts, high - 1)


@lru_cache(maxsize=4096)
def _binomial(level: float, n: int, share: float) -> int:
    """The smallest k with P(X ≤ k) ≥ level, X binomial."""
    from scipy.special import bdtr, bdtrik

    found = math.ceil(float(bdtrik(level, n, share)))
    below = max(found - 1, 0)
    return below if float(bdtr(below, n, share)) >= level else found


def of_difference(
    now: tuple[float, float, float], then: tuple[float, float, float]
) -> tuple[float, float]:
    """The interval of now − then from two (value, low, high) by the method of variance recovery.

    For proportions with Wilson intervals this is Newcombe's interval.
    """
    (a, a_low, a_high), (b, b_low, b_high) = now, then
    difference = a - b
    return (
        difference - math.hypot(a - a_low, b_high - b),
        difference + math.hypot(a_high - a, b - b_low),
    )
