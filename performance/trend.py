"""How a figure went, day by day against the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.core import formats
from crm.core.templatetags.ui import verdict_words

from .charts.line import Chart, Level, Line, Plot, Point, Size, Table, Tick, chart
from .dimensions import Key
from .figures import Figure
from .kpis.catalogue import KPIS
from .tiles import target_words
from .units import Shown, shown

if TYPE_CHECKING:
    from .asked import Asked
    from .tiles import Question

#: A third of a page, beside why it changed and what to look at.
PANEL = Size("wide", 392, 250, labels_outside=False)


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
        table=_day_table(asked, kpi, now, then, shape),
    )
    return chart(plot, wide=PANEL)


def opening(url: str, text: str) -> SafeString:
    """A figure in the table under a drawing: it opens its records."""
    return format_html('<a class="fig" href="{}">{}</a>', url, text)


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
    asked: Asked,
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
                opening(asked.over(kpi, day, day), shape.text(figure.value)),
                formats.number(figure.n),
                formats.short_day(other[0]) if other else "—",
                opening(asked.over(kpi, other[0], other[0]), shape.text(other[1].value))
                if other
                else "—",
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
