"""Agents compared fairly: adjusted figures, and the target they may be held against."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from crm.core import clock
from crm.people.models import Team

from .. import freshness, targets
from ..figures import NO_DATA, Figure
from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi, Shape
from ..models import Target
from ..slices import Slice
from ..targets import TargetValue
from . import adjust, mix
from .adjust import Adjusted
from .mix import Mix

#: Figures read once are kept this long, or until the next count of one of the teams.
KEPT_SECONDS = 600


@dataclass(frozen=True)
class AdjustedFigure:
    """An agent's figure at the team's mix, in the KPI's stored unit.

    `figure` carries the value shown (shrunk) with the interval; `raw` is as measured, `expected`
    what the team would have with this agent's mix, `full` before it was drawn towards `team`.
    `error` is the standard error of the difference from the team, `spread` the standard deviation
    of one record of the team, `share` the agent's part of the team's records.
    """

    figure: Figure
    raw: float
    expected: float
    full: float
    team: float
    error: float
    spread: float
    share: float

    @property
    def certainty(self) -> float:
        """How many standard errors it lies from the team; 0 where that is unknown."""
        return (self.full - self.team) / self.error if self.error > 0 else 0.0


ByAgent = dict[int, AdjustedFigure]


def adjusted(piece: Slice, kpis: Iterable[str]) -> dict[str, ByAgent]:
    """Each KPI that can be adjusted, by the id of the agent, at the mix of the whole slice."""
    names = [name for name in kpis if mix.can_be_adjusted(KPIS[name])]
    stamp = _stamp(piece)
    keys = {name: _key(piece, name, stamp) for name in names}
    kept: dict[str, ByAgent] = cache.get_many(keys.values()) if stamp else {}
    found = {name: kept[key] for name, key in keys.items() if key in kept}
    missing = [name for name in names if name not in found]
    new = {name: of_mix(KPIS[name], one) for name, one in mix.read(piece, missing).items()}
    if stamp and new:  # without a stamp nothing would say when a count made it old
        cache.set_many({keys[name]: one for name, one in new.items()}, KEPT_SECONDS)
    return {**found, **new}


def of_mix(kpi: Kpi, one: Mix) -> ByAgent:
    """Pure: the adjusted figures of one KPI's sums."""
    if not one.agents:
        return {}
    if kpi.shape is Shape.SHARE or one.squares is None:
        found = adjust.shares(one.n, one.total)
    else:
        found = adjust.means(one.n, one.total, one.squares)
    spread, count = _spread(kpi, one), float(one.n.sum())
    return {
        agent: _figure(kpi, found, row, spread, count)
        for row, agent in enumerate(one.agents)
        if agent
    }  # nobody is part of the team and stands in no row


def _spread(kpi: Kpi, one: Mix) -> float:
    """The standard deviation of one of the team's records, in the KPI's unit."""
    n, mean = one.n.sum(), one.total.sum() / one.n.sum()
    if one.squares is None:
        variance = mean * (1 - mean)
    else:
        variance = one.squares.sum() / n - mean**2
    return kpi.scale * math.sqrt(max(float(variance), 0.0))


def _figure(kpi: Kpi, found: Adjusted, row: int, spread: float, count: float) -> AdjustedFigure:
    def shown(value: float) -> float:
        return kpi.scale * float(value)

    n = int(found.n[row])
    low, high = shown(found.low[row]), shown(found.high[row])
    value = shown(found.value[row])
    if kpi.unit == "score":
        value, low, high = min(value, 100.0), min(low, 100.0), min(high, 100.0)
    bounded = math.isfinite(low) and math.isfinite(high)
    figure = Figure(
        kpi.id,
        value if math.isfinite(value) else None,
        None,
        n,
        n,
        low if bounded else None,
        high if bounded else None,
        reason=None if math.isfinite(value) else NO_DATA,
    )
    return AdjustedFigure(
        figure=figure,
        raw=shown(found.raw[row]),
        expected=shown(found.expected[row]),
        full=shown(found.full[row]),
        team=shown(float(found.team)),
        error=shown(found.error[row]) if math.isfinite(found.error[row]) else 0.0,
        spread=spread,
        share=n / count,
    )


def aim_of(own: TargetValue | None, team: TargetValue | None) -> TargetValue | None:
    """A value at the team's mix is held against the team's target, unless the agent has one."""
    return own if own is not None and own.scope == "agent" else team


def own_aims(
    piece: Slice, kpis: Sequence[str], team_id: int | None
) -> dict[int, dict[str, TargetValue | None]]:
    """The targets of agents who have one of their own; one query where nobody has."""
    known = Target.objects.known_on(piece.last).filter(agent__isnull=False, kpi__in=list(kpis))
    ids = set(known.order_by().values_list("agent_id", flat=True))
    return targets.by_agent(piece, kpis, dict.fromkeys(ids, team_id)) if ids else {}


def by_chance(comparisons: int) -> int:
    """About how many of so many comparisons clear their target by chance alone."""
    return max(1, round(comparisons * 0.05)) if comparisons else 0


def states(cells: Iterable[str]) -> int:
    """How many comparisons were made: cells with a verdict, whichever."""
    return sum(state in ("good", "hold", "bad") for state in cells)


def _key(piece: Slice, kpi: str, stamp: str) -> str:
    asked = repr((piece, kpi, clock.today(), stamp))
    return "fairness:adjusted:" + hashlib.sha256(asked.encode()).hexdigest()


def _stamp(piece: Slice) -> str:
    teams = piece.teams
    if teams is None:
        teams = frozenset({0, *Team.objects.values_list("pk", flat=True)})
    return freshness.stamp(teams)
