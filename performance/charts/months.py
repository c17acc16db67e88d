"""Months side by side: value by its verdict, vertical interval, dashed target; one small SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .interval import GLYPHS
from .scale import Scale, text_width, ticks

BLANK = SafeString("")
WIDTH, HEIGHT = 250, 160


@dataclass(frozen=True)
class Month:
    """One month: its short name, value with interval (`None`: no figure), verdict, target then."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    state: str = "hold"
    target: float | None = None


def months(
    row: Sequence[Month], *, write: Callable[[float], str], label: str, seconds: bool = False
) -> SafeString:
    """The drawing, or nothing without two months that have a figure."""
    known = [month for month in row if month.value is not None]
    if len(known) < 2:
        return BLANK
    levels = [
        level
        for month in known
        for level in (month.value, month.low, month.high, month.target)
        if level is not None
    ]
    marks = ticks(levels, seconds=seconds, wanted=3)
    left = max(text_width(write(mark)) for mark in marks) + 10
    y = Scale(marks[0], marks[-1], HEIGHT - 26, 10)
    x = Scale(0, len(row) - 1, left + 10, WIDTH - 16)
    return format_html(
        '<svg class="months" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img"'
        ' aria-label="{2}">{3}{4}{5}{6}</svg>',
        WIDTH,
        HEIGHT,
        label,
        _grid(marks, y, left, write),
        _targets(row, x, y),
        _values(row, x, y),
        _labels(row, x),
    )


def _grid(
    marks: Sequence[float], y: Scale, left: float, write: Callable[[float], str]
) -> SafeString:
    return format_html_join(
        "",
        '<line class="c-grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text x="{3}" y="{4}" text-anchor="end">{5}</text>',
        ((left, WIDTH, y.at(mark), left - 6, y.at(mark) + 4, write(mark)) for mark in marks),
    )


def _targets(row: Sequence[Month], x: Scale, y: Scale) -> SafeString:
    """Each month's own target, half a step to either side."""
    half = (x.end - x.start) / max(len(row) - 1, 1) / 2
    return format_html_join(
        "",
        '<line class="c-tgt" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>',
        (
            (round(x.at(i) - half, 1), round(x.at(i) + half, 1), y.at(month.target))
            for i, month in enumerate(row)
            if month.target is not None
        ),
    )


def _values(row: Sequence[Month], x: Scale, y: Scale) -> SafeString:
    places = [(i, month) for i, month in enumerate(row) if month.value is not None]
    path = " ".join(f"{x.at(i)},{y.at(month.value or 0.0)}" for i, month in places)
    line = format_html('<polyline class="c-thin" points="{}"/>', path)
    bars = format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="s-{3}" stroke-width="2.5"'
        ' stroke-linecap="round" opacity=".55"/>',
        (
            (x.at(i), y.at(month.low), y.at(month.high), _tone(month))
            for i, month in places
            if month.low is not None and month.high is not None
        ),
    )
    glyphs = SafeString(
        "".join(
            format_html(
                GLYPHS[_tone(month)],
                x=x.at(i),
                y=y.at(month.value or 0.0),
                top=round(y.at(month.value or 0.0) - 5.6, 1),
            )
            for i, month in places
        )
    )
    return format_html("{}{}{}", line, bars, glyphs)


def _tone(month: Month) -> str:
    return month.state if month.state in GLYPHS else "hold"


def _labels(row: Sequence[Month], x: Scale) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((x.at(i), HEIGHT - 8, month.label) for i, month in enumerate(row)),
    )
