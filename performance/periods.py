"""Which days a page shows, and which earlier days they are fairly compared with (KPI.md R7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import pgettext_lazy

from crm.core import clock

from .kpis.types import Words

ONE_DAY = timedelta(days=1)
BUSINESS_DAYS, LAST_YEAR, NOTHING = "prev-business-days", "last-year", "none"
#: How far back a comparison looks for enough business days, beside two days for each of them.
_FURTHEST = 800
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, order=True)
class Period:
    """Local days, both inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def business_days(self) -> int:
        return clock.business_days(self.first, self.last)


@dataclass(frozen=True)
class Comparison:
    """Earlier days and both counts of business days, which are printed beside the figures."""

    period: Period
    own_business_days: int
    business_days: int

    @property
    def first(self) -> date:
        return self.period.first

    @property
    def last(self) -> date:
        return self.period.last


@dataclass(frozen=True)
class Span:
    """What a calendar unit is: the first day of the one a day lies in, and of the next."""

    starts: Callable[[date], date]
    follows: Callable[[date], date]

    def of(self, day: date) -> Period:
        first = self.starts(day)
        return Period(first, self.follows(first) - ONE_DAY)

    def before(self, day: date) -> Period:
        return self.of(self.starts(day) - ONE_DAY)


def _month_after(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


DAY = Span(lambda day: day, lambda first: first + ONE_DAY)
WEEK = Span(
    lambda day: day - timedelta(days=day.weekday()), lambda first: first + timedelta(days=7)
)
MONTH = Span(lambda day: day.replace(day=1), lambda first: _month_after(first, 1))
QUARTER = Span(
    lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    lambda first: _month_after(first, 3),
)
YEAR = Span(lambda day: date(day.year, 1, 1), lambda first: date(first.year + 1, 1, 1))
#: The units that are compared with the previous one of their kind; the shorter is meant first.
_UNITS = (MONTH, QUARTER, YEAR)


@dataclass(frozen=True)
class Preset:
    """A period by its name, so far where it has not ended."""

    key: str
    label: Words
    of: Callable[[date], Period]


def _so_far(span: Span) -> Callable[[date], Period]:
    return lambda today: Period(span.starts(today), today)


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset("today", pgettext_lazy("period", "Today"), _so_far(DAY)),
        Preset("yesterday", pgettext_lazy("period", "Yesterday"), DAY.before),
        Preset("this-week", pgettext_lazy("period", "This week"), _so_far(WEEK)),
        Preset("last-week", pgettext_lazy("period", "Last week"), WEEK.before),
        Preset("this-month", pgettext_lazy("period", "This month"), _so_far(MONTH)),
        Preset("last-month", pgettext_lazy("period", "Last month"), MONTH.before),
        Preset("this-quarter", pgettext_lazy("period", "This quarter"), _so_far(QUARTER)),
        Preset("last-quarter", pgettext_lazy("period", "Last quarter"), QUARTER.before),
        Preset("this-year", pgettext_lazy("period", "This year"), _so_far(YEAR)),
    )
}
DEFAULT = "this-month"


def comparison(period: Period, today: date | None = None) -> Comparison | None:
    """The days with as many business days (R7); none without a business day in the period."""
    count = period.business_days
    if count == 0:
        return None
    today = clock.today() if today is None else today
    found = _of_unit(period, count, today) or _shortest_before(period.first, count)
    return None if found is None else _beside(found, count)


def _of_unit(period: Period, count: int, today: date) -> Period | None:
    """A closed month, quarter or year: the whole one before; one so far: the start of it."""
    for span in _UNITS:
        if span.of(period.first) == period:
            return span.before(period.first)
    for span in _UNITS:
        unit = span.of(period.first)
        if unit.first == period.first and period.last < unit.last and unit == span.of(today):
            return _from_start(span.before(period.first), count)
    return None


def _from_start(unit: Period, count: int) -> Period:
    """From the unit's first day until the count matches, and no further than the unit."""
    last = unit.first
    while last < unit.last and clock.business_days(unit.first, last) < count:
        last += ONE_DAY
    return Period(unit.first, last)


def _shortest_before(day: date, count: int) -> Period | None:
    last = day - ONE_DAY
    first, found = day, 0
    for _ in range(_FURTHEST + 2 * count):
        first -= ONE_DAY
        found += clock.is_business_day(first)
        if found == count:
            return Period(first, last)
    return None


def last_year(period: Period) -> Comparison:
    """The same days a year earlier; 29 February becomes the 28th."""
    found = Period(_year_back(period.first), _year_back(period.last))
    return _beside(found, period.business_days)


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _beside(found: Period, count: int) -> Comparison:
    return Comparison(found, count, found.business_days)


class BadPeriod(ValueError):
    """The address names no period: a day that is none, or an end before the start."""


@dataclass(frozen=True)
class Chosen:
    """What the address asks for. `preset` is empty for days picked one by one."""

    period: Period
    compare: str
    comparison: Comparison | None
    preset: str


def parse(query: Mapping[str, str], *, default: str = DEFAULT, today: date | None = None) -> Chosen:
    """`?period=` or `?from=&to=`, and `?compare=`: a rule, or two days joined by two points."""
    today = clock.today() if today is None else today
    period, preset = _period(query, default, today)
    compare = query.get("compare") or BUSINESS_DAYS
    return Chosen(period, compare, _compared(period, compare, today), preset)


def _period(query: Mapping[str, str], default: str, today: date) -> tuple[Period, str]:
    if query.get("from") or query.get("to"):
        first, last = _day(query.get("from")), _day(query.get("to"))
        period = Period(first or last or today, last or max(today, first or today))
        if period.last < period.first or period.first > today:
            raise BadPeriod("to")
        period = Period(period.first, min(period.last, today))
        return period, _preset_of(period, today)
    key = query.get("period") or default
    if key not in PRESETS:
        raise BadPeriod("period")
    return PRESETS[key].of(today), key


def _preset_of(period: Period, today: date) -> str:
    return next((key for key, preset in PRESETS.items() if preset.of(today) == period), "")


def _compared(period: Period, compare: str, today: date) -> Comparison | None:
    if compare == NOTHING:
        return None
    if compare == LAST_YEAR:
        return last_year(period)
    if compare == BUSINESS_DAYS:
        return comparison(period, today)
    match = _RANGE.fullmatch(compare)
    first, last = (_day(match[1]), _day(match[2])) if match else (None, None)
    if first is None or last is None or last < first or last.year > clock.LAST_YEAR:
        raise BadPeriod("compare")
    return _beside(Period(first, last), period.business_days)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(text) from error
    if found.year < clock.FIRST_YEAR:
        raise BadPeriod(text)
    return found
