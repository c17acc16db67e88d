"""What may be said of a figure in a sentence: against the comparison, against the target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.templatetags.ui import verdict_words

from . import intervals
from .kpis.catalogue import KPIS
from .kpis.types import Better, Shape
from .units import Shown

if TYPE_CHECKING:
    from .breakdown import Table
    from .figures import Figure
    from .targets import TargetValue
    from .tiles import Tile

BLANK = SafeString("")


def of_tile(tile: Tile, shape: Shown) -> SafeString:
    """Two short sentences; nothing where neither a change nor a verdict may be told."""
    found = [_changed(tile), _held(tile, shape), _needed(tile.figure, tile.aim, tile.state, shape)]
    return format_html_join(" ", "{}", ((text,) for text in found if text))


def _changed(tile: Tile) -> SafeString:
    if tile.change is None:
        return BLANK
    words = {
        "improved": _("Clearly better than in the comparison."),
        "worse": _("Clearly worse than in the comparison."),
        "within": _("The change against the comparison is within error."),
    }.get(tile.change.meaning, "")
    return format_html("{}", words) if words else BLANK


def _held(tile: Tile, shape: Shown) -> SafeString:
    if tile.aim is None:
        return BLANK
    words = {
        "good": _("The whole interval lies on the good side of the target %(target)s."),
        "bad": _("The whole interval lies on the wrong side of the target %(target)s."),
        "hold": _("The target %(target)s lies inside the interval, so the verdict is left open."),
        "small": _("Too few records for a verdict on the target %(target)s."),
    }.get(tile.state, "")
    return format_html("<b>{}</b>", words % {"target": shape.level(tile.aim.value)}) if (
        words
    ) else BLANK  # fmt: skip


def _needed(figure: Figure, aim: TargetValue | None, state: str, shape: Shown) -> SafeString:
    """What this sample would have to show for the whole interval to clear the target."""
    kpi = KPIS[figure.kpi]
    if state != "hold" or aim is None or aim.floor is not None:
        return BLANK
    up = kpi.better is Better.UP
    level: float | None = None
    if kpi.shape is Shape.SHARE:
        level = _share_needed(figure.n, aim.value, up=up)
    elif figure.value is not None and figure.low is not None and figure.high is not None:
        half = (figure.high - figure.low) / 2
        level = aim.value + half if up else aim.value - half
    if level is None:
        return BLANK
    words = _("With so many records %(level)s would clear it.") % {"level": shape.text(level)}
    return format_html('<span class="num">{}</span>', words)


def _share_needed(n: int, target: float, *, up: bool) -> float | None:
    """The smallest count (or largest) whose Wilson interval clears the target."""
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        found = intervals.wilson(middle, n)
        if found is None:
            return None
        clears = found[0] >= target if up else found[1] > target
        low, high = (low, middle) if clears else (middle + 1, high)
    if up:
        return low / n if n and (intervals.wilson(low, n) or (0, 0))[0] >= target else None
    return (low - 1) / n if low > 0 else None


def of_parts(tables: Sequence[Table]) -> SafeString:
    """Which parts can be said to lie on either side of the target; the rest is within error."""
    worse = [row for table in tables for row in table.rows if row.state == "bad"]
    better = [row for table in tables for row in table.rows if row.state == "good"]
    if not worse and not better:
        return BLANK
    found = []
    for label, rows in ((verdict_words("bad"), worse), (verdict_words("good"), better)):
        if rows:
            names = format_html_join(
                " · ", "<b{}>{}</b>",
                ((SafeString(" data-content") if row.typed else BLANK, row.name)
                 for row in rows[:6]),
            )  # fmt: skip
            more = ""
            if len(rows) > 6:
                more = pgettext("list", "and %(n)s more") % {"n": len(rows) - 6}
            found.append(format_html("{}: {} {}", label, names, more))
    return format_html_join(" — ", "{}", ((text,) for text in found))
