"""How a figure went: day by day against the comparison, and month by month over a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crm.core import clock, formats
from crm.core.templatetags.ui import verdict_words

from . import figures, targets, verdicts
from .asked import month_label, months_back
from .charts.line import Chart, Level, Line, Plot, Point, Size, Table, Tick, chart
from .dimensions import Key
from .figures import Figure
from .kpis.catalogue import KPIS
from .kpis.types import Shape
from .models import Target
from .targets import TargetBook
from .tiles import interval_words, target_words
from .units import Shown, shown

if TYPE_CHECKING:
    from .asked import Asked
    from .tiles import Question

MONTHS = 13
#: Half the width of a page.
PANEL = Size("wide", 560, 240, labels_outside=False)


def words_of(state: str) -> str:
    """A verdict in words, as tables print it."""
    return "—" if state == "none" else verdict_words(state)


def daily(asked: Asked, kpi: str, q: Question) -> Chart:
    """Each day of the period beside the same business day of the comparison."""
    shape = shown(kpi, q.scale)
    now = _of_days(q.days(q.piece, [kpi])[kpi])
    then = _of_days(q.days(q.before, [kpi])[kpi]) if q.before else []
    aim = q.aims([kpi])[kpi]
    lines = [Line(_("This period"), _points(now), "now")]
    if then:
        earlier = _points(then)[: max(len(now), 2)]
        lines.insert(0, Line(_("Comparison, same business day"), earlier, "prev"))
    values = [figure.value for _day, figure in now if figure.value is not None]
    plot = Plot(
        lines=lines,
        x_ticks=[Tick(float(i), formats.short_day(day)) for i, (day, _f) in enumerate(now)],
        x_range=(0.0, float(max(len(now) - 1, 1))),
        write=shape.digits if KPIS[kpi].unit != "percent" else shape.text,
        label=_spoken(kpi, values, shape),
        seconds=KPIS[kpi].unit == "duration",
        target=Level(aim.value, target_words(kpi, aim, shape)) if aim else None,
        table=_day_table(kpi, now, then, shape),
    )
    return chart(plot, wide=PANEL)


def _of_days(rows: Sequence[tuple[Key, Figure]]) -> list[tuple[date, Figure]]:
    """Days with a figure; days that were closed and had none are no gap."""
    return [
        (date.fromisoformat(key.code), figure)
        for key, figure in rows
        if figure.value is not None and isinstance(key.code, str)
    ]


def _points(days: Sequence[tuple[date, Figure]]) -> list[Point]:
    return [
        Point(float(i), figure.value)
        for i, (_day, figure) in enumerate(days)
        if figure.value is not None
    ]


def _spoken(kpi: str, values: Sequence[float], shape: Shown) -> str:
    facts = {"kpi": KPIS[kpi].short_name}
    if not values:
        return _("%(kpi)s: no records") % facts
    facts |= {"low": shape.text(min(values)), "high": shape.text(max(values))}
    return _("%(kpi)s by day: lowest %(low)s, highest %(high)s") % facts


def _day_table(
    kpi: str,
    now: Sequence[tuple[date, Figure]],
    then: Sequence[tuple[date, Figure]],
    shape: Shown,
) -> Table:
    rows = []
    for i, (day, figure) in enumerate(now):
        other = then[i] if i < len(then) else None
        rows.append(
            [
                formats.weekday(day),
                shape.text(figure.value),
                formats.number(figure.n),
                formats.short_day(other[0]) if other else "—",
                shape.text(other[1].value) if other else "—",
            ]
        )
    heads = [
        _("Day"),
        str(KPIS[kpi].short_name),
        _("Sample"),
        _("Compared day"),
        _("Comparison"),
    ]
    return Table(heads, rows)


def monthly(asked: Asked, kpi: str, q: Question) -> Chart:
    """Thirteen months up to the period's end, with the target of each month in the table."""
    shape = shown(kpi, q.scale)
    span = months_back(asked.period.last, MONTHS)
    piece = replace(q.piece, first=span.first, last=span.last)
    found = [
        (str(row.keys["month"].code), row.figures[kpi])
        for row in figures.read(piece, [kpi], ("month",))
        if row.figures[kpi].value is not None
    ]
    aim = q.aims([kpi])[kpi]
    today = clock.today().strftime("%Y-%m")
    points = [
        Point(float(i), figure.value, hollow=code >= today)
        for i, (code, figure) in enumerate(found)
        if figure.value is not None
    ]
    values = [point.y for point in points]
    facts = {"kpi": KPIS[kpi].short_name, "n": len(found)}
    plot = Plot(
        lines=[Line(str(KPIS[kpi].short_name), points, "now")],
        x_ticks=[Tick(float(i), month_label(code)) for i, (code, _f) in enumerate(found)],
        x_range=(0.0, float(max(len(found) - 1, 1))),
        write=shape.digits if KPIS[kpi].unit != "percent" else shape.text,
        label=_("%(kpi)s over %(n)s months") % facts + _range(values, shape),
        seconds=KPIS[kpi].unit == "duration",
        target=Level(aim.value, target_words(kpi, aim, shape)) if aim else None,
        table=_month_table(kpi, found, q, shape),
    )
    return chart(plot, wide=PANEL)


def _range(values: Sequence[float], shape: Shown) -> str:
    if not values:
        return ""
    facts = {"low": shape.text(min(values)), "high": shape.text(max(values))}
    return _(": lowest %(low)s, highest %(high)s") % facts


def _month_table(kpi: str, found: Sequence[tuple[str, Figure]], q: Question, shape: Shown) -> Table:
    """Each month is held against the target in force on its last day."""
    is_count = KPIS[kpi].shape is Shape.COUNT
    versions = [] if is_count else list(Target.objects.known_on(q.piece.last).filter(kpi=kpi))
    rows = []
    for code, figure in found:
        cells = [month_label(code), shape.text(figure.value)]
        if not is_count:
            month = months_back(date.fromisoformat(f"{code}-28"), 1)
            last = min(_month_end(month.first), q.piece.last)
            book = TargetBook(last, [each for each in versions if each.starts_on <= last])
            piece = replace(q.piece, first=month.first, last=last)
            aim = targets.for_slice(piece, [kpi], book=book)[kpi]
            cells += [
                interval_words(figure, shape) or "—",
                formats.number(figure.n),
                shape.text(aim.value) if aim else "—",
                words_of(verdicts.verdict(figure, aim).state),
            ]
        rows.append(cells)
    heads = [_("Month"), str(KPIS[kpi].short_name)]
    if not is_count:
        heads += [_("95%% interval") % (), _("Sample"), _("Target"), _("Verdict")]
    return Table(heads, rows)


def _month_end(first: date) -> date:
    number = first.year * 12 + first.month
    return date.fromordinal(date(number // 12, number % 12 + 1, 1).toordinal() - 1)
