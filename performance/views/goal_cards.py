"""A goal in a list: its name, its figure, and how far along its bar stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import clock, formats

from .. import figures
from ..figures import Figure
from ..kpis.catalogue import KPIS
from ..models import Goal
from ..progress import goal_slice, is_met
from ..units import Shown, shown

#: How far a bar reaches to either side of its target, as a part of it.
LEAST_REACH = 0.06


@dataclass(frozen=True)
class Bar:
    """Places on a bar, 0–100; the target stands at two thirds, better is to the right."""

    value: float | None
    target: float
    label: str


@dataclass(frozen=True)
class Card:
    """A goal in a list. `state`: `good`, `bad` (closed), `hold` (running), `none`."""

    goal: Goal
    name: str
    value: str
    note: str
    state: str
    words: str
    bar: Bar
    period: str

    @property
    def slug(self) -> str:
        return str(self.goal)


def name_of(goal: Goal, shape: Shown) -> str:
    """`First contact resolution ≥ 80%`; the words carry the direction in each language."""
    facts = {"kpi": KPIS[goal.kpi].short_name, "level": shape.level(goal.target)}
    if KPIS[goal.kpi].better == "down":
        return pgettext("goal", "%(kpi)s: %(level)s or less") % facts
    return pgettext("goal", "%(kpi)s: %(level)s or more") % facts


def period_of(goal: Goal) -> str:
    """`2026.11`, `2026 Q4`, else the days."""
    first, after = goal.starts_on, goal.ends_on + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    if first.day == 1 and after.day == 1 and months == 1:
        return formats.month(first)
    if first.day == 1 and after.day == 1 and months == 3 and first.month % 3 == 1:
        facts = {"year": first.year, "quarter": first.month // 3 + 1}
        return pgettext("goal period", "Q%(quarter)s %(year)s") % facts
    return formats.span(first, goal.ends_on)


def cards_of(goals: Iterable[Goal]) -> list[Card]:
    """Cards with their figures; goals of one scope and period share a read."""
    rows = list(goals)
    found = _figures_of([goal for goal in rows if goal.result is None])
    return [card_of(goal, found.get(goal.pk)) for goal in rows]


def _figures_of(goals: Sequence[Goal]) -> dict[int, Figure]:
    today = clock.today()
    together: dict[object, list[Goal]] = defaultdict(list)
    for goal in goals:
        if goal.starts_on <= today:
            together[goal_slice(goal, min(goal.ends_on, today))].append(goal)
    found: dict[int, Figure] = {}
    for members in together.values():
        piece = goal_slice(members[0], min(members[0].ends_on, today))
        read = figures.read_one(piece, sorted({goal.kpi for goal in members}))
        found |= {goal.pk: read[goal.kpi] for goal in members}
    return found


def card_of(goal: Goal, figure: Figure | None) -> Card:
    kept = goal.result or {}
    value: float | None = figure.value if figure else None
    n = figure.n if figure else 0
    if goal.result is not None:
        value, n = kept["value"], int(kept["n"])
    shape = shown(goal.kpi, figure.scale if figure else scale_of(goal))
    state, words = _state(goal, is_met(goal.kpi, value, goal.target))
    if goal.state == "active" and value is not None and n < KPIS[goal.kpi].minimum_sample:
        words = pgettext("verdict", "Small sample")
    return Card(
        goal=goal,
        name=name_of(goal, shape),
        value=shape.text(value),
        note=_("n = %(n)s") % {"n": formats.number(n)},
        state=state,
        words=words,
        bar=_bar(goal, value, shape),
        period=period_of(goal),
    )


def scale_of(goal: Goal) -> str | None:
    """A closed goal keeps the survey scale of its result."""
    return (goal.result or {}).get("scale")


def _state(goal: Goal, met: bool | None) -> tuple[str, str]:
    """A running goal is not judged: only whether the level is reached so far is said."""
    if goal.state == "declined":
        return "none", str(goal.get_state_display())
    if goal.state == "proposed":
        return "none", str(goal.get_state_display())
    if goal.state == "closed":
        if met is None:
            return "none", pgettext("goal", "No result")
        return ("good", pgettext("goal", "Reached")) if met else ("bad", pgettext("goal", "Missed"))
    if met is None:
        return "none", pgettext("goal", "No figure yet")
    if met:
        return "none", pgettext("goal", "At the level so far")
    return "none", pgettext("goal", "Short of the level so far")


def _bar(goal: Goal, value: float | None, shape: Shown) -> Bar:
    """A scale around the target wide enough for the value; lower is better reads from right."""
    target = goal.target
    gap = 0.0 if value is None else abs(value - target)
    reach = max(gap * 1.15, abs(target) * LEAST_REACH) or 1.0
    sign = -1 if KPIS[goal.kpi].better == "down" else 1
    place = None
    if value is not None:
        place = round(
            min(100.0, max(2.0, (sign * (value - target) + 2 * reach) / (3 * reach) * 100)), 1
        )
    label = pgettext("goal bar", "%(value)s, target %(target)s") % {
        "value": shape.text(value),
        "target": shape.text(target),
    }
    return Bar(place, 66.7, label)
