"""Figures of a slice, read from the stored sums: sample, interval, and why one is blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import histogram, intervals
from .coverage import Coverage, channels_of
from .dimensions import DIMENSIONS, Key, Labels, Types
from .kpis.catalogue import KPIS
from .kpis.measures import THRESHOLDS
from .kpis.types import Kpi, Shape
from .rollups import reading
from .rollups.reading import Raw, Spread, Totals
from .slices import Slice

NO_DATA = "no_data"
MIXED_SCALES = "mixed_scales"
NO_MISSED_CONTACTS = "no_missed_contacts"
NO_THRESHOLD = "no_threshold"
NO_DIMENSION = "no_dimension"
NOT_FINAL = "not_final"
REASONS = (NO_DATA, MIXED_SCALES, NO_MISSED_CONTACTS, NOT_FINAL, NO_THRESHOLD, NO_DIMENSION)


@dataclass(frozen=True)
class Figure:
    """A KPI's value over one part of a slice: seconds, proportions 0–1, 0–100, or a count.

    `value` is `None` with a `reason`. `low` and `high` are the 95 % interval, `None` where there is
    none. `n` is the sample. `scale` is the survey scale all of its answers were given on.
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

    One query for all sums, one for each distribution a percentile needs, and one for names.
    """
    wanted = [KPIS[name] for name in kpis]
    piece = piece.resolved()
    typed = any(DIMENSIONS[name].base == "type" for name in by)
    types = Types() if typed else None
    sums = reading.sums(piece, _measures(wanted), by, types)
    if not by and not sums:
        sums = {(): {}}
    spreads = {
        name: reading.spreads(piece, name, by, types)
        for name in dict.fromkeys(kpi.distribution for kpi in wanted if kpi.distribution)
    }
    covered = Coverage.read() if any(kpi.needs_missed_contacts for kpi in wanted) else None
    labels = Labels(by, sums, types)
    rows = []
    for raw, totals in sums.items():
        part = _Part(piece, dict(zip(by, raw, strict=True)), totals, spreads, raw, covered)
        keys = {name: labels.key(name, value) for name, value in part.group.items()}
        rows.append(Row(keys, {kpi.id: part.figure(kpi) for kpi in wanted}))
    return sorted(rows, key=_order)


def read_one(piece: Slice, kpis: Iterable[str]) -> dict[str, Figure]:
    """The figures of the slice as a whole."""
    return read(piece, kpis)[0].figures


def _measures(kpis: Iterable[Kpi]) -> list[str]:
    found: list[str] = []
    for kpi in kpis:
        found += [name for name in (kpi.numerator, kpi.denominator, kpi.squares) if name]
        if kpi.denominator == "ratings":
            found.append("ratings_of_ten")
    return list(dict.fromkeys(found))


def _order(row: Row) -> list[tuple[bool, Any]]:
    return [(key.is_missing, key.code or 0) for key in row.keys.values()]


@dataclass(frozen=True)
class _Part:
    """One group of a slice, with all that its figures are made from."""

    piece: Slice
    group: Mapping[str, Any]
    totals: Totals
    spreads: Mapping[str, Mapping[Raw, Spread]]
    raw: Raw
    coverage: Coverage | None

    def figure(self, kpi: Kpi) -> Figure:
        top = self.totals.get(kpi.numerator, 0)
        n = self.totals.get(kpi.base, 0)
        blank = self._why_blank(kpi, n)
        if blank is not None:
            return Figure(kpi.id, None, None, None, n, reason=blank)
        if kpi.shape is Shape.COUNT:
            return Figure(kpi.id, top, top, None, n)
        if n == 0:
            return Figure(kpi.id, None, top, n, n, reason=NO_DATA)
        if kpi.shape is Shape.QUANTILE:
            return self._quantile(kpi, n)
        low, high = self._interval(kpi, top, n) or (None, None)
        return Figure(kpi.id, kpi.scale * top / n, top, n, n, low, high, scale=self._scale(kpi))

    def _why_blank(self, kpi: Kpi, n: int) -> str | None:
        if kpi.needs_threshold and not channels_of(self.piece, self.group) & set(THRESHOLDS):
            return NO_THRESHOLD
        if kpi.needs_missed_contacts and self._is_uncovered(kpi):
            return NO_MISSED_CONTACTS
        if kpi.one_scale_only and 0 < self.totals.get("ratings_of_ten", 0) < n:
            return MIXED_SCALES
        return None

    def _is_uncovered(self, kpi: Kpi) -> bool:
        """A slice without any live channel has nothing offered and nothing missed."""
        channels = channels_of(self.piece, self.group)
        if kpi.needs_threshold:
            channels &= frozenset(THRESHOLDS)
        if self.coverage is None or not channels:
            return False
        return not self.coverage.holds(channels, self.piece, self.group)

    def _interval(self, kpi: Kpi, top: int, n: int) -> intervals.Interval:
        if kpi.squares is None:
            return intervals.wilson(top, n)
        found = intervals.t_mean(top, self.totals.get(kpi.squares, 0), n)
        return found and (kpi.scale * found[0], kpi.scale * found[1])

    def _quantile(self, kpi: Kpi, n: int) -> Figure:
        assert kpi.distribution is not None, kpi.id
        assert kpi.quantile is not None, kpi.id
        spread = self.spreads[kpi.distribution].get(self.raw, [])
        value = histogram.quantile(spread, kpi.quantile)
        if value is None:
            return Figure(kpi.id, None, None, None, n, reason=NO_DATA)
        low, high = intervals.order_statistics(spread, kpi.quantile) or (None, None)
        return Figure(kpi.id, value, None, None, n, low, high)

    def _scale(self, kpi: Kpi) -> str | None:
        if kpi.denominator != "ratings":
            return None
        tens, n = self.totals.get("ratings_of_ten", 0), self.totals.get("ratings", 0)
        return "1-5" if tens == 0 else "1-10" if tens == n else None
