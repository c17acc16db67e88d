"""Case-mix adjustment (KPI.md §6): what an agent's figure would be with the team's mix.

Arrays hold sums by agent (rows) and cell (columns: inquiry type × channel); leading dimensions are
separate teams. The team contains the agent: the weights of the variance say so, so that intervals
keep their 95 % (docs/fairness.md). The interval is that of the agent's own adjusted value; only
the value shown is drawn towards the team, and never out of its interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..intervals import HIGH, Z

Array = NDArray[np.float64]

#: How many records of the team's ordinary spread a cell, and an agent, is taken to have had.
CELL_PRIOR, AGENT_PRIOR = 10.0, 20.0
#: The same for a cell's proportion, in records at the team's value.
SHARE_PRIOR = 4.0


@dataclass(frozen=True)
class Adjusted:
    """By agent, in the units of one record; agents without records are NaN.

    `value` is shrunk towards `team`, `full` is not; `kept` is the part of the difference that was
    kept. `low` and `high` are the 95 % interval of `full`. `error` is the standard error of the
    difference from the team. `n` is the sample, `raw` observed, `expected` what the team would
    have with this mix.
    """

    n: Array
    raw: Array
    expected: Array
    full: Array
    value: Array
    low: Array
    high: Array
    error: Array
    kept: Array
    team: Array


@dataclass(frozen=True)
class _Sums:
    n: Array  # by agent and cell
    agents: Array  # records by agent
    cells: Array  # records by cell, one row
    all: Array  # records of the team
    raw: Array
    expected: Array
    level: Array  # the team's value by cell
    team: Array


def means(n: Array, total: Array, squares: Array) -> Adjusted:
    """Observed ÷ expected × the team's value; interval by the delta method, t, of the logarithm.

    Times are skewed and never negative: on the logarithm the interval covers as it says.
    """
    s = _sums(n, total)
    ratio = np.where(
        s.expected > 0, _divide(s.raw, s.expected), np.where(s.agents > 0, 1.0, np.nan)
    )
    full = ratio * s.team
    spread, own_factor = _spread(s, total, squares, ratio)
    own = s.n * own_factor[..., None] * spread
    others = own.sum(-2, keepdims=True) - own
    reference = _divide(s.n, (s.agents * s.expected)[..., None] * s.cells)
    mine = _divide(1.0, s.agents * s.raw)[..., None]
    whole = _divide(1.0, s.all * s.team)[..., None]

    def variance(of_team: Array | float) -> Array:
        relative = (mine - reference + of_team) ** 2 * own + (of_team - reference) ** 2 * others
        found: Array = full**2 * relative.sum(-1)
        return found

    half = t_quantiles(s.agents - 1) * np.sqrt(_divide(variance(whole), full**2))
    error = np.sqrt(variance(0.0))
    edge = np.where(full > 0, full, np.nan)
    return _shrunk(s, full, edge * np.exp(-half), edge * np.exp(half), error)


def shares(n: Array, hits: Array) -> Adjusted:
    """Observed − expected + the team's value; interval as Wilson's with the sample it is worth."""
    s = _sums(n, hits)
    difference = s.raw - s.expected
    full = difference + s.team
    damped = difference * _divide(s.agents, s.agents + CELL_PRIOR)
    hits_by_cell = s.level * s.cells
    smooth = (hits_by_cell + SHARE_PRIOR * s.team[..., None]) / (s.cells + SHARE_PRIOR)
    edge = _divide(0.5, s.agents + 1)[..., None]
    chance = np.clip(smooth + damped[..., None], edge, 1 - edge)
    own = s.n * chance * (1 - chance)
    others = own.sum(-2, keepdims=True) - own
    reference = _divide(s.n, s.agents[..., None] * s.cells)
    mine = _divide(1.0, s.agents)[..., None]
    whole = _divide(1.0, s.all)[..., None]

    def variance(of_team: Array | float) -> Array:
        found: Array = (
            (mine - reference + of_team) ** 2 * own + (of_team - reference) ** 2 * others
        ).sum(-1)
        return found

    full = np.clip(full, 0.0, 1.0)
    edge = edge[..., 0]
    inside = np.clip(full, edge, 1 - edge)
    worth = _divide(inside * (1 - inside), variance(whole))
    low, high = wilson(full, worth)
    return _shrunk(s, full, low, high, np.sqrt(variance(0.0)))


def _sums(n: Array, total: Array) -> _Sums:
    agents, cells = n.sum(-1), n.sum(-2, keepdims=True)
    level = _divide(total.sum(-2, keepdims=True), cells)
    all_ = n.sum((-2, -1))[..., None]
    return _Sums(
        n=n,
        agents=agents,
        cells=cells,
        all=all_,
        raw=_divide(total.sum(-1), agents, np.nan),
        expected=_divide((n * np.nan_to_num(level)).sum(-1), agents, np.nan),
        level=np.nan_to_num(level),
        team=_divide(total.sum((-2, -1))[..., None], all_, np.nan),
    )


def _spread(s: _Sums, total: Array, squares: Array, ratio: Array) -> tuple[Array, Array]:
    """The variance of one record by cell at the team's pace, and each agent's multiple of it."""
    pace = np.nan_to_num(ratio, nan=1.0)[..., None]
    pace = np.where(pace > 0, pace, 1.0)
    left = squares - 2 * pace * s.level * total + (pace * s.level) ** 2 * s.n
    left = np.maximum(left, 0.0)
    by_cell = (left / pace**2).sum(-2, keepdims=True)
    count = s.n.shape[-2]
    room = s.all / np.maximum(s.all - count, 1.0)
    usual = _divide(
        by_cell.sum((-2, -1))[..., None], (s.cells * s.level**2).sum((-2, -1))[..., None]
    )
    usual = (usual * room)[..., None]
    spread = (by_cell + CELL_PRIOR * usual * s.level**2) / (
        np.maximum(s.cells - 1, 0.0) + CELL_PRIOR
    )
    expected = (s.n * spread).sum(-1)
    own = np.nan_to_num(_divide(left.sum(-1), expected))
    own = own * s.agents / np.maximum(s.agents - 1, 1.0)
    factor = (s.agents * own + AGENT_PRIOR * pace[..., 0] ** 2) / (s.agents + AGENT_PRIOR)
    return spread, factor


def _shrunk(s: _Sums, full: Array, low: Array, high: Array, error: Array) -> Adjusted:
    """Empirical Bayes: the spread of true values by DerSimonian and Laird's moments.

    Nobody is moved by more than one standard error (limited translation): who differs still shows.
    """
    apart = full - s.team
    known = np.isfinite(apart) & (error > 0)
    weight = np.where(known, _divide(1.0, error**2), 0.0)
    total = weight.sum(-1, keepdims=True)
    centre = _divide((weight * np.nan_to_num(apart)).sum(-1, keepdims=True), total)
    q = (weight * (np.nan_to_num(apart) - centre) ** 2).sum(-1, keepdims=True)
    freedom = known.sum(-1, keepdims=True) - 1
    between = _divide(q - freedom, total - _divide((weight**2).sum(-1, keepdims=True), total))
    between = np.maximum(np.nan_to_num(between), 0.0)
    kept = _divide(between, between + error**2)
    drawn = full - np.clip((1 - kept) * apart, -error, error)
    value = np.where(np.isfinite(low), np.clip(drawn, low, high), drawn)
    return Adjusted(
        n=s.agents, raw=s.raw, expected=s.expected, full=full, value=value, low=low, high=high,
        error=error, kept=kept, team=s.team[..., 0],
    )  # fmt: skip


def _divide(above: Any, below: Any, empty: float = 0.0) -> Array:
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    found: Array = np.full(below.shape, empty)
    np.divide(above, below, out=found, where=below > 0)
    return found


def wilson(share: Array, n: Array) -> tuple[Array, Array]:
    """As `intervals.wilson`, of many shares at once; `n` need not be whole."""
    square = Z * Z
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (share + square / (2 * n)) / (1 + square / n)
        half = Z / (1 + square / n) * np.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return np.maximum(0.0, centre - half), np.minimum(1.0, centre + half)


def t_quantiles(freedom: Array) -> Array:
    """Student's 97.5 % point; a single record has no interval."""
    from scipy.special import stdtrit

    found: Array = np.where(freedom > 0, stdtrit(np.maximum(freedom, 1.0), HIGH), np.nan)
    return found
