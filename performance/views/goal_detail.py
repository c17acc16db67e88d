"""A goal's page: the figure so far, what the rest must be, and the way as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import clock, formats
from crm.people.models import User
from crm.people.roles import AGENT, EXECUTIVE

from ..charts.line import Chart, Level, Line, Plot, Point, Table, Tick, chart
from ..evidence import interval_words, kpi_url
from ..figures import Figure
from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi
from ..models import Goal, GoalCheckIn
from ..progress import Progress, progress_of
from ..units import Shown, shown
from .goal_cards import Card, card_of, name_of, period_of, scale_of


@dataclass(frozen=True)
class Entry:
    """A check-in as it is shown."""

    entry: GoalCheckIn
    value: str
    by: str


@dataclass(frozen=True)
class Detail:
    """Everything a goal's page shows."""

    goal: Goal
    kpi: Kpi
    name: str
    period: str
    target: str
    progress: Progress
    value: str
    interval: str
    sample: str
    gap: str
    needed: str
    needed_change: str
    chart: Chart
    entries: Sequence[Entry]
    records_url: str
    card: Card
    owner: str

    @property
    def is_small(self) -> bool:
        """Below the KPI's minimum sample nothing is judged."""
        return self.progress.figure.n < self.kpi.minimum_sample


def detail_of(goal: Goal, reader: User) -> Detail:
    """The page of one goal; a closed one shows its frozen result beside the way it took."""
    today = min(clock.today(), goal.ends_on)
    progress = progress_of(goal, today if goal.state == "closed" else clock.today())
    figure = progress.figure
    kept = goal.result or {}
    scale = scale_of(goal) or figure.scale
    shape = shown(goal.kpi, scale)
    value = kept["value"] if goal.result is not None else figure.value
    low, high = (kept.get("low"), kept.get("high")) if kept else (figure.low, figure.high)
    needed = progress.needed
    return Detail(
        goal=goal,
        kpi=KPIS[goal.kpi],
        name=name_of(goal, shape),
        period=period_of(goal),
        target=shape.level(goal.target),
        progress=progress,
        value=shape.text(value),
        interval=interval_words(shape, low, high),
        sample=_sample(goal, figure),
        gap=shape.change(value - goal.target) if value is not None else "",
        needed=shape.text(needed.level) if needed and needed.state == "open" else "",
        needed_change=_change(shape, needed.level, value) if needed and value is not None else "",
        chart=_way(goal, progress, shape),
        entries=_entries(goal, shape, reader),
        records_url=_records_url(goal),
        card=card_of(goal, figure),
        owner=name_for(reader, goal.owner),
    )


def _change(shape: Shown, level: float, value: float) -> str:
    return shape.change(level - value)


def _sample(goal: Goal, figure: Figure) -> str:
    """`2,308/2,913` for shares, the sample alone for means."""
    kept = goal.result or {}
    n = int(kept.get("n", figure.n)) if kept else figure.n
    top = kept.get("numerator") if kept else figure.numerator
    if KPIS[goal.kpi].unit == "percent" and top is not None:
        return f"{formats.number(top)}/{formats.number(n, 'count')}"
    return "n=" + formats.number(n)


def _entries(goal: Goal, shape: Shown, reader: User) -> list[Entry]:
    rows = goal.check_ins.select_related("by")
    return [
        Entry(
            entry=row,
            value=shape.text(row.value) if row.value is not None else "",
            by=name_for(reader, row.by),
        )
        for row in rows
    ]


def name_for(reader: User, person: User) -> str:
    """Executives read no names below the team's lead, agents none of their peers."""
    if reader.role in (AGENT, EXECUTIVE) and person.role == AGENT and person != reader:
        return pgettext("figures", "Agent")
    return person.name


def _records_url(goal: Goal) -> str:
    """The KPI's page with the goal's scope and days."""
    return kpi_url(
        goal.kpi,
        first=goal.starts_on.isoformat(),
        last=min(goal.ends_on, clock.today()).isoformat(),
        team=goal.team.code if goal.scope == "team" and goal.team else "",
        agent=goal.agent.code if goal.agent else "",
    )


def _way(goal: Goal, progress: Progress, shape: Shown) -> Chart:
    """All days together, day by day, over the whole period, with the level to reach."""
    points = progress.points
    start = goal.starts_on.toordinal()
    last = points[-1].day if points else goal.starts_on
    bound = None
    if goal.state == "active" and points and last < goal.ends_on:
        words = pgettext("chart", "to %(day)s") % {"day": formats.short_day(last)}
        bound = Tick(last.toordinal() - start, words)
    rows = [
        (
            formats.day(point.day),
            shape.text(point.value),
            formats.number(point.n),
            shape.text(point.together),
        )
        for point in points
    ]
    level = f"{_('Target')} {shape.level(goal.target)}"
    line = Line(
        _("All days together"),
        [Point(point.day.toordinal() - start, point.together) for point in points],
        label=shape.text(points[-1].together) if points else "",
    )
    return chart(
        Plot(
            lines=[line],
            x_ticks=_ticks(goal.starts_on, goal.ends_on),
            x_range=(0, max(1, (goal.ends_on - goal.starts_on).days)),
            write=shape.axis,
            label=_sentence(goal, points[-1].together if points else None, last, shape),
            seconds=KPIS[goal.kpi].unit == "duration",
            target=Level(goal.target, level),
            bound=bound,
            table=Table((_("Day"), _("That day"), _("Sample"), _("All days together")), rows),
        )
    )


def _sentence(goal: Goal, value: float | None, last: date, shape: Shown) -> str:
    return pgettext(
        "chart", "%(kpi)s, all days together: %(value)s by %(day)s, target %(target)s."
    ) % {
        "kpi": KPIS[goal.kpi].name,
        "value": shape.text(value),
        "day": formats.day(last),
        "target": shape.text(goal.target),
    }


def _ticks(first: date, last: date) -> list[Tick]:
    """The first day, Mondays (or months in long periods), and the last day."""
    days = (last - first).days
    found = [first]
    for offset in range(1, days):
        day = first + timedelta(days=offset)
        if (days <= 45 and day.weekday() == 0) or (days > 45 and day.day == 1):
            found.append(day)
    if days:
        found.append(last)
    return [Tick((day - first).days, formats.short_day(day)) for day in found]
