"""The tables of an analysis.

One dimension: rows by it, a column for each figure. Two: a table for each figure, rows by the
first, columns by the second. Every cell leads to the figure's page narrowed to exactly that part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crm.core import formats

from .. import figures, verdicts
from ..charts.interval import Span, Track, track
from ..dimensions import SPANS, Key
from ..figures import Figure, Row
from ..kpis.catalogue import KPIS
from ..kpis.types import Shape
from ..tiles import interval_words, reason
from ..trend import words_of
from ..units import Shown, shown
from .names import is_typed, name_of, narrowed
from .picked import MOST_COLUMNS, MOST_ROWS, Picked

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from ..asked import Asked
    from ..targets import TargetValue
    from ..tiles import Question


@dataclass(frozen=True)
class Cell:
    """One figure; `url` opens its page narrowed to this part, at its lists."""

    value: str
    n: str
    url: str
    state: str
    words: str
    plot: SafeString | str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Line:
    name: str
    typed: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """One table. `more_rows` and `more_columns` were left out of it."""

    title: str
    heads: Sequence[tuple[str, bool]]
    lines: Sequence[Line]
    total: Line | None
    more_rows: int
    more_columns: int
    plotted: bool


def rows_of(q: Question, wanted: Picked) -> list[Row]:
    """Everything picked in one read; parts in which nothing counts are left out."""
    return [
        row
        for row in figures.read(q.piece, wanted.kpis, wanted.dimensions)
        if any(figure.n or figure.value for figure in row.figures.values())
    ]


def sheets(asked: Asked, q: Question, wanted: Picked, rows: Sequence[Row]) -> list[Sheet]:
    """The tables of what was picked, with the totals of the whole slice."""
    maker = _Maker(asked, q, wanted)
    if not wanted.across:
        return [maker.of_one(rows)] if rows else []
    return [maker.of_two(rows, kpi) for kpi in wanted.kpis] if rows else []


@dataclass(frozen=True)
class _Maker:
    asked: Asked
    q: Question
    wanted: Picked

    def of_one(self, rows: Sequence[Row]) -> Sheet:
        kept = _newest_or_largest(rows, self.wanted.by, self.wanted.kpis[0])
        aims = self.q.aims(self.wanted.kpis)
        drawn = self.wanted.by not in SPANS
        tracks = {
            kpi: _track([row.figures[kpi] for row in kept], aims[kpi])
            for kpi in self.wanted.kpis
            if drawn and KPIS[kpi].shape is not Shape.COUNT
        }
        lines = [
            Line(
                name_of(self.wanted.by, row.keys[self.wanted.by]),
                is_typed(self.wanted.by, row.keys[self.wanted.by]),
                [
                    self._cell(kpi, row.figures[kpi], row.keys, aims[kpi], tracks.get(kpi))
                    for kpi in self.wanted.kpis
                ],
            )
            for row in kept
        ]
        whole = self.q.now(self.wanted.kpis)
        total = Line(
            _("All"),
            False,
            [self._cell(k, whole[k], {}, aims[k], tracks.get(k)) for k in self.wanted.kpis],
        )
        return Sheet(
            title="",
            heads=[(str(KPIS[kpi].short_name), kpi in tracks) for kpi in self.wanted.kpis],
            lines=lines,
            total=total,
            more_rows=len(rows) - len(kept),
            more_columns=0,
            plotted=bool(tracks),
        )

    def of_two(self, rows: Sequence[Row], kpi: str) -> Sheet:
        by, across = self.wanted.by, self.wanted.across
        columns = largest(rows, across, kpi, MOST_COLUMNS)
        heads = largest(rows, by, kpi, MOST_ROWS)
        found = {(row.keys[by].code, row.keys[across].code): row for row in rows}
        aim = self.q.aims([kpi])[kpi]
        lines = []
        for key in heads:
            cells = []
            for column in columns:
                row = found.get((key.code, column.code))
                cells.append(
                    self._cell(kpi, row.figures[kpi], row.keys, aim, None)
                    if row is not None else Cell("—", "", "", "none", "")
                )  # fmt: skip
            lines.append(Line(name_of(by, key), is_typed(by, key), cells))
        every = {row.keys[across].code for row in rows}
        return Sheet(
            title=str(KPIS[kpi].name),
            heads=[(name_of(across, key), False) for key in columns],
            lines=lines,
            total=None,
            more_rows=len({row.keys[by].code for row in rows}) - len(heads),
            more_columns=len(every) - len(columns),
            plotted=False,
        )

    def _cell(
        self,
        kpi: str,
        figure: Figure,
        keys: Mapping[str, Key],
        aim: TargetValue | None,
        axis: Track | None,
    ) -> Cell:
        shape: Shown = shown(kpi, self.q.scale)
        raw = "agent" in keys and KPIS[kpi].raw_by_agent
        state = "none" if raw else verdicts.verdict(figure, aim).state
        plot: SafeString | str = ""
        if axis is not None:
            span = None
            if figure.value is not None:
                span = Span(figure.value, figure.low, figure.high, state)
            plot = axis.cell(span, 30)
        told = [reason(figure) or words_of(state), interval_words(figure, shape)]
        return Cell(
            value=shape.text(figure.value),
            n="" if KPIS[kpi].shape is Shape.COUNT else formats.number(figure.n),
            url=self.asked.kpi_url(kpi, **narrowed(self.asked, keys)) + "#records",
            state=state,
            words=", ".join(part for part in told if part and part != "—"),
            plot=plot,
            provisional=figure.provisional,
        )


def _newest_or_largest(rows: Sequence[Row], by: str, kpi: str) -> list[Row]:
    """Time runs on, the newest spans are kept; of other dimensions the parts with most records."""
    if by in SPANS:
        return list(rows[-MOST_ROWS:])
    if by in ("hour", "weekday"):
        return list(rows)
    return sorted(rows, key=lambda row: -size_of(row.figures[kpi]))[:MOST_ROWS]


def largest(rows: Sequence[Row], name: str, kpi: str, most: int) -> list[Key]:
    """The values of one dimension, in the order a table shows them."""
    keys: dict[object, Key] = {}
    sizes: dict[object, float] = {}
    for row in rows:
        key = row.keys[name]
        keys.setdefault(key.code, key)
        sizes[key.code] = sizes.get(key.code, 0) + size_of(row.figures[kpi])
    ordered = list(keys.values())
    if name in (*SPANS, "hour", "weekday"):
        ordered.sort(key=lambda key: (key.code is None, key.code or 0))
        return ordered[-most:]
    return sorted(ordered, key=lambda key: -sizes[key.code])[:most]


def size_of(figure: Figure) -> float:
    return figure.n or figure.value or 0


def _track(found: Sequence[Figure], aim: TargetValue | None) -> Track:
    spans = [Span(f.value, f.low, f.high) for f in found if f.value is not None]
    return track(spans, aim.value if aim else None, width=110)
