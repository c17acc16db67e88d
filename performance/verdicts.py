"""What may be said about a figure: held against its target, and against an earlier figure.

A verdict needs the 95 % interval wholly on one side of the target; a change is one when the
interval of the difference leaves out zero. Everything else is "inconclusive" or "within error".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from . import intervals
from .figures import Figure
from .kpis.catalogue import KPIS
from .kpis.types import Better

State = Literal["good", "hold", "bad", "small", "none"]
Meaning = Literal["improved", "worse", "within", "none"]


class Aim(Protocol):
    """What a verdict needs of a target, in the KPI's stored unit; `floor` makes it a band."""

    @property
    def value(self) -> float: ...
    @property
    def floor(self) -> float | None: ...
    @property
    def caution(self) -> float | None: ...
    @property
    def minimum_sample(self) -> int: ...


@dataclass(frozen=True)
class Verdict:
    """`small`: fewer records than the target asks for. `none`: nothing to say, or no target.

    `past_caution`: the value lies beyond the caution line, whatever the interval says.
    """

    state: State
    past_caution: bool = False


@dataclass(frozen=True)
class Delta:
    """Now − then in the KPI's unit; `None` without a comparison. `low`, `high`: its interval."""

    amount: float | None
    meaning: Meaning
    low: float | None = None
    high: float | None = None


NOTHING = Verdict("none")
NO_COMPARISON = Delta(None, "none")


def verdict(figure: Figure, target: Aim | None) -> Verdict:
    better = KPIS[figure.kpi].better
    if target is None or figure.value is None or better is Better.NONE:
        return NOTHING
    if figure.n < target.minimum_sample:
        return Verdict("small")
    past = _is_past(figure.value, target.caution, better)
    return Verdict(_side(figure, target, better), past)


def _side(figure: Figure, target: Aim, better: Better) -> State:
    if figure.interval is None:
        return "hold"
    low, high = figure.interval
    if target.floor is not None:
        if target.floor <= low and high <= target.value:
            return "good"
        return "bad" if high < target.floor or low > target.value else "hold"
    if better is Better.UP:
        return "good" if low >= target.value else "bad" if high < target.value else "hold"
    return "good" if high <= target.value else "bad" if low > target.value else "hold"


def _is_past(value: float, caution: float | None, better: Better) -> bool:
    if caution is None:
        return False
    return value < caution if better is Better.UP else value > caution


def delta(now: Figure, then: Figure | None) -> Delta:
    """Without both values there is no comparison; counts have no better and so no meaning."""
    if then is None or now.value is None or then.value is None:
        return NO_COMPARISON
    amount = now.value - then.value
    better = KPIS[now.kpi].better
    if now.low is None or now.high is None or then.low is None or then.high is None:
        return Delta(amount, "none" if better is Better.NONE else "within")
    low, high = intervals.of_difference(
        (now.value, now.low, now.high), (then.value, then.low, then.high)
    )
    if low <= 0 <= high or better not in (Better.UP, Better.DOWN):
        return Delta(amount, "within", low, high)
    rose = low > 0
    return Delta(amount, "improved" if rose == (better is Better.UP) else "worse", low, high)
