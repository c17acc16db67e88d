"""The last six months of a KPI: what a target or a goal is set against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from crm.core import formats

from . import figures
from .charts.line import ASIDE, Chart, Level, Line, Plot, Point, Table, Tick, chart
from .figures import Figure
from .kpis.catalogue import KPIS
from .slices import Slice
from .units import Shown

MONTHS = 6


@dataclass(frozen=True)
class Past:
    """Closed months with a figure, the oldest first."""

    kpi: str
    months: tuple[tuple[date, Figure], ...]

    @property
    def values(self) -> list[float]:
        return [figure.value for _day, figure in self.months if figure.value is not None]

    @property
    def lowest(self) -> float | None:
        return min(self.values, default=None)

    @property
    def highest(self) -> float | None:
        return max(self.values, default=None)

    def reached(self, level: float) -> int:
        """In how many of the months the level was reached."""
        if KPIS[self.kpi].better == "down":
            return sum(value <= level for value in self.values)
        return sum(value >= level for value in self.values)


def six_months(today: date) -> tuple[date, date]:
    """First and last day of the six closed months before this one."""
    last = today.replace(day=1) - timedelta(days=1)
    months = last.year * 12 + last.month - MONTHS
    return date(months // 12, months % 12 + 1, 1), last


def past_of(
    kpis: Iterable[str],
    today: date,
    *,
    teams: frozenset[int] | None = None,
    agents: frozenset[int] | None = None,
    types: frozenset[int] | None = None,
) -> dict[str, Past]:
    """Month by month for one scope; one read however many KPIs."""
    names = list(kpis)
    first, last = six_months(today)
    piece = Slice(first=first, last=last, teams=teams, agents=agents, types=types)
    rows = figures.read(piece, names, by=("month",))
    return {
        kpi: Past(
            kpi,
            tuple(
                (_month(str(row.keys["month"].code)), row.figures[kpi])
                for row in rows
                if row.figures[kpi].value is not None
            ),
        )
        for kpi in names
    }


def drawing(past: Past, shown: Shown, label: str, level: Level | None) -> Chart:
    """The months as a line, with the level that is being typed across them."""
    points = [
        (Point(number, figure.value), day, figure)
        for number, (day, figure) in enumerate(past.months)
        if figure.value is not None
    ]
    rows = [(formats.month(day), shown.text(p.y), formats.number(f.n)) for p, day, f in points]
    return chart(
        Plot(
            lines=[Line(str(KPIS[past.kpi].name), [point for point, _day, _figure in points])],
            x_ticks=[Tick(point.x, formats.month(day)) for point, day, _figure in points],
            x_range=(0, max(1, len(points) - 1)),
            write=shown.axis,
            label=label,
            seconds=KPIS[past.kpi].unit == "duration",
            target=level,
            table=Table((_("Month"), _("Value"), _("Sample")), rows),
        ),
        wide=ASIDE,
    )


def _month(code: str) -> date:
    return date(int(code[:4]), int(code[5:7]), 1)
