"""A figure over thirteen months: each held against the target it had then, beside a year before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import clock, formats

from . import figures, verdicts
from .asked import month_label, months_back
from .charts.line import Chart, Table
from .charts.year import Month, Words, year
from .figures import Figure
from .kpis.catalogue import KPIS
from .kpis.types import Shape
from .models import Target
from .targets import TargetValue
from .targets_by_month import for_months
from .tiles import interval_words, target_words
from .trend import opening, words_of
from .units import Shown, shown

if TYPE_CHECKING:
    from .asked import Asked
    from .tiles import Question

MONTHS = 13
A_YEAR = 12


@dataclass(frozen=True)
class _Held:
    """A month's figure with the target it was held against then."""

    code: str
    figure: Figure
    aim: TargetValue | None
    state: str
    earlier: Figure | None


def over_the_year(asked: Asked, kpi: str, q: Question, *, raw: bool) -> Chart:
    """Up to the period's last day; `raw`: without verdicts."""
    shape = shown(kpi, q.scale)
    months = list(_months(asked, kpi, q, raw=raw))
    known = [month for month in months if month.figure.value is not None]
    facts = {"kpi": KPIS[kpi].short_name, "n": len(known)}
    values = [month.figure.value for month in known if month.figure.value is not None]
    label = _("%(kpi)s over %(n)s months") % facts + _range(values, shape)
    return year(
        [_drawn(month, kpi) for month in months],
        _words(kpi, months, shape, label),
        _table(asked, kpi, known, shape),
        write=shape.axis,
        seconds=KPIS[kpi].unit == "duration",
    )


def _months(asked: Asked, kpi: str, q: Question, *, raw: bool) -> Iterator[_Held]:
    """From the first month with a figure on; one read for both years."""
    last = asked.period.last
    span = months_back(last, MONTHS + A_YEAR)
    piece = replace(q.piece, first=span.first, last=last)
    found = {
        str(row.keys["month"].code): row.figures[kpi]
        for row in figures.read(piece, [kpi], ("month",))
    }
    codes = list(_codes(months_back(last, MONTHS).first, last))
    while codes and _blank(found.get(codes[0])):
        codes.pop(0)
    months = [
        (first, min(_month_end(first), last))
        for first in (date.fromisoformat(f"{code}-01") for code in codes)
    ]
    aims: Sequence[TargetValue | None] = [None] * len(months)
    if months and not raw:
        versions = list(Target.objects.known_on(last).filter(kpi=kpi))
        whole = replace(q.piece, first=months[0][0], last=last)
        aims = for_months(whole, kpi, months, versions)
    for code, (first, _ends), aim in zip(codes, months, aims, strict=True):
        figure = found.get(code) or Figure(kpi, None, None, None, 0, reason=figures.NO_DATA)
        earlier = found.get(f"{first.year - 1}-{first.month:02d}")
        yield _Held(code, figure, aim, verdicts.verdict(figure, aim).state, earlier)


def _blank(figure: Figure | None) -> bool:
    return figure is None or figure.value is None


def _codes(first: date, last: date) -> Iterator[str]:
    while first <= last:
        yield f"{first:%Y-%m}"
        first = date.fromordinal(_month_end(first).toordinal() + 1)


def _month_end(first: date) -> date:
    number = first.year * 12 + first.month
    return date.fromordinal(date(number // 12, number % 12 + 1, 1).toordinal() - 1)


def _drawn(month: _Held, kpi: str) -> Month:
    figure = month.figure
    number = int(month.code[5:])
    running = month.code >= clock.today().strftime("%Y-%m")
    return Month(
        label=pgettext("month", "%(month)s") % {"month": number},
        n="" if KPIS[kpi].shape is Shape.COUNT else formats.number(figure.n),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        state=month.state,
        target=month.aim.value if month.aim else None,
        earlier=month.earlier.value if month.earlier else None,
        open=running or figure.provisional,
    )


def _words(kpi: str, months: Sequence[_Held], shape: Shown, label: str) -> Words:
    if not months:
        return Words("", "", "", label)
    last = months[-1]
    now = shape.text(last.figure.value) if last.figure.value is not None else ""
    if now and last.figure.provisional:
        now += " " + _("Provisional")
    lasting = [month.earlier for month in months if month.earlier and not _blank(month.earlier)]
    earlier = lasting[-1] if len(lasting) > 1 else None
    before = ""
    if earlier is not None:
        before = _("A year before %(value)s") % {"value": shape.text(earlier.value)}
    aim = target_words(kpi, last.aim, shape) if last.aim else ""
    return Words(now, aim, before, label, _events(kpi, months))


def _events(kpi: str, months: Sequence[_Held]) -> list[tuple[int, str]]:
    """Where another version of the definition begins."""
    since = KPIS[kpi].effective_on
    return [
        (place, _("Version %(n)s") % {"n": KPIS[kpi].version})
        for place, month in enumerate(months)
        if place and since is not None and month.code == f"{since:%Y-%m}"
    ]


def _range(values: Sequence[float], shape: Shown) -> str:
    if not values:
        return ""
    facts = {"low": shape.text(min(values)), "high": shape.text(max(values))}
    return _(": lowest %(low)s, highest %(high)s") % facts


def _table(asked: Asked, kpi: str, months: Sequence[_Held], shape: Shown) -> Table:
    is_count = KPIS[kpi].shape is Shape.COUNT
    rows = []
    for month in months:
        figure = month.figure
        first = date.fromisoformat(f"{month.code}-01")
        ends = min(_month_end(first), asked.period.last)
        text = opening(asked.over(kpi, first, ends), shape.text(figure.value))
        cells = [month_label(month.code), text]
        if not is_count:
            cells += [
                interval_words(figure, shape) or "—",
                formats.number(figure.n),
                shape.text(month.aim.value) if month.aim else "—",
                words_of(month.state),
            ]
        before = shape.text(None)
        if month.earlier is not None and month.earlier.value is not None:
            start = first.replace(year=first.year - 1)
            address = asked.over(kpi, start, _month_end(start))
            before = opening(address, shape.text(month.earlier.value))
        rows.append([*cells, before])
    heads = [_("Month"), str(KPIS[kpi].short_name)]
    if not is_count:
        heads += [_("95%% interval") % (), _("Sample"), _("Target"), _("Verdict")]
    return Table([*heads, _("A year before")], rows)
