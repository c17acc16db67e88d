"""One figure taken apart: by agent, type, channel, hour, weekday, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats

from . import verdicts
from .asked import NO_TYPE, hour_name
from .charts.interval import Span, Track, track
from .dimensions import Key
from .fairness import compare
from .fairness.mix import can_be_adjusted
from .figures import Figure, Row
from .kpis.catalogue import KPIS
from .kpis.types import Shape
from .tiles import interval_words, is_raw, reason
from .trend import words_of
from .units import Shown, shown

if TYPE_CHECKING:
    from .asked import Asked
    from .targets import TargetValue
    from .tiles import Question

#: Rows of a table; the rest is told as a number and stands in the export of the records.
MOST = 12
BLANK = SafeString("")


@dataclass(frozen=True)
class Part:
    """One row: what it is, its figure and its plot; `url` narrows the page to it."""

    name: str
    typed: bool
    value: str
    n: str
    plot: SafeString
    words: str
    interval: str
    url: str
    state: str


@dataclass(frozen=True)
class Table:
    """A breakdown with its total; `left` is the number of rows not shown.

    `is_adjusted`: agents at the mix of the whole; `other_url` shows them raw, or adjusted again.
    """

    name: str
    title: str
    head: str
    plot_head: SafeString
    plot_words: str
    rows: Sequence[Part]
    total: Part
    left: int
    without_verdict: bool
    is_adjusted: bool = False
    other_url: str = ""


def tables(asked: Asked, kpi: str, q: Question) -> list[Table]:
    """All breakdowns the reader may see; every plot shares one axis."""
    names = ["type", "channel", "hour", "weekday"]
    if asked.scope.sees_names and asked.agent is None:
        names.append("agent")
    if asked.channel is not None:
        names.remove("channel")
    if asked.hour is not None:
        names.remove("hour")
    if asked.weekday is not None:
        names.remove("weekday")
    aim = q.aims([kpi])[kpi]
    whole = q.now([kpi])[kpi]
    read = {name: q.parts(kpi, name) for name in names}
    fair = {} if asked.raw or "agent" not in read else compare.adjusted(q.piece, [kpi])
    if kpi in fair:
        read["agent"] = _adjusted(read["agent"], kpi, fair[kpi])
    spans = [
        _span(row.figures[kpi], "hold")
        for rows in read.values()
        for row in rows
        if row.figures[kpi].value is not None
    ]
    axis = track(
        [span for span in spans if span is not None], aim.value if aim else None, width=110
    )
    maker = _Maker(asked, kpi, shown(kpi, q.scale), aim, axis, frozenset(fair))
    return [maker.table(name, rows, whole) for name, rows in read.items() if rows]


def _adjusted(rows: Sequence[Row], kpi: str, fair: compare.ByAgent) -> list[Row]:
    """Agents with what they would have at the mix of the whole; nobody stays as measured."""
    found = []
    for row in rows:
        one = fair.get(row.keys["agent"].id or 0)
        found.append(Row(row.keys, {kpi: one.figure}) if one is not None else row)
    return found


def columns(tables: Sequence[Table]) -> list[list[Table]]:
    """Side by side; the two short ones, channel and weekday, stand under one another."""
    found: list[list[Table]] = []
    for table in tables:
        above = next((column for column in found if column[0].name == "channel"), None)
        if table.name == "weekday" and above is not None:
            above.append(table)
        else:
            found.append([table])
    return found


def _span(figure: Figure, state: str) -> Span | None:
    if figure.value is None:
        return None
    return Span(figure.value, figure.low, figure.high, state)


@dataclass(frozen=True)
class _Maker:
    asked: Asked
    kpi: str
    shape: Shown
    aim: TargetValue | None
    axis: Track
    adjusted: frozenset[str] = frozenset()

    def table(self, name: str, rows: Sequence[Row], whole: Figure) -> Table:
        fair = name == "agent" and self.kpi in self.adjusted
        raw = is_raw(self.asked, self.kpi) or (
            name == "agent" and KPIS[self.kpi].raw_by_agent and not fair
        )
        in_order = rows if name in ("hour", "weekday") else sorted(rows, key=self._needs_care)
        shown_rows = in_order if name in ("hour", "weekday", "agent") else in_order[:MOST]
        aim = None if raw else self.aim
        total = Part(pgettext("table", "All"), False, *self._cells(whole, aim), "#records", "hold")
        return Table(
            name=name,
            title=_title(name),
            head=_head(name),
            plot_head=self.axis.head(self.shape.digits(self.aim.value)) if self.aim else BLANK,
            plot_words=_("95%% interval against the target") % (),
            rows=[self._part(name, row, aim) for row in shown_rows],
            total=total,
            left=len(in_order) - len(shown_rows),
            without_verdict=raw,
            is_adjusted=fair,
            other_url=self._other_url(name),
        )

    def _other_url(self, name: str) -> str:
        """Agents raw, or adjusted again, where the figure can be adjusted."""
        if name != "agent" or not can_be_adjusted(KPIS[self.kpi]):
            return ""
        return self.asked.url(raw=None if self.asked.raw else "1")

    def _needs_care(self, row: Row) -> tuple[int, int]:
        """Below target first, then by size: who needs a look, not who is best."""
        figure = row.figures[self.kpi]
        order = {"bad": 0, "hold": 1, "good": 1, "small": 2, "none": 1}
        return order[verdicts.verdict(figure, self.aim).state], -figure.n

    def _part(self, name: str, row: Row, aim: TargetValue | None) -> Part:
        key, figure = row.keys[name], row.figures[self.kpi]
        state = verdicts.verdict(figure, aim).state
        return Part(
            _label(name, key),
            name in ("agent", "type") and not key.is_missing,
            *self._cells(figure, aim),
            self._url(name, key),
            state,
        )

    def _cells(
        self, figure: Figure, aim: TargetValue | None
    ) -> tuple[str, str, SafeString, str, str]:
        state = verdicts.verdict(figure, aim).state
        is_count = KPIS[self.kpi].shape is Shape.COUNT
        plot = SafeString("") if is_count else self.axis.cell(_span(figure, state), 28)
        value = self.shape.digits(figure.value) if figure.value is not None else "—"
        words = reason(figure) or words_of(state)
        n = "" if is_count else formats.number(figure.n)
        return value, n, plot, words, interval_words(figure, self.shape)

    def _url(self, name: str, key: Key) -> str:
        """Records of no type or of nobody are a part too; all others have an hour and a channel."""
        if key.code is None and name not in ("type", "agent"):
            return ""
        code = NO_TYPE if key.code is None else str(key.code)
        return self.asked.url(**{name: code}, list=None) + "#records"


def _title(name: str) -> str:
    return {
        "type": _("Inquiry type"),
        "channel": _("Channel"),
        "hour": _("Hour"),
        "weekday": _("Weekday"),
        "agent": _("Agent"),
    }[name]


def _head(name: str) -> str:
    return {
        "type": pgettext("column", "Type"),
        "channel": pgettext("column", "Channel"),
        "hour": pgettext("column", "Hour"),
        "weekday": pgettext("column", "Weekday"),
        "agent": pgettext("column", "Agent"),
    }[name]


def _label(name: str, key: Key) -> str:
    if name == "hour" and isinstance(key.code, int):
        return hour_name(key.code)
    if name == "weekday" and isinstance(key.code, int):
        return formats.weekday_name(key.code)
    if name == "type":
        return key.name.rpartition(" > ")[2]
    return key.name
