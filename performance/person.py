"""One agent's figures: half a year, and type by type beside the own team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats

from . import figures, verdicts
from .asked import months_back
from .charts.interval import Span, track
from .charts.line import Table
from .charts.months import Month, months
from .figures import Figure
from .kpis.catalogue import KPIS
from .models import Target
from .targets import TargetValue
from .targets_by_month import for_months
from .tiles import by_key, interval_words, target_words
from .trend import opening, words_of
from .units import shown

if TYPE_CHECKING:
    from .asked import Asked
    from .slices import Slice
    from .tiles import Question

BLANK = SafeString("")
HALF_YEAR = 6
COURSES = ("aht", "fcr", "csat_mean")
#: What stands for "solved" in the table of types.
SOLVED = "fcr"
#: Handling time depends on the mix of types: drawn without a verdict until it can be adjusted.
RAW = "aht"
MOST_TYPES = 10


@dataclass(frozen=True)
class Course:
    """Six months of one figure."""

    name: str
    target: str
    drawing: SafeString
    table: Table
    url: str
    said: SafeString = BLANK


@dataclass(frozen=True)
class TypeLine:
    """One inquiry type: own figures beside the team's."""

    name: str
    handled: str
    handled_url: str
    time: str
    team_time: str
    time_url: str
    solved: str
    solved_n: str
    team_solved: str
    solved_url: str
    plot: SafeString
    words: str
    state: str


def courses(asked: Asked, q: Question) -> list[Course]:
    """Half a year up to the period's end, each month against the target it had then."""
    span = months_back(asked.period.last, HALF_YEAR)
    piece = replace(q.piece, first=span.first, last=span.last)
    rows = figures.read(piece, COURSES, ("month",))
    versions = list(Target.objects.known_on(span.last).filter(kpi__in=COURSES))
    found = []
    for kpi in COURSES:
        by_month = {str(row.keys["month"].code): row.figures[kpi] for row in rows}
        found.append(_course(asked, q, kpi, by_month, versions, piece))
    return found


def _course(
    asked: Asked,
    q: Question,
    kpi: str,
    by_month: Mapping[str, Figure],
    versions: Sequence[Target],
    piece: Slice,
) -> Course:
    shape = shown(kpi, q.scale)
    columns: list[Month] = []
    lines: list[list[str]] = []
    opened: list[SafeString] = []
    aim: TargetValue | None = None
    months_shown = _months(piece.first, piece.last)
    own = [version for version in versions if version.kpi == kpi]
    aims = for_months(piece, kpi, months_shown, own)
    for (first, last), aim in zip(months_shown, aims, strict=True):
        figure = by_month.get(f"{first:%Y-%m}")
        label = pgettext("month", "%(month)s") % {"month": first.month}
        if figure is None or figure.value is None:
            columns.append(Month(label, None))
            continue
        state = "none" if kpi == RAW else verdicts.verdict(figure, aim).state
        level = aim.value if aim else None
        ends = shape.inside(figure.low), shape.inside(figure.high)
        columns.append(Month(label, figure.value, *ends, state, level))
        lines.append(
            [formats.month(first), shape.text(figure.value), interval_words(figure, shape) or "—",
             formats.number(figure.n), shape.text(level) if aim else "—", words_of(state)]
        )  # fmt: skip
        opened.append(opening(asked.over(kpi, first, last), shape.text(figure.value)))
    heads = [
        _("Month"),
        str(KPIS[kpi].short_name),
        _("95%% interval") % (),
        _("Sample"),
        _("Target"),
        _("Verdict"),
    ]
    spoken = ", ".join(f"{cells[0]} {cells[1]}" for cells in lines)
    name = str(KPIS[kpi].short_name)
    drawing = months(
        columns,
        write=shape.digits,
        label=f"{name}: {spoken}",
        seconds=KPIS[kpi].unit == "duration",
    )
    return Course(
        name,
        target_words(kpi, aim, shape),
        drawing,
        Table(heads, [[c[0], link, *c[2:]] for c, link in zip(lines, opened, strict=True)]),
        asked.kpi_url(kpi),
        _said(name, lines),
    )


def _said(name: str, lines: Sequence[Sequence[str]]) -> SafeString:
    """`First-contact resolution: 77.9% in June → 86.5%, on target`; cells as in the table."""
    if len(lines) < 2:
        return BLANK
    first, last = lines[0], lines[-1]
    words = f", {last[5]}" if last[4] != "—" and last[5] != "—" else ""
    return format_html("<b>{}</b> {} {} → <b>{}</b>{}", name, first[0], first[1], last[1], words)


def _months(first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of each month, the last one as far as the period goes."""
    found = []
    while first <= last:
        number = first.year * 12 + first.month
        following = date(number // 12, number % 12 + 1, 1)
        found.append((first, min(last, date.fromordinal(following.toordinal() - 1))))
        first = following
    return found


def types(asked: Asked, q: Question, team: Slice) -> list[TypeLine]:
    """The most frequent types of this agent, each beside the same type in the team."""
    kpis = ("handled", "aht", SOLVED)
    rows = figures.read(q.piece, kpis, ("type",))
    theirs = by_key(figures.read(team, kpis, ("type",)), "type")
    rows = [row for row in rows if row.figures["handled"].value]
    rows.sort(key=lambda row: -(row.figures["handled"].value or 0))
    rows = rows[:MOST_TYPES]
    spans = [
        Span(row.figures["aht"].value or 0.0, row.figures["aht"].low, row.figures["aht"].high)
        for row in rows
        if row.figures["aht"].value is not None
    ]
    axis = track(spans, None, width=150)
    found = []
    for row in rows:
        key, own = row.keys["type"], row.figures
        other = theirs.get(key.id if key.id is not None else key.code, {})
        code = str(key.code or "none")
        state, words = _beside(own[SOLVED], other.get(SOLVED))
        aht, rate = shown("aht"), shown(SOLVED)
        team_time = other["aht"].value if "aht" in other else None
        span = (
            Span(own["aht"].value, own["aht"].low, own["aht"].high, "hold", team_time)
            if own["aht"].value is not None
            else None
        )

        def url(kpi: str, code: str = code) -> str:
            return asked.kpi_url(kpi, type=code) + "#records"

        found.append(
            TypeLine(
                name=key.name.rpartition(" > ")[2],
                handled=formats.number(own["handled"].value),
                handled_url=url("handled"),
                time=aht.text(own["aht"].value),
                team_time=aht.text(team_time),
                time_url=url("aht"),
                solved=rate.text(own[SOLVED].value),
                solved_n=formats.number(own[SOLVED].n),
                team_solved=rate.text(other[SOLVED].value if SOLVED in other else None),
                solved_url=url(SOLVED),
                plot=axis.cell(span, 30),
                words=words,
                state=state,
            )
        )
    return found


def _beside(own: Figure, team: Figure | None) -> tuple[str, str]:
    """Above or below the team only where the own interval leaves out the team's value."""
    if own.n < KPIS[own.kpi].minimum_sample or team is None or team.value is None:
        return "small", _("Small sample")
    if own.low is None or own.high is None:
        return "none", "—"
    if own.low > team.value:
        return "good", pgettext("beside team", "above the team")
    if own.high < team.value:
        return "bad", pgettext("beside team", "below the team")
    return "hold", pgettext("change", "within error")
