"""How a figure is counted, and which days of it are final, as its page says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crm.core import clock, formats

from .kpis import versions
from .kpis.types import Better, Kpi, Shape
from .kpis.versions import PARAMETERS, Parameter

if TYPE_CHECKING:
    from .figures import Figure
    from .periods import Period

ONE_DAY = timedelta(days=1)
#: Longer strips of days say less than their two numbers.
MOST_DAYS = 31


@dataclass(frozen=True)
class Fraction:
    """The formula as a fraction with this period's numbers; `top` and `bottom` are words."""

    top: str
    bottom: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Days:
    """The business days of a period: final ones, and those still being counted."""

    days: Sequence[tuple[date, bool]]
    final: int
    open: int
    until: date
    first_open: date | None
    next_final: date | None


def fraction(kpi: Kpi, figure: Figure) -> Fraction | None:
    """Only for formulas of one quotient."""
    top, divided, bottom = str(kpi.formula).partition(" ÷ ")
    if not divided or " ÷ " in bottom or kpi.shape is Shape.QUANTILE:
        return None
    plain = kpi.unit == "percent" and kpi.shape is Shape.SHARE
    return Fraction(
        top,
        bottom,
        formats.number(figure.numerator) if plain and figure.numerator is not None else "",
        formats.number(figure.denominator) if figure.denominator is not None and plain else "",
    )


def days(period: Period, figure: Figure) -> Days | None:
    """Nothing for a figure whose days are all final."""
    if not figure.provisional or figure.final_until is None:
        return None
    until = figure.final_until
    every = [period.first + timedelta(days=n) for n in range(period.days)]
    open_days = [day for day in every if day > until]
    business = [day for day in every if clock.is_business_day(day)]
    told = [(day, day <= until) for day in business] if len(business) <= MOST_DAYS else []
    return Days(
        days=told,
        final=sum(day <= until for day in business),
        open=sum(day > until for day in business),
        until=until,
        first_open=open_days[0] if open_days else None,
        next_final=clock.today() + ONE_DAY if open_days else None,
    )


def direction(better: str) -> str:
    """Which way is good, in words."""
    return {
        Better.UP.value: _("Higher is better"),
        Better.DOWN.value: _("Lower is better"),
        Better.BAND.value: _("Inside a band is better"),
        Better.NONE.value: _("For reference, no direction"),
    }[better]


def definition(kpi: Kpi) -> list[tuple[str, str]]:
    """How it is counted, in words and in order."""
    interval = {
        Shape.COUNT: _("None: it is a count"),
        Shape.SHARE: _("Wilson, 95%"),
        Shape.MEAN: _("t distribution, 95%"),
        Shape.QUANTILE: _("Order statistics, 95%; from stored counts at most 1% off"),
        Shape.BALANCE: _("Normal, 95%, on the three-point scores"),
        Shape.RATIO: _("Delta method, 95%, by agents' days"),
    }[kpi.shape]
    found = [
        (_("Day decided by"), str(kpi.clock)),
        (_("What is counted"), str(kpi.source)),
        (_("Direction"), direction(kpi.better)),
        (_("Interval"), interval),
        (_("Minimum sample"), _("%(n)s; below it there is no verdict") % {"n": kpi.minimum_sample}),
        *((str(PARAMETERS[name].label), value) for name, value in _parameters(kpi)),
        (_("Definition"), _version(kpi)),
    ]
    if kpi.window is not None:
        days = _("that of the inquiry type") if kpi.window == "type" else formats.number(
            kpi.window, formats.Unit.DAYS
        )  # fmt: skip
        found.insert(1, (_("Watched for"), _("%(days)s; younger days stay out") % {"days": days}))
    if kpi.shape is Shape.COUNT:
        found = [row for row in found if row[0] != _("Minimum sample")]
    return found


def written(one: Parameter, value: int) -> str:
    """A parameter's value: `20 s`, or the answer itself."""
    unit = formats.Unit.SECONDS if one.unit == "seconds" else formats.Unit.PLAIN
    return formats.number(value, unit)


def _parameters(kpi: Kpi) -> list[tuple[str, str]]:
    values = versions.now().by_name
    return [(name, written(PARAMETERS[name], values[name])) for name in kpi.parameters]


def _version(kpi: Kpi) -> str:
    since = kpi.effective_on
    if since is None:
        return _("Version %(n)s") % {"n": kpi.version}
    return _("Version %(n)s, since %(day)s") % {"n": kpi.version, "day": formats.day(since)}
