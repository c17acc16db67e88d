"""Which days of a figure are final (KPI.md R3): what is watched for days counts whole days only.

A day is final when its end + W × 24 h has passed. One cut-off a figure: the longest W among the
inquiry types in it that are active, which is not retired, or with records in the figure. A window
that was edited still holds for the days whose records keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm.core import clock

from .dimensions import DIMENSIONS, SPANS, Types, span_days
from .kpis.types import Kpi
from .rollups import reading
from .rollups.reading import Raw

if TYPE_CHECKING:
    from .slices import Ids, Slice

#: The window of records without a type, and of types that name none.
UNTYPED_DAYS = 7
ONE_DAY = timedelta(days=1)
#: KPI → group of a breakdown → last final day.
Cutoffs = dict[str, dict[Raw, date]]


def final_until(window: int) -> date:
    """The last local day whose end lies at least so many times 24 hours back."""
    return clock.local_day(clock.now() - window * ONE_DAY) - ONE_DAY


def cutoff(piece: Slice, kpi: Kpi) -> date | None:
    """The last final day of the figure of a resolved slice; `None`: it has no window."""
    if kpi.window is None:
        return None
    return cutoffs(piece, [kpi], (), [()], None)[kpi.id][()]


def cutoffs(
    piece: Slice,
    kpis: Iterable[Kpi],
    by: Sequence[str],
    groups: Iterable[Raw],
    types: Types | None,
) -> Cutoffs:
    """For each group of a breakdown; a query only for KPIs whose window is the type's own."""
    raws = list(groups)
    found: Cutoffs = {}
    windows: _Windows | None = None
    for kpi in kpis:
        if isinstance(kpi.window, int):
            found[kpi.id] = dict.fromkeys(raws, final_until(kpi.window))
        elif kpi.window == "type":
            windows = windows or _Windows(piece, by, types or Types())
            found[kpi.id] = {
                raw: final_until(days) for raw, days in windows.longest(kpi, raws).items()
            }
    return found


class _Windows:
    """The windows of the types in the groups of one breakdown."""

    def __init__(self, piece: Slice, by: Sequence[str], types: Types) -> None:
        self._piece, self._by, self._types = piece, by, types
        nodes = types.nodes
        parents = {node.parent_id for node in nodes.values()}
        #: Leaves that are in use; inner nodes carry no window unless records are of them.
        self._active = {0} | {
            key for key, node in nodes.items() if node.retired_on is None and key not in parents
        }
        self._held: dict[Raw, Ids] = {}
        self._places = [n for n, name in enumerate(by) if DIMENSIONS[name].base == "type"]
        known = frozenset({0, *nodes})
        self._inside = known if piece.types is None else piece.types & known

    def longest(self, kpi: Kpi, raws: Sequence[Raw]) -> dict[Raw, int]:
        """The days of each group."""
        found: dict[Raw, int] = {}
        late: set[int] = set()
        for raw in raws:
            held = self._types_in(raw)
            if kpi.types is not None:
                held &= kpi.types
            since = self._first_day(raw)
            found[raw] = max((self._days(key, since) for key in held & self._active), default=0)
            others = held - self._active
            late |= {key for key in others if self._days(key, since) > found[raw]}
        for raw, key in self._with_records(kpi, late) if late else ():
            if raw in found:
                found[raw] = max(found[raw], self._days(key, self._first_day(raw)))
        return {raw: days or UNTYPED_DAYS for raw, days in found.items()}

    def _days(self, key: int, since: date) -> int:
        return self._types.nodes[key].longest_window(since) if key else UNTYPED_DAYS

    def _first_day(self, raw: Raw) -> date:
        """Of a group: of the slice, or of its own span of days."""
        group = zip(self._by, raw, strict=True)
        spans = [span_days(name, day)[0] for name, day in group if name in SPANS]
        return max([self._piece.first, *spans])

    def _types_in(self, raw: Raw) -> Ids:
        node = tuple(raw[place] for place in self._places)
        if node not in self._held:
            self._held[node] = frozenset(key for key in self._inside if self._node(key) == node)
        return self._held[node]

    def _node(self, key: int) -> Raw:
        """What a breakdown calls a type: itself, or what stands above it at a level."""
        levels = [DIMENSIONS[self._by[place]].level for place in self._places]
        return tuple(key if level is None else self._types.ancestor(key, level) for level in levels)

    def _with_records(self, kpi: Kpi, late: Iterable[int]) -> Iterable[tuple[Raw, int]]:
        """Which of the retired (or inner) types each group really has records of."""
        piece = replace(self._piece, types=frozenset(late))
        by = [*self._by, "type"]
        rows = reading.sums(piece, [kpi.base], by, self._types)
        return [(raw[:-1], raw[-1]) for raw in rows]


def last_day(piece: Slice, group: Mapping[str, Any], spans: Sequence[str]) -> date:
    """The last day of a part of a slice: of its range, its own span, its weekdays."""
    first, last = piece.first, piece.last
    for name in spans:
        if name in group:
            begins, ends = span_days(name, group[name])
            first, last = max(first, begins), min(last, ends)
    weekdays = frozenset({group["weekday"]}) if "weekday" in group else piece.weekdays
    while last > first and not _holds(last, piece.days, weekdays):
        last -= ONE_DAY
    return last


def _holds(day: date, days: frozenset[date] | None, weekdays: Ids | None) -> bool:
    return (days is None or day in days) and (weekdays is None or day.isoweekday() in weekdays)
