"""A figure by weekday and hour: a table whose cells are shaded by value and open their records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core import formats
from crm.core.formats import Unit

from . import verdicts
from .asked import hour_name
from .figures import Figure, Row
from .kpis.catalogue import KPIS
from .kpis.types import Shape
from .tiles import is_raw
from .trend import words_of
from .units import Shown, shown

if TYPE_CHECKING:
    from datetime import date

    from .asked import Asked
    from .targets import TargetValue
    from .tiles import Question

STEPS = 5
Place = tuple[int, int]  # weekday, hour


@dataclass(frozen=True)
class Cell:
    """`step` 1–5 from low to high, 0 without shade; `words` are what the drawing says."""

    value: str
    n: str
    step: int
    state: str
    is_small: bool
    words: str
    url: str


@dataclass(frozen=True)
class Line:
    hour: str
    cells: Sequence[Cell]
    total: Cell


@dataclass(frozen=True)
class Heat:
    """`weekdays`: name and how many of them lie in the period; `edges`: where the shade changes."""

    weekdays: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    foot: Sequence[Cell]
    whole: Cell
    edges: str
    judged: int
    by_chance: int
    minimum: int


def heat(asked: Asked, kpi: str, q: Question) -> Heat | None:
    """Nothing where the page is narrowed to one hour or weekday, or where nothing counts."""
    if asked.hour is not None or asked.weekday is not None:
        return None
    cells = {
        (_code(row, "weekday"), _code(row, "hour")): row.figures[kpi]
        for row in q.parts(kpi, "weekday", "hour")
    }
    if not cells:
        return None
    return _Maker(asked, kpi, q, cells).table()


def _code(row: Row, name: str) -> int:
    code = row.keys[name].code
    assert isinstance(code, int), name
    return code


class _Maker:
    def __init__(self, asked: Asked, kpi: str, q: Question, cells: Mapping[Place, Figure]) -> None:
        self.asked, self.kpi, self.q, self.cells = asked, kpi, q, cells
        self.shape: Shown = shown(kpi, q.scale)
        self.aim: TargetValue | None = None if is_raw(asked, kpi) else q.aims([kpi])[kpi]
        self.is_count = KPIS[kpi].shape is Shape.COUNT
        self.minimum = self.aim.minimum_sample if self.aim else KPIS[kpi].minimum_sample
        self.edges = self._edges()

    def table(self) -> Heat:
        days = sorted({weekday for weekday, _hour in self.cells})
        found = sorted({hour for _weekday, hour in self.cells})
        hours = range(found[0], found[-1] + 1)
        by_hour = {_code(r, "hour"): r.figures[self.kpi] for r in self.q.parts(self.kpi, "hour")}
        by_day = {
            _code(r, "weekday"): r.figures[self.kpi] for r in self.q.parts(self.kpi, "weekday")
        }
        lines = [
            Line(
                hour_name(hour),
                [self._cell(self.cells.get((day, hour)), weekday=day, hour=hour) for day in days],
                self._cell(by_hour.get(hour), hour=hour, shaded=False),
            )
            for hour in hours
        ]
        judged = sum(cell.state in ("good", "hold", "bad") for line in lines for cell in line.cells)
        return Heat(
            weekdays=[(formats.weekday_name(day), self._days(day)) for day in days],
            lines=lines,
            foot=[self._cell(by_day.get(day), weekday=day, shaded=False) for day in days],
            whole=self._cell(self.q.now([self.kpi])[self.kpi], shaded=False),
            edges=" · ".join(self._digits(edge) for edge in self.edges),
            judged=judged,
            by_chance=max(1, round(judged * 0.05)),
            minimum=self.minimum,
        )

    def _days(self, weekday: int) -> str:
        period = self.asked.period
        days: list[date] = [period.first + timedelta(days=n) for n in range(period.days)]
        count = sum(day.isoweekday() == weekday for day in days)
        return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}

    def _edges(self) -> list[float]:
        """Values that cut the cells into five, those with enough records where there are enough."""
        known = [figure for figure in self.cells.values() if figure.value is not None]
        strong = [figure for figure in known if self.is_count or figure.n >= self.minimum]
        used = strong if len(strong) > len(known) / 2 else known
        values = sorted(figure.value for figure in used if figure.value is not None)
        if not values or values[0] == values[-1]:
            return []
        places = [values[len(values) * step // STEPS] for step in range(1, STEPS)]
        return sorted(set(places))

    def _cell(
        self,
        figure: Figure | None,
        *,
        weekday: int | None = None,
        hour: int | None = None,
        shaded: bool = True,
    ) -> Cell:
        if figure is None or figure.value is None:
            return Cell("—", "", 0, "none", False, _("No records"), "")
        state = verdicts.verdict(figure, self.aim).state
        place = {
            "weekday": None if weekday is None else str(weekday),
            "hour": None if hour is None else str(hour),
        }
        return Cell(
            value=self._digits(figure.value),
            n="" if self.is_count else formats.number(figure.n),
            step=1 + sum(figure.value >= edge for edge in self.edges) if shaded else 0,
            state=state,
            is_small=not self.is_count and shaded and figure.n < self.minimum,
            words=words_of(state) if state in ("good", "bad", "small") else "",
            url=self.asked.kpi_url(self.kpi, **place) + "#records",
        )

    def _digits(self, stored: float) -> str:
        """Short: percents without decimals."""
        if self.shape.unit is Unit.PERCENT:
            return formats.parts(stored, Unit.SHARE)[0]
        return self.shape.digits(stored)
