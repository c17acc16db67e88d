"""How a goal stands: its figure so far, the way there, and what the rest would have to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm.core import clock

from . import figures
from .figures import Figure
from .kpis.catalogue import KPIS
from .models import Goal
from .slices import Slice

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """One day with records: its own value, and all days together up to it."""

    day: date
    value: float
    n: int
    together: float
    n_together: int


@dataclass(frozen=True)
class Needed:
    """The level the rest of the period must have, at the average volume of a business day so far.

    `state`: `open` (the level is possible), `safe` (any level will do), `beyond` (no level will).
    """

    level: float
    state: str
    volume: float


@dataclass(frozen=True)
class Progress:
    """All a goal's page shows; `needed` is missing once nothing is left, or before any record."""

    goal: Goal
    figure: Figure
    met: bool | None
    days_left: int
    business_days_left: int
    needed: Needed | None
    points: Sequence[Point]


def takes_goal(kpi: str) -> bool:
    """A goal needs a direction and a sum: what is left to do cannot be read off a percentile."""
    kind = KPIS[kpi]
    return kind.better in ("up", "down") and kind.shape in ("share", "mean", "balance")


def reading(goal: Goal, day: date) -> Figure:
    """The goal's figure from its first day to its last, or to `day` while it runs."""
    rows = figures.read(goal_slice(goal, min(goal.ends_on, day)), [goal.kpi])
    return rows[0].figures[goal.kpi]


def goal_slice(goal: Goal, last: date) -> Slice:
    """The records a goal counts: the agent's, the stamped team's, or all."""
    return Slice(
        first=goal.starts_on,
        last=max(goal.starts_on, last),
        teams=frozenset({goal.team_id}) if goal.scope == "team" and goal.team_id else None,
        agents=frozenset({goal.agent_id}) if goal.agent_id else None,
    )


def is_met(kpi: str, value: float | None, target: float) -> bool | None:
    """Whether the level is reached; unknown without a value."""
    if value is None:
        return None
    return value <= target if KPIS[kpi].better == "down" else value >= target


def result_of(goal: Goal, figure: Figure) -> dict[str, Any]:
    """What is frozen on closing: plain numbers, so that a later definition cannot change them."""
    return {
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n": figure.n,
        "low": figure.low,
        "high": figure.high,
        "reason": figure.reason,
        "scale": figure.scale,
        "version": KPIS[goal.kpi].version,
        "attained": is_met(goal.kpi, figure.value, goal.target),
    }


def progress_of(goal: Goal, today: date) -> Progress:
    """The whole picture of one goal: two reads, of the figure and of its days."""
    figure = reading(goal, today)
    points = way_so_far(goal, today)
    ahead = max(today, goal.starts_on)
    return Progress(
        goal=goal,
        figure=figure,
        met=is_met(goal.kpi, figure.value, goal.target),
        days_left=max(0, (goal.ends_on - ahead).days + 1),
        business_days_left=clock.business_days(ahead, goal.ends_on),
        needed=None
        if figure.value is None
        else _needed(
            goal, [point for point in points if point.day < today], _unknown(goal, figure, ahead)
        ),
        points=points,
    )


def _unknown(goal: Goal, figure: Figure, ahead: date) -> date:
    """The first day whose part of the figure is open: today, or the first that is not final."""
    if figure.final_until is None:
        return ahead
    return max(goal.starts_on, min(ahead, figure.final_until + ONE_DAY))


def way_so_far(goal: Goal, today: date) -> list[Point]:
    """Day by day the value of all days together: Σ numerators ÷ Σ denominators (KPI.md R1)."""
    found: list[Point] = []
    weighted, weight = 0.0, 0.0
    for row in figures.read(goal_slice(goal, min(goal.ends_on, today)), [goal.kpi], by=("day",)):
        figure = row.figures[goal.kpi]
        if figure.value is None:
            continue
        size = figure.denominator if figure.denominator is not None else figure.n
        weighted, weight = weighted + figure.value * size, weight + size
        day = date.fromisoformat(str(row.keys["day"].code))
        found.append(Point(day, figure.value, int(size), weighted / weight, int(weight)))
    return found


def _needed(goal: Goal, done: Sequence[Point], ahead: date) -> Needed | None:
    """Solve target = (so far + level × rest) ÷ (weight so far + rest) for the level."""
    left = clock.business_days(ahead, goal.ends_on)
    passed = clock.business_days(goal.starts_on, ahead - ONE_DAY)
    if not done or not left or not passed:
        return None
    last = done[-1]
    volume = last.n_together / passed
    rest = volume * left
    level = (goal.target * (last.n_together + rest) - last.together * last.n_together) / rest
    return Needed(level, _state(goal.kpi, level), volume)


#: Lowest and highest value that can exist, by unit.
_ENDS: dict[str, tuple[float, float]] = {
    "percent": (0.0, 1.0),
    "score": (0.0, 100.0),
    "points": (-100.0, 100.0),
}


def _state(kpi: str, level: float) -> str:
    kind = KPIS[kpi]
    least, most = _ENDS.get(kind.unit, (0.0, None))
    if kind.better == "down":
        if level < least:
            return "beyond"
        return "safe" if most is not None and level >= most else "open"
    if most is not None and level > most:
        return "beyond"
    return "safe" if level <= least else "open"
