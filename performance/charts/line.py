"""Line charts as SVG, drawn on the server: direct labels, a dashed target, no script, no style.

A `Plot` says what to draw in values; `chart` makes the wide and the narrow drawing (text never
scales below 12 px) and the same data as a table. Template: `performance/charts/line.html` for the
drawings, `performance/charts/table.html` for "show as table".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .scale import Scale, free_place, text_width, ticks

BLANK = SafeString("")


@dataclass(frozen=True)
class Point:
    """`x` on the plot's own axis; hollow points are not final yet (집계 중)."""

    x: float
    y: float
    hollow: bool = False


@dataclass(frozen=True)
class Line:
    """`role`: `now` (accent), `prev` (comparison), `d2` to `d5`. `label` stands at its end."""

    name: str
    points: Sequence[Point]
    role: str = "now"
    label: str = ""


@dataclass(frozen=True)
class Level:
    """A horizontal line with its words, such as the target."""

    y: float
    text: str


@dataclass(frozen=True)
class Tick:
    x: float
    text: str


@dataclass(frozen=True)
class Table:
    """The chart's data: the first column is the row's head."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Plot:
    """What is drawn. `write` formats a value of the y axis; `label` is the spoken sentence.

    `x_range` leaves room for days still to come; `bound` is a vertical line between what is and
    what is ahead; `events` are amber lines with a word.
    """

    lines: Sequence[Line]
    x_ticks: Sequence[Tick]
    x_range: tuple[float, float]
    write: Callable[[float], str]
    label: str
    seconds: bool = False
    target: Level | None = None
    bound: Tick | None = None
    events: Sequence[Tick] = ()
    table: Table = field(default_factory=lambda: Table((), ()))


@dataclass(frozen=True)
class Size:
    """Pixels of a drawing; `labels_outside` puts the words of lines at the right of the plot."""

    name: str
    width: int
    height: int
    labels_outside: bool


WIDE = Size("wide", 784, 244, True)
HALF = Size("wide", 460, 200, False)
ASIDE = Size("wide", 288, 190, False)
NARROW = Size("narrow", 288, 210, False)


@dataclass(frozen=True)
class Chart:
    """Both drawings, the sentence and the table; `empty` when there is nothing to draw."""

    wide: SafeString
    narrow: SafeString
    label: str
    table: Table
    empty: bool


def chart(plot: Plot, *, wide: Size = WIDE) -> Chart:
    """Draw a plot twice."""
    if not any(line.points for line in plot.lines):
        return Chart(BLANK, BLANK, plot.label, plot.table, True)
    return Chart(draw(plot, wide), draw(plot, NARROW), plot.label, plot.table, False)


def draw(plot: Plot, size: Size) -> SafeString:
    """One drawing of the plot."""
    values = [point.y for line in plot.lines for point in line.points]
    marks = ticks(
        [*values, *([plot.target.y] if plot.target else [])],
        seconds=plot.seconds,
        wanted=4 if size.labels_outside else 3,
    )
    left = max(text_width(plot.write(mark)) for mark in marks) + 10
    right = size.width - _right_margin(plot, size)
    y = Scale(marks[0], marks[-1], size.height - 30, 20)
    x = Scale(*plot.x_range, left + 6, right)
    parts = [
        _grid(plot, marks, y, left, right),
        _x_axis(plot, x, y.start),
        _uprights(plot, x, y),
        *(_line(line, x, y) for line in plot.lines if line.points),
        _target(plot, size, x, y, left, right),
        _ends(plot, size, x, y, right),
    ]
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="{}">{}</svg>',
        size.name,
        size.width,
        size.height,
        size.width,
        size.height,
        plot.label,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _right_margin(plot: Plot, size: Size) -> float:
    if not size.labels_outside:
        return 10
    words = [line.label for line in plot.lines] + ([plot.target.text] if plot.target else [])
    return max([text_width(word) for word in words if word], default=0) + 18


def _grid(plot: Plot, marks: Sequence[float], y: Scale, left: float, right: float) -> SafeString:
    return format_html_join(
        "",
        '<line class="c-grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text x="{3}" y="{4}" text-anchor="end">{5}</text>',
        ((left, right, y.at(mark), left - 6, y.at(mark) + 4, plot.write(mark)) for mark in marks),
    )


def _x_axis(plot: Plot, x: Scale, floor: float) -> SafeString:
    """Words that would touch the one before are left out; the last one always stands."""
    shown: list[tuple[float, Tick]] = []
    for tick in sorted(plot.x_ticks, key=lambda tick: tick.x):
        while shown and _touch(shown[-1], (x.at(tick.x), tick), x):
            if tick is not plot.x_ticks[-1] or len(shown) == 1:
                break
            shown.pop()
        if not shown or not _touch(shown[-1], (x.at(tick.x), tick), x):
            shown.append((x.at(tick.x), tick))
    return format_html_join(
        "",
        '<line class="c-axis" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<text x="{0}" y="{3}" text-anchor="{4}">{5}</text>',
        (
            (at, floor, floor + 4, floor + 20, _anchor(at, tick.text, x), tick.text)
            for at, tick in shown
        ),
    )


def _touch(one: tuple[float, Tick], other: tuple[float, Tick], x: Scale) -> bool:
    at, wide = other[0], text_width(other[1].text)
    left = at - (wide if _anchor(at, other[1].text, x) == "end" else wide / 2)
    return left - one[0] < text_width(one[1].text) / 2 + 8


def _anchor(at: float, text: str, x: Scale) -> str:
    """Words at the right edge end there instead of running out of the drawing."""
    return "end" if at + text_width(text) / 2 > x.end + 8 else "middle"


def _uprights(plot: Plot, x: Scale, y: Scale) -> SafeString:
    """Events, and the line between what is final and what is not."""
    events = format_html_join(
        "",
        '<line class="c-ev" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<text class="t-warn" x="{0}" y="{3}" text-anchor="middle">{4}</text>',
        ((x.at(event.x), y.end, y.start, y.end - 6, event.text) for event in plot.events),
    )
    if plot.bound is None:
        return events
    at = x.at(plot.bound.x)
    bound = format_html(
        '<line class="c-axis" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke-dasharray="2 3"/>'
        '<text x="{3}" y="{4}" text-anchor="{5}">{6}</text>',
        at,
        y.end - 4,
        y.start,
        at - 6 if at > (x.start + x.end) / 2 else at + 6,
        y.start - 8,
        "end" if at > (x.start + x.end) / 2 else "start",
        plot.bound.text,
    )
    return format_html("{}{}", events, bound)


def _target(plot: Plot, size: Size, x: Scale, y: Scale, left: float, right: float) -> SafeString:
    """The target's line and, where words stand inside the drawing, its word off the other lines."""
    if plot.target is None:
        return BLANK
    at = y.at(plot.target.y)
    line = format_html('<line class="c-tgt" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>', left, right, at)
    if size.labels_outside:
        return line
    wide = text_width(plot.target.text)
    paths = [[(x.at(point.x), y.at(point.y)) for point in line.points] for line in plot.lines]
    feet = [foot for foot in (at - 6, at + 16) if y.end + 8 <= foot <= y.start - 2] or [at - 6]
    place = free_place(wide, (left + 4, right), feet, paths)
    if place is None:  # above the drawing then, beside a piece of its line
        place = right - wide, 12.0
        line += format_html(
            '<line class="c-tgt" x1="{}" x2="{}" y1="8" y2="8"/>', place[0] - 26, place[0] - 6
        )
    return format_html(
        '{}<text class="t-ink t-b" x="{}" y="{}">{}</text>', line, *place, plot.target.text
    )


CLASSES = {
    "now": "c-l1", "prev": "c-prev", "d2": "c-l2", "d3": "c-l3", "d4": "c-l4", "d5": "c-l5",
}  # fmt: skip


def _line(line: Line, x: Scale, y: Scale) -> SafeString:
    """The line, and its points where there are few enough to tell them apart."""
    places = [(x.at(point.x), y.at(point.y), point.hollow) for point in line.points]
    path = " ".join(f"{px},{py}" for px, py, _hollow in places)
    drawn = format_html('<polyline class="{}" points="{}"/>', CLASSES.get(line.role, "c-l1"), path)
    if line.role != "now" or len(places) > 40:
        return drawn
    dots = format_html_join(
        "",
        '<circle class="{}" r="3" cx="{}" cy="{}"/>',
        (("c-dot open" if hollow else "c-dot", px, py) for px, py, hollow in places),
    )
    return format_html("{}{}", drawn, dots)


def _ends(plot: Plot, size: Size, x: Scale, y: Scale, right: float) -> SafeString:
    """Words beside the ends of lines and the target, moved apart where they would touch."""
    words: list[tuple[float, str, str]] = []
    if size.labels_outside:
        if plot.target is not None:
            words.append((y.at(plot.target.y), "t-ink t-b", plot.target.text))
        for line in plot.lines:
            if line.label and line.points:
                role = "t-acc t-b" if line.role == "now" else "t-2"
                words.append((y.at(line.points[-1].y), role, line.label))
    placed: list[tuple[float, float, str, str]] = []
    for at, role, text in sorted(words):
        low = placed[-1][1] + 16 if placed else y.end
        placed.append((right + 8, max(at + 4, low), role, text))
    return format_html_join(
        "",
        '<text class="{2}" x="{0}" y="{1}">{3}</text>',
        placed,
    )
