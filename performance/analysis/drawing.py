"""The line chart of an analysis: where one of its dimensions is time, at most five lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..charts.line import CLASSES, Chart, Level, Line, Plot, Point, Size, Table, Tick, chart
from ..dimensions import SPANS, Code, Key
from ..figures import Row
from ..kpis.catalogue import KPIS
from ..tiles import target_words
from ..units import shown
from .names import is_typed, name_of
from .picked import Picked
from .sheets import largest

if TYPE_CHECKING:
    from ..tiles import Question

ROLES = ("now", "d2", "d3", "d4", "d5")
MOST_POINTS = 120
WIDE = Size("wide", 1100, 280, labels_outside=True)


@dataclass(frozen=True)
class Drawing:
    """`series`: the name of each line, whether people typed it, and the class it is drawn in."""

    chart: Chart
    series: Sequence[tuple[str, bool, str]]


def drawing(q: Question, wanted: Picked, rows: Sequence[Row]) -> Drawing | None:
    """The first figure over time; nothing where no dimension is time."""
    time = next((name for name in wanted.dimensions if name in SPANS), "")
    if not time or not rows:
        return None
    kpi = wanted.kpis[0]
    other = next((name for name in wanted.dimensions if name != time), "")
    spans = largest(rows, time, kpi, MOST_POINTS)
    places = {key.code: float(i) for i, key in enumerate(spans)}
    series: list[Key | None] = [None]
    if other:
        series = list(largest(rows, other, kpi, len(ROLES)))
    lines = [
        _line(rows, kpi, time, other, key, places, role)
        for key, role in zip(series, ROLES, strict=False)
    ]
    shape = shown(kpi, q.scale)
    aim = q.aims([kpi])[kpi]
    plot = Plot(
        lines=lines,
        x_ticks=[Tick(places[key.code], name_of(time, key)) for key in spans],
        x_range=(0.0, float(max(len(spans) - 1, 1))),
        write=shape.axis,
        label=_("%(kpi)s over time") % {"kpi": KPIS[kpi].name},
        seconds=KPIS[kpi].unit == "duration",
        target=Level(aim.value, target_words(kpi, aim, shape)) if aim else None,
        table=Table((), ()),
    )
    drawn = chart(plot, wide=WIDE)
    named = [
        (name_of(other, key), is_typed(other, key), CLASSES[role])
        for key, role in zip(series, ROLES, strict=False)
        if key is not None
    ]
    return None if drawn.empty else Drawing(drawn, named)


def _line(
    rows: Sequence[Row],
    kpi: str,
    time: str,
    other: str,
    key: Key | None,
    places: Mapping[Code, float],
    role: str,
) -> Line:
    """One part over time; spans without a figure are skipped."""
    points = [
        Point(places[row.keys[time].code], figure.value, hollow=figure.provisional)
        for row in rows
        if (key is None or row.keys[other].code == key.code)
        and (figure := row.figures[kpi]).value is not None
        and row.keys[time].code in places
    ]
    points.sort(key=lambda point: point.x)
    name = str(KPIS[kpi].short_name) if key is None else name_of(other, key)
    return Line(name, points, role, name if key is not None else "")
