"""Figures of a slice, read from the stored sums: sample, interval, and why one is blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from . import histogram, intervals, maturity
from .coverage import Coverage, channels_of
from .dimensions import DIMENSIONS, SPANS, Key, Labels, Types
from .kpis.catalogue import KPIS
from .kpis.measures import THRESHOLDS
from .kpis.types import Kpi, Shape
from .maturity import Cutoffs
from .rollups import reading
from .rollups.reading import Clusters, Raw, Spread, Totals
from .slices import Slice

NO_DATA = "no_data"
MIXED_SCALES = "mixed_scales"
NO_MISSED_CONTACTS = "no_missed_contacts"
NO_THRESHOLD = "no_threshold"
NO_STANDARD = "no_standard"
NO_DIMENSION = "no_dimension"
NOT_FINAL = "not_final"
REASONS = (
    *(NO_DATA, MIXED_SCALES, NO_MISSED_CONTACTS, NOT_FINAL),
    *(NO_THRESHOLD, NO_STANDARD, NO_DIMENSION),
)


@dataclass(frozen=True)
class Figure:
    """A KPI's value over one part of a slice: seconds, proportions 0–1, 0–100, or a count.

    `value` is `None` with a `reason`. `low` and `high` are the 95 % interval, `None` where there is
    none. `n` is the sample. `scale` is the survey scale all of its answers were given on.
    `provisional`: days of the slice are not final yet and are left out whole; `final_until` is the
    last final local day, `None` for a KPI without a window.
    """

    kpi: str
    value: float | None
    numerator: int | None
    denominator: int | None
    n: int
    low: float | None = None
    high: float | None = None
    provisional: bool = False
    final_until: date | None = None
    reason: str | None = None
    scale: str | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True)
class Row:
    """One part of a slice: what it was broken down by, and its figures by KPI."""

    keys: dict[str, Key]
    figures: dict[str, Figure]


def read(piece: Slice, kpis: Iterable[str], by: Sequence[str] = ()) -> list[Row]:
    """The KPIs of each part of the slice, sorted by code, nobody last; without `by` one row.

    One query for all sums, one for each distribution a percentile needs, one for the intervals of
    ratios, one for names; for KPIs with a window one for the sums of the final days, where some of
    the days are not, and one for the types.
    """
    wanted = [KPIS[name] for name in kpis]
    piece = piece.resolved()
    asked = piece.dimensions | {DIMENSIONS[name].base for name in by}
    known = [kpi for kpi in wanted if kpi.knows(asked)]
    types = Types() if "type" in {DIMENSIONS[name].base for name in by} else None
    sums = reading.sums(piece, _measures(known), by, types)
    if not by and not sums:
        sums = {(): {}}
    cutoffs = maturity.cutoffs(piece, known, by, sums, types)
    sources = _Sources(
        final=_final(piece, known, by, types, sums, cutoffs),
        cutoffs=cutoffs,
        spreads={
            name: reading.spreads(piece, name, by, types)
            for name in dict.fromkeys(kpi.distribution for kpi in known if kpi.distribution)
        },
        clusters=_clusters(piece, [k for k in known if k.shape is Shape.RATIO], by, types, cutoffs),
        coverage=Coverage.read() if any(kpi.needs_missed_contacts for kpi in known) else None,
        known=frozenset(kpi.id for kpi in known),
    )
    labels = Labels(by, sums, types)
    rows = []
    for raw, totals in sums.items():
        part = _Part(piece, dict(zip(by, raw, strict=True)), totals, sources, raw)
        keys = {name: labels.key(name, value) for name, value in part.group.items()}
        rows.append(Row(keys, {kpi.id: part.figure(kpi) for kpi in wanted}))
    return sorted(rows, key=_order)


def read_one(piece: Slice, kpis: Iterable[str]) -> dict[str, Figure]:
    """The figures of the slice as a whole."""
    return read(piece, kpis)[0].figures


def _measures(kpis: Iterable[Kpi]) -> list[str]:
    return list(dict.fromkeys(name for kpi in kpis for name in kpi.measures))


def _final(
    piece: Slice,
    kpis: Sequence[Kpi],
    by: Sequence[str],
    types: Types | None,
    sums: Mapping[Raw, Totals],
    cutoffs: Cutoffs,
) -> dict[str, dict[Raw, Totals]]:
    """The sums of the final days of every KPI with a window; one query a cut-off that cuts."""
    found: dict[str, dict[Raw, Totals]] = {name: {} for name in cutoffs}
    windowed = [kpi for kpi in kpis if kpi.id in cutoffs]
    for last in sorted({day for each in cutoffs.values() for day in each.values()}):
        some = [kpi for kpi in windowed if last in cutoffs[kpi.id].values()]
        if last >= piece.last:
            cut: Mapping[Raw, Totals] = sums
        elif last < piece.first:
            cut = {}
        else:
            cut = reading.sums(replace(piece, last=last), _measures(some), by, types)
        for kpi in some:
            for raw, day in cutoffs[kpi.id].items():
                if day == last:
                    found[kpi.id][raw] = cut.get(raw, {})
    return found


def _clusters(
    piece: Slice,
    ratios: Sequence[Kpi],
    by: Sequence[str],
    types: Types | None,
    cutoffs: Cutoffs,
) -> dict[str, dict[Raw, Clusters]]:
    """What the intervals are made from; of a KPI with a window, its final days alone."""
    pairs = {kpi.id: (kpi.numerator, kpi.base) for kpi in ratios}
    found = reading.clusters(
        piece, {name: pair for name, pair in pairs.items() if name not in cutoffs}, by, types
    )
    for name in pairs.keys() & cutoffs.keys():
        found[name] = {}
        for last in {day for day in cutoffs[name].values() if day >= piece.first}:
            days = replace(piece, last=min(last, piece.last))
            cut = reading.clusters(days, {name: pairs[name]}, by, types)[name]
            groups = [raw for raw, day in cutoffs[name].items() if day == last and raw in cut]
            found[name] |= {raw: cut[raw] for raw in groups}
    return found


def _order(row: Row) -> list[tuple[bool, Any]]:
    return [(key.is_missing, key.code or 0) for key in row.keys.values()]


@dataclass(frozen=True)
class _Sources:
    """All that was read for the figures of one question."""

    final: Mapping[str, Mapping[Raw, Totals]]
    cutoffs: Cutoffs
    spreads: Mapping[str, Mapping[Raw, Spread]]
    clusters: Mapping[str, Mapping[Raw, Clusters]]
    coverage: Coverage | None
    known: frozenset[str]


@dataclass(frozen=True)
class _Part:
    """One group of a slice, with all that its figures are made from."""

    piece: Slice
    group: Mapping[str, Any]
    totals: Totals
    sources: _Sources
    raw: Raw

    def figure(self, kpi: Kpi) -> Figure:
        if kpi.id not in self.sources.known:
            return Figure(kpi.id, None, None, None, 0, reason=NO_DIMENSION)
        if kpi.window is None:
            return self._figure(kpi, self.totals)
        until = self.sources.cutoffs[kpi.id][self.raw]
        found = self._figure(kpi, self.sources.final[kpi.id][self.raw])
        found = replace(found, final_until=until)
        if maturity.last_day(self.piece, self.group, SPANS) <= until:
            return found
        waits = found.reason == NO_DATA and self.totals.get(kpi.counted, 0) > 0
        return replace(found, provisional=True, reason=NOT_FINAL if waits else found.reason)

    def _figure(self, kpi: Kpi, totals: Totals) -> Figure:
        top = totals.get(kpi.numerator, 0)
        below = totals.get(kpi.base, 0)
        n = totals.get(kpi.counted, 0)
        blank = self._why_blank(kpi, totals, n)
        if blank is not None:
            return Figure(kpi.id, None, None, None, n, reason=blank)
        if kpi.shape is Shape.COUNT:
            return Figure(kpi.id, top, top, None, n)
        if below == 0:
            return Figure(kpi.id, None, top, below, n, reason=NO_DATA)
        if kpi.shape is Shape.QUANTILE:
            return self._quantile(kpi, n)
        low, high = self._interval(kpi, totals) or (None, None)
        value = kpi.scale * top / below
        return Figure(kpi.id, value, top, below, n, low, high, scale=_scale(kpi, totals))

    def _why_blank(self, kpi: Kpi, totals: Totals, n: int) -> str | None:
        if kpi.needs_threshold and not self._channels(kpi):
            return NO_THRESHOLD
        if kpi.needs_missed_contacts and self._is_uncovered(kpi):
            return NO_MISSED_CONTACTS
        if kpi.one_scale_only and kpi.tens is not None and 0 < totals.get(kpi.tens, 0) < n:
            return MIXED_SCALES
        if n and kpi.unknown_of is not None and not totals.get(kpi.numerator, 0):
            return NO_STANDARD if totals.get(kpi.unknown_of, 0) else None
        return None

    def _is_uncovered(self, kpi: Kpi) -> bool:
        """A slice without any live channel has nothing offered and nothing missed."""
        channels = self._channels(kpi)
        coverage = self.sources.coverage
        if coverage is None or not channels:
            return False
        return not coverage.holds(channels, self.piece, self.group)

    def _channels(self, kpi: Kpi) -> frozenset[str]:
        """The live channels whose contacts the figure can be about."""
        found = channels_of(self.piece, self.group)
        if kpi.channels is not None:
            found &= kpi.channels
        return found & frozenset(THRESHOLDS) if kpi.needs_threshold else found

    def _interval(self, kpi: Kpi, totals: Totals) -> intervals.Interval:
        top, n = totals.get(kpi.numerator, 0), totals.get(kpi.counted, 0)
        if kpi.shape is Shape.SHARE:
            return intervals.wilson(top, n)
        if kpi.shape is Shape.RATIO:
            found = intervals.ratio(
                *self.sources.clusters[kpi.id].get(self.raw, (0, 0, 0, 0, 0, 0))
            )
            return found and _within(kpi, found)
        squares = totals.get(kpi.squares or "", 0)
        if kpi.shape is Shape.BALANCE:
            found = intervals.balance(top, squares, n)
        else:
            found = intervals.t_mean(top, squares, n)
        return found and (kpi.scale * found[0], kpi.scale * found[1])

    def _quantile(self, kpi: Kpi, n: int) -> Figure:
        assert kpi.distribution is not None, kpi.id
        assert kpi.quantile is not None, kpi.id
        spread = self.sources.spreads[kpi.distribution].get(self.raw, [])
        value = histogram.quantile(spread, kpi.quantile)
        if value is None:
            return Figure(kpi.id, None, None, None, n, reason=NO_DATA)
        low, high = intervals.order_statistics(spread, kpi.quantile) or (None, None)
        return Figure(kpi.id, value, None, None, n, low, high)


def _within(kpi: Kpi, found: tuple[float, float]) -> tuple[float, float]:
    """Amounts are never negative, and a part of something never more than it."""
    low, high = kpi.scale * max(0.0, found[0]), kpi.scale * found[1]
    return low, high if kpi.base_fact is not None else min(kpi.scale, high)


def _scale(kpi: Kpi, totals: Totals) -> str | None:
    if kpi.tens is None:
        return None
    tens, n = totals.get(kpi.tens, 0), totals.get(kpi.base, 0)
    return "1-5" if tens == 0 else "1-10" if tens == n else None
