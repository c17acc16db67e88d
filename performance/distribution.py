"""How the records of a figure are spread: durations as a histogram, everything else in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats
from crm.core.formats import Unit

from . import histogram, outcomes
from .charts import bars
from .charts.bars import Bin, Mark
from .charts.line import Chart, Table
from .charts.scale import ticks
from .kpis.catalogue import KPIS
from .kpis.measures import DISTRIBUTIONS
from .kpis.types import Kpi
from .outcomes import Part
from .rollups import reading
from .units import Shown, shown

if TYPE_CHECKING:
    from .asked import Asked
    from .rollups.reading import Spread
    from .tiles import Question

#: About so many bars; what lies above this share of the records stands together in the last one.
BARS, SHOWN_UP_TO = 14, 0.97


@dataclass(frozen=True)
class Share:
    """One part: its records, their share of all, and the list that holds exactly them."""

    label: str
    count: str
    percent: str
    bar: SafeString
    url: str
    is_current: bool


@dataclass(frozen=True)
class Distribution:
    """`chart` for durations, `shares` for the rest; `returns`: when customers came back."""

    chart: Chart | None = None
    shares: Sequence[Share] = ()
    returns: Sequence[Share] = ()
    lead: str = ""


def distribution(asked: Asked, kpi: str, q: Question, current: str = "") -> Distribution | None:
    """Nothing for counts, and for figures made of two kinds of records."""
    wanted = KPIS[kpi]
    if q.now([kpi])[kpi].n == 0:
        return None
    if chart := _durations(wanted, q):
        return Distribution(chart)
    parts = outcomes.parts_of(wanted, q.piece)
    if not parts:
        return None
    returns = outcomes.returns_of(wanted)
    sizes = outcomes.sizes(q.piece, wanted, [*parts, *returns])
    made = _Maker(asked, sizes, current)
    return Distribution(
        shares=made.shares([part for part in parts if part.counted or sizes[part.code]]
                           if wanted.fact.model != outcomes.ANSWERS else parts),
        returns=made.shares(returns) if any(sizes[part.code] for part in returns) else (),
        lead=_lead(parts, sizes),
    )  # fmt: skip


def _lead(parts: Sequence[Part], sizes: dict[str, int]) -> str:
    """`605 = 2,913 − 2,308`: the rest, where something counts above the line."""
    above = [part for part in parts if part.counted]
    if not above:
        return ""
    whole, top = sum(sizes[part.code] for part in parts), sum(sizes[p.code] for p in above)
    facts = {
        "rest": formats.number(whole - top),
        "whole": formats.number(whole),
        "top": formats.number(top),
    }
    return _("%(whole)s − %(top)s counted above the line = %(rest)s") % facts


@dataclass(frozen=True)
class _Maker:
    asked: Asked
    sizes: dict[str, int]
    current: str

    def shares(self, parts: Sequence[Part]) -> list[Share]:
        whole = sum(self.sizes[part.code] for part in parts) or 1
        most = max((self.sizes[part.code] for part in parts), default=0) or 1
        return [self._share(part, whole, most) for part in parts]

    def _share(self, part: Part, whole: int, most: int) -> Share:
        count = self.sizes[part.code]
        return Share(
            label=part.label,
            count=formats.number(count),
            percent=formats.number(count / whole, Unit.PERCENT),
            bar=bars.lying(count / most, tone="d1" if part.counted or not _has_line(part)
                           else "prev"),
            url=self.asked.url(list="denominator", part=part.code) + "#records",
            is_current=part.code == self.current,
        )  # fmt: skip


def _has_line(part: Part) -> bool:
    """Whether the part belongs to a figure with records above and below a line."""
    return not part.code.startswith(("answer-", "day-", "later"))


def _durations(kpi: Kpi, q: Question) -> Chart | None:
    found = next((one for one in DISTRIBUTIONS.values() if one.base == kpi.base), None)
    if kpi.unit != "duration" or found is None:
        return None
    spread = reading.spreads(q.piece.resolved(), found.id, (), None).get((), [])
    if not spread:
        return None
    shape = shown(kpi.id)
    cut = _bins(spread)
    marks = []
    aim = q.aims([kpi.id])[kpi.id]
    if aim is not None:
        words = pgettext("chart", "Target %(at)s") % {"at": shape.digits(aim.value)}
        marks.append(Mark(aim.value, words, "target"))
    for share, words in ((0.5, _("half below %(at)s")), (0.9, _("90%% below %(at)s"))):
        at = histogram.quantile(spread, share)
        if at is not None:
            marks.append(Mark(at, words % {"at": shape.digits(at)}))
    return bars.histogram(
        cut, marks, _table(cut, shape), write=shape.digits, label=_spoken(kpi, spread, shape)
    )


def _bins(spread: Spread) -> list[Bin]:
    top = histogram.quantile(spread, SHOWN_UP_TO) or 1.0
    edges = ticks([0.0, max(top, 1.0)], seconds=True, wanted=BARS)
    width = edges[1] - edges[0]
    counts = [0] * (len(edges) - 1)
    over = 0
    for value, count in spread:
        place = int(value // width)
        if place < len(counts):
            counts[place] += count
        else:
            over += count
    found = [Bin(edges[i], edges[i + 1], count) for i, count in enumerate(counts)]
    return [*found, Bin(edges[-1], edges[-1] + width, over, over=True)] if over else found


def _table(cut: Sequence[Bin], shape: Shown) -> Table:
    whole = sum(one.count for one in cut) or 1
    rows = [
        [
            f"{shape.digits(one.low)}+" if one.over
            else f"{shape.digits(one.low)}–{shape.digits(one.high)}",
            formats.number(one.count),
            formats.number(one.count / whole, Unit.PERCENT),
        ]
        for one in cut
    ]  # fmt: skip
    return Table([pgettext("column", "Duration"), _("Records"), pgettext("column", "Share")], rows)


def _spoken(kpi: Kpi, spread: Spread, shape: Shown) -> str:
    facts = {
        "kpi": kpi.fact.source,
        "n": formats.number(sum(count for _value, count in spread)),
        "half": shape.text(histogram.quantile(spread, 0.5)),
        "most": shape.text(histogram.quantile(spread, 0.9)),
    }
    return _("Spread of %(n)s records: half below %(half)s, 90%% below %(most)s") % facts
