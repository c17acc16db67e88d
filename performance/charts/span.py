"""This period and the comparison on one labelled axis: interval, value, target. Two drawings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .interval import GLYPHS, Span
from .scale import Scale, text_width, ticks

BLANK = SafeString("")
HEIGHT = 140
WIDTHS = {"wide": 690, "narrow": 288}


@dataclass(frozen=True)
class Row:
    """`name` stands left, `text` (the interval) right of the line."""

    name: str
    span: Span
    text: str


def spans(
    rows: Sequence[Row],
    target: float | None,
    target_words: str,
    *,
    write: Callable[[float], str],
    label: str,
    seconds: bool,
) -> SafeString:
    """Both drawings; the first row is this period, the second the comparison."""
    if not rows or all(row.span.low is None for row in rows):
        return BLANK
    edges = [
        edge
        for row in rows
        for edge in (row.span.value, row.span.low, row.span.high)
        if edge is not None
    ]
    marks = ticks([*edges, *([target] if target is not None else [])], seconds=seconds, wanted=4)
    names = max(text_width(row.name) for row in rows) + 14
    drawn = []
    for name, width in WIDTHS.items():
        room = max((text_width(row.text) for row in rows), default=0) if name == "wide" else 0
        x = Scale(marks[0], marks[-1], names + 12, width - room - 18)
        parts = [
            _axis(marks, x, write),
            _target(x, target, target_words),
            *(_row(row, x, 47 + 40 * i, is_now=i == 0, wide=name == "wide")
              for i, row in enumerate(rows[:2])),
        ]  # fmt: skip
        height = HEIGHT if len(rows) > 1 else HEIGHT - 36
        drawn.append(
            format_html(
                '<svg class="{0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}" role="img"'
                ' aria-label="{3}">{4}</svg>',
                *(name, width, height, label),
                format_html_join("", "{}", ((part,) for part in parts)),
            )
        )
    return format_html_join("", "{}", ((svg,) for svg in drawn))


def _axis(marks: Sequence[float], x: Scale, write: Callable[[float], str]) -> SafeString:
    """Words that would touch the one before are left out."""
    shown, free = [], -100.0
    for mark in marks:
        text = write(mark)
        if x.at(mark) - text_width(text) / 2 > free:
            shown.append((x.at(mark), text))
            free = x.at(mark) + text_width(text) / 2 + 8
        else:
            shown.append((x.at(mark), ""))
    floor = HEIGHT - 28
    return format_html_join(
        "",
        '<line class="c-grid" x1="{0}" x2="{0}" y1="22" y2="{1}"/>'
        '<text x="{0}" y="{2}" text-anchor="middle">{3}</text>',
        ((at, floor, floor + 19, text) for at, text in shown),
    )


def _target(x: Scale, target: float | None, words: str) -> SafeString:
    if target is None:
        return BLANK
    return format_html(
        '<line class="c-tgt" x1="{0}" x2="{0}" y1="18" y2="{1}"/>'
        '<text class="t-2" x="{0}" y="12" text-anchor="middle">{2}</text>',
        *(x.at(target), HEIGHT - 28, words),
    )


def _row(row: Row, x: Scale, at: int, *, is_now: bool, wide: bool) -> SafeString:
    span = row.span
    state = span.state if span.state in GLYPHS else "hold"
    parts = [
        format_html(
            '<text class="{}" x="0" y="{}">{}</text>', "t-ink t-b" if is_now else "", at + 4,
            row.name,
        )
    ]  # fmt: skip
    end = x.at(span.value)
    if span.low is not None and span.high is not None:
        end = x.at(span.high)
        parts.append(
            format_html(
                '<line x1="{}" x2="{}" y1="{}" y2="{}" class="s-{}" stroke-width="4"'
                ' stroke-linecap="round" opacity=".5"/>',
                *(x.at(span.low), end, at, at, state if is_now else "prev"),
            )
        )
    if is_now:
        parts.append(format_html(GLYPHS[state], x=x.at(span.value), y=at, top=round(at - 5.6, 1)))
    else:
        parts.append(
            format_html(
                '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="s-prev" stroke-width="2.5"/>',
                *(x.at(span.value), at - 7, at + 7),
            )
        )
    if wide:
        role = "t-ink" if is_now else ""
        parts.append(
            format_html('<text class="{}" x="{}" y="{}">{}</text>', role, end + 10, at + 4,
                        row.text)
        )  # fmt: skip
    return format_html_join("", "{}", ((part,) for part in parts))
