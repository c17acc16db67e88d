"""Half hours as columns: the level of each, its sample below, the target across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats
from crm.core.formats import Unit

from ..charts.line import BLANK, Size, Table
from ..charts.scale import Scale, text_width

WIDE, NARROW = Size("wide", 860, 196, False), Size("narrow", 340, 190, False)
LEFT, TOP, FOOT = 34, 18, 40
#: Columns a narrow drawing has room for.
MOST_NARROW = 6


@dataclass(frozen=True)
class Column:
    """A half hour; `level` 0–1, `None` without a contact; `is_open` while it is going on."""

    at: datetime
    level: float | None
    n: int
    is_open: bool


@dataclass(frozen=True)
class Columns:
    """Two drawings and the same as a table."""

    wide: SafeString
    narrow: SafeString
    label: str
    table: Table
    empty: bool


def columns(found: Sequence[Column], *, target: float | None) -> Columns:
    label = _("Service level by half hour")
    heads = [_("Half hour"), _("Service level"), pgettext("column", "Contacts")]
    rows = [
        [formats.time(one.at), formats.number(one.level, Unit.PERCENT), formats.number(one.n)]
        for one in found
    ]
    table = Table(heads, rows)
    if not any(one.n for one in found):
        return Columns(BLANK, BLANK, label, table, True)
    wide = _drawn(found, target, WIDE, label)
    narrow = _drawn(found[-MOST_NARROW:], target, NARROW, label)
    return Columns(wide, narrow, label, table, False)


def _drawn(found: Sequence[Column], target: float | None, size: Size, label: str) -> SafeString:
    y = Scale(0, 1, size.height - FOOT, TOP)
    right = size.width - (70 if target is not None else 8)
    step = (right - LEFT) / len(found)
    wide = min(34.0, step * 0.62)
    parts = [_grid(y, right), _axis(y, right)]
    for place, one in enumerate(found):
        middle = LEFT + step * (place + 0.5)
        skip = text_width("00:00") + 8 > step and place % 2 == 1 and place != len(found) - 1
        parts.append(_column(one, middle, wide, y, size, with_time=not skip))
    if target is not None:
        parts.append(_target(target, y, right))
    return format_html(
        '<svg class="{0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}" role="img"'
        ' aria-label="{3}">{4}</svg>',
        *(size.name, size.width, size.height, label),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _grid(y: Scale, right: float) -> SafeString:
    return format_html_join(
        "",
        '<line class="c-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, right, y.at(value), y.at(value), LEFT - 6, y.at(value) + 4, int(value * 100))
            for value in (0.5, 1.0)
        ),
    )


def _axis(y: Scale, right: float) -> SafeString:
    return format_html(
        '<line class="c-axis" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text x="{3}" y="{4}" text-anchor="end">0</text>',
        *(LEFT, right, y.at(0), LEFT - 6, y.at(0) + 4),
    )


def _column(
    one: Column, middle: float, wide: float, y: Scale, size: Size, *, with_time: bool
) -> SafeString:
    """The half hour that is going on is hollow: it is not final."""
    parts = [
        format_html(
            '<text x="{0}" y="{1}" text-anchor="middle">{2}</text>',
            *(round(middle, 1), size.height - 6, one.n or ""),
        )
    ]
    if with_time:
        time = format_html(
            '<text x="{0}" y="{1}" text-anchor="middle">{2}</text>',
            *(round(middle, 1), size.height - 22, formats.time(one.at)),
        )
        parts.append(time)
    if one.level is not None:
        top = y.at(one.level)
        bar = format_html(
            '<rect class="{0}" x="{1}" y="{2}" width="{3}" height="{4}" rx="2"/>'
            '<text class="t-ink t-b" x="{5}" y="{6}" text-anchor="middle">{7}</text>',
            *("lv-open" if one.is_open else "f-d1", round(middle - wide / 2, 1), top),
            *(round(wide, 1), round(y.at(0) - top, 1), round(middle, 1), top - 5),
            formats.parts(one.level, Unit.SHARE)[0],
        )
        parts.append(bar)
    return format_html_join("", "{}", ((part,) for part in parts))


def _target(target: float, y: Scale, right: float) -> SafeString:
    words = pgettext("chart", "Target %(level)s")
    return format_html(
        '<line class="c-tgt" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text class="t-ink t-b" x="{3}" y="{4}">{5}</text>',
        *(LEFT, right, y.at(target), right + 6, y.at(target) + 4),
        words % {"level": formats.parts(target, Unit.SHARE)[0]},
    )
