"""Interval plots in table cells: the 95 % interval, the value by its verdict, the target through.

All rows of a column share one `Track`, so that the dashed target runs through the whole table. A
small tick marks the comparison period. Cells are drawings alone; the hidden words beside them
(`performance/charts/interval.html`) say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .scale import Scale, text_width

BLANK = SafeString("")
GLYPHS = {
    "good": '<circle cx="{x}" cy="{y}" r="4.6" class="f-good"/>',
    "hold": '<circle cx="{x}" cy="{y}" r="4.1" class="f-sur s-hold" stroke-width="1.9"/>',
    "bad": '<path d="M{x} {top} l5.6 5.6 l-5.6 5.6 l-5.6 -5.6z" class="f-bad"/>',
}


@dataclass(frozen=True)
class Span:
    """A value with its interval; `previous` is the same value in the comparison period."""

    value: float
    low: float | None = None
    high: float | None = None
    state: str = "hold"
    previous: float | None = None


@dataclass(frozen=True)
class Track:
    """The shared horizontal axis of a column."""

    scale: Scale
    target: float | None
    width: int

    def cell(self, span: Span | None, height: int = 36) -> SafeString:
        """The drawing of one row; without a value only the target runs through."""
        return cell(self, span, height)

    def head(self, text: str) -> SafeString:
        """The words above the target's line, kept inside the column."""
        return head(self, text)


def track(spans: Iterable[Span], target: float | None, *, width: int = 140) -> Track:
    """An axis that holds the middle of all intervals; single wide ones are cut at the edge."""
    edges: list[float] = []
    values: list[float] = []
    for span in spans:
        values.append(span.value)
        edges += [edge for edge in (span.low, span.high) if edge is not None]
    if target is not None:
        values.append(target)
    edges = sorted(edges or values or [0.0, 1.0])
    cut = len(edges) // 20
    low = min([edges[cut], *values])
    high = max([edges[-1 - cut], *values])
    room = (high - low) * 0.04 or abs(high) * 0.05 or 1.0
    return Track(Scale(low - room, high + room, 8, width - 8), target, width)


def cell(axis: Track, span: Span | None, height: int) -> SafeString:
    middle = height / 2
    return format_html(
        '<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true">{2}{3}</svg>',
        axis.width,
        height,
        _target(axis, height),
        _span(axis, span, middle) if span is not None else BLANK,
    )


def head(axis: Track, text: str) -> SafeString:
    if axis.target is None:
        return BLANK
    half = text_width(text) / 2
    at = min(max(axis.scale.inside(axis.target), half), axis.width - half)
    return format_html(
        '<svg width="{0}" height="20" viewBox="0 0 {0} 20" aria-hidden="true">'
        '<text class="t-2" x="{1}" y="14" text-anchor="middle">{2}</text></svg>',
        axis.width,
        round(at, 1),
        text,
    )


def _target(axis: Track, height: int) -> SafeString:
    if axis.target is None:
        return BLANK
    at = axis.scale.inside(axis.target)
    return format_html('<line x1="{0}" x2="{0}" y1="0" y2="{1}" class="c-tgt"/>', at, height)


def _span(axis: Track, span: Span, middle: float) -> SafeString:
    """Interval line under the tick of the comparison under the glyph."""
    state = span.state if span.state in GLYPHS else "hold"
    line = tick = BLANK
    if span.low is not None and span.high is not None:
        line = format_html(
            '<line x1="{}" x2="{}" y1="{}" y2="{}" class="s-{}" stroke-width="2.5"'
            ' stroke-linecap="round" opacity=".55"/>',
            axis.scale.inside(span.low),
            axis.scale.inside(span.high),
            middle,
            middle,
            state,
        )
    if span.previous is not None:
        at = axis.scale.inside(span.previous)
        tick = format_html(
            '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="s-prev" stroke-width="2"/>',
            at,
            middle - 5,
            middle + 5,
        )
    mark = format_html(
        GLYPHS[state], x=axis.scale.inside(span.value), y=middle, top=round(middle - 5.6, 1)
    )
    return format_html("{}{}{}", line, tick, mark)
