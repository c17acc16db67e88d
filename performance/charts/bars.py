"""Counts as bars: a histogram standing on its axis, and one bar lying in a table cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .line import BLANK, Chart, Size, Table
from .scale import Scale, text_width

STANDING = (Size("wide", 408, 200, False), Size("narrow", 288, 190, False))


@dataclass(frozen=True)
class Bin:
    """Values from `low` up to and without `high`; `over`: everything from there on."""

    low: float
    high: float
    count: int
    over: bool = False


@dataclass(frozen=True)
class Mark:
    """An upright line through the bars with its word; `role` is `target` or `value`."""

    at: float
    text: str
    role: str = "value"


def histogram(
    bins: Sequence[Bin],
    marks: Sequence[Mark],
    table: Table,
    *,
    write: Callable[[float], str],
    label: str,
) -> Chart:
    """Bars from zero, as high as their counts; the words of the marks stand in lines above."""
    if not any(one.count for one in bins):
        return Chart(BLANK, BLANK, label, table, True)
    wide, narrow = (_standing(bins, marks, size, write, label) for size in STANDING)
    return Chart(wide, narrow, label, table, False)


def _standing(
    bins: Sequence[Bin],
    marks: Sequence[Mark],
    size: Size,
    write: Callable[[float], str],
    label: str,
) -> SafeString:
    top = 8 + 16 * len(marks)
    x = Scale(bins[0].low, bins[-1].high, 6, size.width - 6)
    y = Scale(0, max(one.count for one in bins), size.height - 26, top)
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>',
        (
            (
                "f-prev" if one.over else "f-d1",
                round(x.at(one.low) + 1, 1),
                y.at(one.count),
                round(x.at(one.high) - x.at(one.low) - 2, 1),
                round(y.start - y.at(one.count), 1),
            )
            for one in bins
            if one.count
        ),
    )
    parts = [
        bars,
        format_html('<line class="c-axis" x1="0" x2="{0}" y1="{1}" y2="{1}"/>', size.width,
                    y.start),
        _feet(bins, x, y.start, size, write),
        *(
            _mark(mark, x, y.start, 12 + 16 * i, size)
            for i, mark in enumerate(sorted(marks, key=lambda mark: _turn(mark, x, size)))
        ),
    ]  # fmt: skip
    return format_html(
        '<svg class="{0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}" role="img"'
        ' aria-label="{3}">{4}</svg>',
        *(size.name, size.width, size.height, label),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _feet(
    bins: Sequence[Bin], x: Scale, floor: float, size: Size, write: Callable[[float], str]
) -> SafeString:
    shown, free = [], -100.0
    for one in bins:
        at, text = x.at(one.low), write(one.low) + ("+" if one.over else "")
        half = text_width(text) / 2
        at = min(max(at, half), size.width - half)
        if at - half > free:
            shown.append((round(at, 1), floor + 18, text))
            free = at + half + 10
    return format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', shown)


def _is_right(mark: Mark, x: Scale, size: Size) -> bool:
    """Whether the word has room at the right of its line."""
    return x.inside(mark.at) + text_width(mark.text) + 8 < size.width


def _turn(mark: Mark, x: Scale, size: Size) -> tuple[bool, float]:
    """The order from above in which no line runs through the word of another."""
    right = _is_right(mark, x, size)
    return right, mark.at if right else -mark.at


def _mark(mark: Mark, x: Scale, floor: float, line: float, size: Size) -> SafeString:
    at = x.inside(mark.at)
    right = _is_right(mark, x, size)
    return format_html(
        '<line class="{0}" x1="{1}" x2="{1}" y1="{2}" y2="{3}"/>'
        '<text class="{4}" x="{5}" y="{6}" text-anchor="{7}">{8}</text>',
        *("c-tgt" if mark.role == "target" else "c-need", at, line - 8, floor),
        *("t-ink t-b" if mark.role == "target" else "t-2", at + 5 if right else at - 5, line),
        *("start" if right else "end", mark.text),
    )


def lying(share: float, *, tone: str = "d1", width: int = 120) -> SafeString:
    """One bar of a row, 0 to 1 of the cell's width."""
    return format_html(
        '<svg width="{0}" height="14" viewBox="0 0 {0} 14" aria-hidden="true">'
        '<rect class="f-{1}" x="0" y="1" width="{2}" height="12" rx="2"/></svg>',
        *(width, tone, round(max(share, 0.004) * width, 1)),
    )


def apart(share: float, *, width: int = 120) -> SafeString:
    """A bar to the left (below 0) or right of the middle, −1 to 1 of half the cell's width."""
    middle, long = width / 2, round(abs(share) * (width / 2 - 4), 1)
    return format_html(
        '<svg width="{0}" height="18" viewBox="0 0 {0} 18" aria-hidden="true">'
        '<line class="c-axis" x1="{1}" x2="{1}" y1="0" y2="18"/>'
        '<rect class="f-prev" x="{2}" y="4" width="{3}" height="10" rx="2"/></svg>',
        *(width, middle, middle if share >= 0 else round(middle - long, 1), long),
    )
