"""What other parameters would have made of the past: old beside new, month by month.

The new values are counted straight from the records; nothing stored changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.core import clock, formats

from . import figures
from .figures import Figure
from .kpis import versions
from .kpis.catalogue import KPIS
from .kpis.types import Kpi
from .kpis.versions import Version
from .past import six_months
from .rollups import reading
from .slices import Slice
from .units import shown


@dataclass(frozen=True)
class Row:
    """One closed month: the value as it is kept, as it would have been, and the difference."""

    month: str
    old: str
    new: str
    change: str
    n_old: int
    n_new: int


@dataclass(frozen=True)
class Preview:
    """One KPI that depends on what changes."""

    kpi: Kpi
    rows: Sequence[Row]


def previews(values: Mapping[str, int], before: Mapping[str, int]) -> list[Preview]:
    """The KPIs of which a parameter differs, over the last six closed months."""
    other = {name for name, value in values.items() if value != before[name]}
    touched = [kpi for kpi in KPIS.values() if other & set(kpi.parameters)]
    if not touched:
        return []
    piece = Slice(*six_months(clock.today()))
    names = [kpi.id for kpi in touched]
    kept = figures.read(piece, names, ("month",))
    with versions.using((Version.of(None, values),)):
        measures = [name for kpi in touched for name in kpi.measures]
        new = reading.of_records(piece, measures, ("month",))
    found = []
    for kpi in touched:
        rows = [_row(kpi, str(row.keys["month"].code), row.figures[kpi.id], new) for row in kept]
        found.append(Preview(kpi, rows))
    return found


def _row(kpi: Kpi, month: str, old: Figure, new: Mapping[reading.Raw, reading.Totals]) -> Row:
    first = date(int(month[:4]), int(month[5:7]), 1)
    totals = new.get((first,), {})
    below = totals.get(kpi.base, 0)
    value = None
    if old.value is not None and below:
        value = kpi.scale * totals.get(kpi.numerator, 0) / below
    shape = shown(kpi.id)
    change = None if value is None or old.value is None else value - old.value
    return Row(
        month=formats.month(first),
        old=shape.text(old.value),
        new=shape.text(value),
        change=shape.change(change),
        n_old=old.n,
        n_new=below,
    )
