"""Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), on counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..intervals import Z

Array = NDArray[np.float64]
#: The prior's weight in records: what each side is taken to have seen of the whole's habits.
PRIOR = 100.0


@dataclass(frozen=True)
class Odds:
    """Odds ratios (1: as often on both sides) with their 95 % interval, and z scores."""

    ratio: Array
    low: Array
    high: Array
    z: Array


def log_odds(bad: Array, rest: Array, *, prior: float = PRIOR) -> Odds:
    """Each entry counts one thing on the bad side and on the other; `prior` pseudo-counts spread
    over the things as all records together do, so that rare ones are drawn to 1.
    """
    if bad.size < 2 or not bad.sum() or not rest.sum():
        nothing = np.zeros(bad.size)
        return Odds(nothing + 1, nothing, nothing + np.inf, nothing)
    together = bad + rest
    alpha = prior * together / together.sum()

    def side(counts: Array) -> Array:
        seen = counts + alpha
        odds: Array = np.log(seen / (seen.sum() - seen))
        return odds

    difference = side(bad) - side(rest)
    error = np.sqrt(1 / (bad + alpha) + 1 / (rest + alpha))
    return Odds(
        ratio=np.exp(difference),
        low=np.exp(difference - Z * error),
        high=np.exp(difference + Z * error),
        z=difference / error,
    )
