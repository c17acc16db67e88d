"""What other parameters would have made of the past: old beside new, month by month.

The new values are counted straight from the records; nothing stored changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.core import clock, formats
from interactions.models import InquiryType

from . import custom, figures
from .figures import Figure
from .kpis import own, versions
from .kpis.catalogue import KPIS
from .kpis.compose import compose
from .kpis.own import Own
from .kpis.types import Kpi
from .kpis.versions import Version
from .models import CustomKpi
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


@dataclass(frozen=True)
class Month:
    """One month of a KPI that is not saved yet."""

    month: str
    value: str
    interval: str
    n: int


@dataclass(frozen=True)
class Drafted:
    """What a KPI would have been, or the `problems` for which it is none."""

    formula: str = ""
    months: Sequence[Month] = ()
    problems: Sequence[str] = field(default_factory=list)


def drafted(row: CustomKpi) -> Drafted:
    """Over the last six closed months and this one so far; nothing is stored."""
    tree = InquiryType.objects.in_bulk() if row.types else {}
    made = compose(custom.recipe_of(row, tree))
    first, _last = six_months(clock.today())
    with own.using(Own({row.code: made.kpi}, made.measures)):
        rows = figures.read(Slice(first, clock.today()), [row.code], ("month",))
        shape = shown(row.code)
    months = []
    for one in rows:
        figure = one.figures[row.code]
        low_high = "–".join(map(shape.text, figure.interval)) if figure.interval else ""
        code = str(one.keys["month"].code)
        name = formats.month(date(int(code[:4]), int(code[5:7]), 1))
        months.append(Month(name, shape.text(figure.value), low_high, figure.n))
    return Drafted(str(made.kpi.formula), months)
