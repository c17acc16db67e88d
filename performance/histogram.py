"""Log buckets of whole seconds: mergeable counts from which any percentile is at most 1 % off.

Up to 50 seconds every second is a bucket of its own; above, a bucket is as wide as one percent
around its middle allows. The bounds are whole numbers, so PostgreSQL's `width_bucket` and this
module agree exactly.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

ERROR = 0.01
_SINGLE = 50
#: The longest duration told apart: about twelve years.
_LONGEST = 400_000_000


def _bounds() -> tuple[int, ...]:
    """The first second of each bucket after the first."""
    found = list(range(1, _SINGLE + 1))
    while found[-1] < _LONGEST:
        low = found[-1]
        high = int(low * (1 + ERROR) / (1 - ERROR))
        found.append(max(high, low) + 1)
    return tuple(found)


BOUNDS: tuple[int, ...] = _bounds()


def bucket(seconds: int) -> int:
    """The bucket a duration falls into, as `width_bucket(seconds, BOUNDS)` says it."""
    return bisect_right(BOUNDS, seconds)


def middle(number: int) -> float:
    """The value that stands for a bucket: equally far, in percent, from both ends."""
    low = BOUNDS[number - 1] if number else 0
    high = BOUNDS[number] - 1 if number < len(BOUNDS) else low
    return 2 * low * high / (low + high) if low + high else 0.0


def quantile(counts: Sequence[tuple[float, int]], share: float) -> float | None:
    """The quantile of sorted (value, count) pairs, between two records by their distance.

    The same rule as PostgreSQL's `percentile_cont`: position share × (n − 1).
    """
    total = sum(count for _, count in counts)
    if not total:
        return None
    position = share * (total - 1)
    below = int(position)
    low = nth(counts, below)
    rest = position - below
    if not rest:
        return low
    return low + rest * (nth(counts, below + 1) - low)


def nth(counts: Iterable[tuple[float, int]], index: int) -> float:
    """The value of the record at an index (0 = smallest) of sorted (value, count) pairs."""
    passed = 0
    for value, count in counts:
        passed += count
        if index < passed:
            return value
    raise IndexError(index)
