"""Thirteen months of one figure: value by verdict with its interval, target steps, a year earlier.

Two drawings (wide, narrow); words never shrink. The last points are labelled directly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .interval import GLYPHS
from .line import BLANK, Chart, Size, Table
from .scale import Scale, text_width, ticks

WIDE = Size("wide", 760, 262, labels_outside=True)
NARROW = Size("narrow", 288, 220, labels_outside=False)


@dataclass(frozen=True)
class Month:
    """One month. `earlier` is the same month a year before; `open`: not final, or still running."""

    label: str
    n: str
    value: float | None
    low: float | None = None
    high: float | None = None
    state: str = "hold"
    target: float | None = None
    earlier: float | None = None
    open: bool = False


@dataclass(frozen=True)
class Words:
    """What stands at the ends of the lines, the events (place, text), and the spoken sentence."""

    now: str
    target: str
    earlier: str
    label: str
    events: Sequence[tuple[int, str]] = ()


def year(
    months: Sequence[Month],
    words: Words,
    table: Table,
    *,
    write: Callable[[float], str],
    seconds: bool,
) -> Chart:
    """Both drawings; empty without two months that have a figure."""
    if sum(month.value is not None for month in months) < 2:
        return Chart(BLANK, BLANK, words.label, table, True)
    pen = _Pen(months, words, write, seconds)
    return Chart(pen.draw(WIDE), pen.draw(NARROW), words.label, table, False)


@dataclass(frozen=True)
class _Pen:
    months: Sequence[Month]
    words: Words
    write: Callable[[float], str]
    seconds: bool

    def draw(self, size: Size) -> SafeString:
        levels = [
            level
            for month in self.months
            for level in (month.value, month.low, month.high, month.target, month.earlier)
            if level is not None
        ]
        marks = ticks(levels, seconds=self.seconds, wanted=5 if size.labels_outside else 4)
        left = max(text_width(self.write(mark)) for mark in marks) + 10
        ends = [self.words.now, self.words.target, self.words.earlier]
        right = size.width - (max(map(text_width, ends)) + 16 if size.labels_outside else 10)
        y = Scale(marks[0], marks[-1], size.height - (48 if size.labels_outside else 28), 24)
        x = Scale(0, len(self.months) - 1, left + 14, right - 8)
        parts = [
            self._grid(marks, y, left, right),
            self._events(x, y),
            self._targets(x, y),
            self._line(x, y, "earlier", "c-prev"),
            self._line(x, y, "value", "c-l1"),
            self._values(x, y),
            self._labels(x, y, size),
            self._ends(x, y, right) if size.labels_outside else BLANK,
        ]
        return format_html(
            '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
            ' aria-label="{}">{}</svg>',
            *(size.name, size.width, size.height, size.width, size.height, self.words.label),
            format_html_join("", "{}", ((part,) for part in parts)),
        )

    def _grid(self, marks: Sequence[float], y: Scale, left: float, right: float) -> SafeString:
        return format_html_join(
            "",
            '<line class="c-grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
            '<text x="{3}" y="{4}" text-anchor="end">{5}</text>',
            (
                (left, right, y.at(mark), left - 6, y.at(mark) + 4, self.write(mark))
                for mark in marks
            ),
        )

    def _events(self, x: Scale, y: Scale) -> SafeString:
        return format_html_join(
            "",
            '<line class="c-ev" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
            '<text class="t-warn" x="{0}" y="{3}" text-anchor="middle">{4}</text>',
            ((x.at(i - 0.5), y.end - 4, y.start, y.end - 9, text) for i, text in self.words.events),
        )

    def _targets(self, x: Scale, y: Scale) -> SafeString:
        """A dashed step a month, joined where the target changed."""
        half = (x.end - x.start) / max(len(self.months) - 1, 1) / 2
        points: list[str] = []
        lines: list[str] = []
        for i, month in enumerate(self.months):
            if month.target is None:
                lines, points = [*lines, " ".join(points)], []
                continue
            level = y.at(month.target)
            first, last = max(x.at(i) - half, x.start - 8), min(x.at(i) + half, x.end + 8)
            points += [f"{first:.1f},{level}", f"{last:.1f},{level}"]
        drawn = ((path,) for path in [*lines, " ".join(points)] if path)
        return format_html_join("", '<polyline class="c-tgt" points="{}"/>', drawn)

    def _line(self, x: Scale, y: Scale, name: str, role: str) -> SafeString:
        found = [
            (i, value)
            for i, month in enumerate(self.months)
            if (value := getattr(month, name)) is not None
        ]
        path = " ".join(f"{x.at(i)},{y.at(value)}" for i, value in found)
        if len(found) < 2:
            return BLANK
        return format_html('<polyline class="{}" points="{}"/>', role, path)

    def _values(self, x: Scale, y: Scale) -> SafeString:
        parts = []
        for i, month in enumerate(self.months):
            if month.value is None:
                continue
            tone = month.state if month.state in GLYPHS else "hold"
            bar = BLANK
            if month.low is not None and month.high is not None:
                bar = format_html(
                    '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="s-{3}" stroke-width="2.5"'
                    ' stroke-linecap="round" opacity=".55"/>',
                    *(x.at(i), y.at(month.low), y.at(month.high), tone),
                )
            at = y.at(month.value)
            glyph = GLYPHS["hold" if month.open else tone]
            parts.append((bar, format_html(glyph, x=x.at(i), y=at, top=round(at - 5.6, 1))))
        return format_html_join("", "{}{}", parts)

    def _labels(self, x: Scale, y: Scale, size: Size) -> SafeString:
        """Months under the axis, under them their samples; on phones every third month."""
        last = len(self.months) - 1
        shown = [
            (i, month)
            for i, month in enumerate(self.months)
            if size.labels_outside or (last - i) % 3 == 0
        ]
        names = format_html_join(
            "",
            '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>',
            (("t-ink t-b" if i == last else "", x.at(i), y.start + 20, month.label)
             for i, month in shown),
        )  # fmt: skip
        if not size.labels_outside or not any(month.n for month in self.months):
            return names
        samples = format_html_join(
            "",
            '<text class="t-n" x="{}" y="{}" text-anchor="middle">{}</text>',
            ((x.at(i), y.start + 37, month.n) for i, month in shown),
        )
        return format_html('{}<text class="t-n" x="0" y="{}">n</text>{}', names, y.start + 37,
                           samples)  # fmt: skip

    def _ends(self, x: Scale, y: Scale, right: float) -> SafeString:
        words = []
        for name, role, text in (
            ("target", "t-ink t-b", self.words.target),
            ("value", "t-acc t-b", self.words.now),
            ("earlier", "t-2", self.words.earlier),
        ):
            known = [v for month in self.months if (v := getattr(month, name)) is not None]
            if text and known:
                words.append((y.at(known[-1]), role, text))
        placed: list[tuple[float, float, str, str]] = []
        for at, role, text in sorted(words):
            low = placed[-1][1] + 16 if placed else y.end
            placed.append((right + 8, max(at + 4, low), role, text))
        return format_html_join("", '<text class="{2}" x="{0}" y="{1}">{3}</text>', placed)
