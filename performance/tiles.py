"""A figure with what it never travels without: target, comparison, sample, verdict, records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats
from crm.core.formats import Unit

from . import figures, targets, verdicts
from .charts.scale import Scale
from .dimensions import Key
from .figures import Figure
from .kpis.catalogue import KPIS
from .kpis.facts import STATUS_TIME
from .kpis.types import Better, Shape
from .slices import Slice
from .targets import TargetBook, TargetValue
from .units import Shown, shown, survey_scale

if TYPE_CHECKING:
    from .asked import Asked
    from .verdicts import Delta

BLANK = SafeString("")


@dataclass(frozen=True)
class Change:
    """A change against the comparison in words; `meaning` is improved, worse, within or none."""

    arrow: str
    amount: str
    words: str
    meaning: str
    then: str

    @property
    def tone(self) -> str:
        return {"improved": "good", "worse": "bad"}.get(self.meaning, "flat")


@dataclass(frozen=True)
class Tile:
    """One figure as pages show it. `url` drives the page, `records_url` opens what is behind."""

    kpi: str
    name: str
    target: str
    digits: str
    suffix: str
    spark: SafeString
    change: Change | None
    state: str
    sample: str
    reason: str
    url: str
    page_url: str
    records_url: str
    is_current: bool
    figure: Figure
    then: Figure | None
    aim: TargetValue | None
    aim_since: date | None
    interval: str
    provisional: str
    beside: str = ""


@dataclass(frozen=True)
class Question:
    """What a page is about: a slice, the one it is compared with, and how its scores are shown.

    The panels of a page ask it for figures of the whole slice, of its days and for targets; what
    one panel has read, the next one finds here.
    """

    piece: Slice
    before: Slice | None
    scale: str | None
    _now: dict[str, Figure] = field(default_factory=dict, compare=False)
    _then: dict[str, Figure] = field(default_factory=dict, compare=False)
    _days: dict[tuple[Slice, str], list[tuple[Key, Figure]]] = field(
        default_factory=dict, compare=False
    )
    _rows: dict[tuple[str, tuple[str, ...]], list[figures.Row]] = field(
        default_factory=dict, compare=False
    )
    _aims: dict[str, TargetValue | None] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, asked: Asked) -> Question:
        return cls(asked.piece(), asked.before(), survey_scale(asked.period.last))

    def now(self, kpis: Iterable[str]) -> dict[str, Figure]:
        """The figures of the whole slice."""
        if missing := [kpi for kpi in kpis if kpi not in self._now]:
            self._now.update(figures.read_one(self.piece, missing))
        return self._now

    def then(self, kpis: Iterable[str]) -> dict[str, Figure]:
        """Those of the comparison; without one there are none."""
        if self.before is not None and (missing := [k for k in kpis if k not in self._then]):
            self._then.update(figures.read_one(self.before, missing))
        return self._then

    def days(self, piece: Slice, kpis: Iterable[str]) -> dict[str, list[tuple[Key, Figure]]]:
        """Day by day, the figures of each KPI in the slice or the comparison."""
        names = list(kpis)
        if missing := [kpi for kpi in names if (piece, kpi) not in self._days]:
            rows = figures.read(piece, missing, ("day",))
            for kpi in missing:
                self._days[piece, kpi] = [(row.keys["day"], row.figures[kpi]) for row in rows]
        return {kpi: self._days[piece, kpi] for kpi in names}

    def parts(self, kpi: str, *by: str) -> list[figures.Row]:
        """The parts of the slice in which something counts."""
        if (kpi, by) not in self._rows:
            rows = figures.read(self.piece, [kpi], by)
            kept = [row for row in rows if row.figures[kpi].n or row.figures[kpi].value]
            self._rows[kpi, by] = kept
        return self._rows[kpi, by]

    def aims(self, kpis: Iterable[str]) -> dict[str, TargetValue | None]:
        """The targets the slice is held against."""
        if missing := [kpi for kpi in kpis if kpi not in self._aims]:
            self._aims.update(targets.for_slice(self.piece, missing))
        return self._aims


def tiles(
    asked: Asked,
    kpis: Sequence[str],
    *,
    current: str = "",
    sparks: Sequence[str] | None = None,
    question: Question | None = None,
) -> list[Tile]:
    """The figures of a page, in order; `sparks` are those with a line of days: all by default."""
    q = question or Question.of(asked)
    now, then, aims = q.now(kpis), q.then(kpis), q.aims(kpis)
    drawn = [kpi for kpi in (kpis if sparks is None else sparks) if _has_days(kpi)]
    daily = q.days(q.piece, drawn) if drawn else {}
    found = []
    for kpi in kpis:
        shape = shown(kpi, q.scale)
        line = spark([figure.value for _key, figure in daily.get(kpi, [])], aims[kpi])
        found.append(_tile(asked, now[kpi], then.get(kpi), aims[kpi], shape, line, current == kpi))
    return found


def team_tiles(
    asked: Asked, kpis: Sequence[str], q: Question, teams: Mapping[int, Asked]
) -> dict[int, list[Tile]]:
    """The same figures of each team (id → its own question), read together."""
    found = {}
    now = by_key(figures.read(q.piece, kpis, ("team",)), "team")
    book = TargetBook.on(q.piece.last, kpis)
    for team_id, one in teams.items():
        row = now.get(team_id)
        if row is None:
            row = {kpi: Figure(kpi, None, None, None, 0, reason=figures.NO_DATA) for kpi in kpis}
        aims = targets.for_slice(one.piece(), kpis, book=book)
        found[team_id] = [
            _tile(one, row[kpi], None, aims[kpi], shown(kpi, q.scale), BLANK, False) for kpi in kpis
        ]
    return found


def _has_days(kpi: str) -> bool:
    """A percentile of a single day says little; its line is left out."""
    return KPIS[kpi].shape is not Shape.QUANTILE


def _tile(
    asked: Asked,
    figure: Figure,
    then: Figure | None,
    aim: TargetValue | None,
    shape: Shown,
    line: SafeString,
    is_current: bool,
) -> Tile:
    kpi = KPIS[figure.kpi]
    digits, suffix = shape.parts(figure.value)
    return Tile(
        kpi=kpi.id,
        name=str(kpi.short_name),
        target=target_words(figure.kpi, aim, shape),
        digits=digits,
        suffix=suffix,
        spark=line,
        change=change(figure, then, shape) if asked.chosen.comparison else None,
        state="none" if is_raw(asked, figure.kpi) else verdicts.verdict(figure, aim).state,
        sample=sample(figure, asked),
        reason=reason(figure),
        url=asked.url(kpi=kpi.id),
        page_url=asked.kpi_url(kpi.id),
        records_url=asked.kpi_url(kpi.id) + "#records",
        is_current=is_current,
        figure=figure,
        then=then,
        aim=aim,
        aim_since=aim_since(aim, asked),
        interval=interval_words(figure, shape),
        provisional=provisional(figure),
    )


def aim_since(aim: TargetValue | None, asked: Asked) -> date | None:
    """The day the target changed, if that was inside the period (KPI.md §6)."""
    first, last = asked.period.first, asked.period.last
    return aim.starts_on if aim is not None and first < aim.starts_on <= last else None


def is_raw(asked: Asked, kpi: str) -> bool:
    """A figure that may not be judged for one agent before it is adjusted (KPI.md §6).

    What depends on an agent's mix of types, or on the team as a whole, takes no verdict.
    """
    return asked.agent is not None and KPIS[kpi].raw_by_agent


def target_words(kpi: str, aim: TargetValue | None, shape: Shown) -> str:
    """`Target ≥ 80%`; without one it is for reference only."""
    if aim is None:
        return pgettext("figure", "For reference")
    level = shape.digits(aim.value) if shape.unit in (Unit.SCORE5, Unit.SCORE10) else None
    facts = {"level": level or shape.text(aim.value)}
    if aim.floor is not None:
        facts["floor"] = shape.text(aim.floor)
        return pgettext("figure", "Target %(floor)s–%(level)s") % facts
    if KPIS[kpi].better is Better.DOWN:
        return pgettext("figure", "Target ≤ %(level)s") % facts
    return pgettext("figure", "Target ≥ %(level)s") % facts


def change(now: Figure, then: Figure | None, shape: Shown) -> Change:
    """Direction by the arrow, meaning by the word; a change within error has no meaning."""
    found = verdicts.delta(now, then)
    if found.amount is None or then is None:
        return Change("", "", pgettext("comparison", "No comparison"), "none", "")
    arrow = "▲" if found.amount > 0 else "▼" if found.amount < 0 else ""
    words = {
        "improved": pgettext("change", "better"),
        "worse": pgettext("change", "worse"),
        "within": pgettext("change", "within error"),
        "none": "",
    }[found.meaning]
    return Change(
        arrow, _amount(now, then, found, shape), words, found.meaning, shape.text(then.value)
    )


def _amount(now: Figure, then: Figure, found: Delta, shape: Shown) -> str:
    """Counts change by percent of what they were; everything else in its own unit, unsigned."""
    assert found.amount is not None
    if KPIS[now.kpi].shape is Shape.COUNT:
        if not then.value:
            return ""
        return formats.number(abs(found.amount / then.value), Unit.PERCENT)
    return shape.change(abs(found.amount)).lstrip("+")


def sample(figure: Figure, asked: Asked) -> str:
    """How many records it rests on, or how much time; of a count, how many a business day."""
    kpi = KPIS[figure.kpi]
    if figure.value is None:
        return ""
    if kpi.shape is Shape.COUNT:
        days = asked.period.business_days
        if not days:
            return ""
        facts = {"n": formats.number(round(figure.value / days), Unit.PLAIN)}
        return pgettext("sample", "%(n)s a business day") % facts
    if kpi.shape is Shape.RATIO and kpi.below is STATUS_TIME:
        return formats.number(figure.denominator, Unit.HOURS)
    if kpi.shape is Shape.SHARE:
        top = formats.number(figure.numerator, Unit.PLAIN)
        return f"{top}/{formats.number(figure.n, Unit.PLAIN)}"
    return "n=" + formats.number(figure.n, Unit.PLAIN)


def reason(figure: Figure) -> str:
    """Why a figure is blank."""
    words = {
        figures.NO_DATA: _("No records"),
        figures.MIXED_SCALES: _("Answers on different scales"),
        figures.NO_MISSED_CONTACTS: _("Missed contacts do not come in"),
        figures.NO_THRESHOLD: _("Channel without a threshold"),
        figures.NO_STANDARD: _("Inquiry type without standard minutes"),
        figures.NO_DIMENSION: _("Cannot be broken down this way"),
        figures.NOT_FINAL: _("Not final yet"),
    }
    return words[figure.reason] if figure.reason else ""


def provisional(figure: Figure) -> str:
    """`Provisional, final up to 11 Nov`, where days of the period are not final yet."""
    if not figure.provisional or figure.final_until is None:
        return ""
    facts = {"day": formats.short_day(figure.final_until)}
    return pgettext("figure", "Provisional, final up to %(day)s") % facts


def interval_words(figure: Figure, shape: Shown) -> str:
    """`77.7–80.7`, or nothing."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    return f"{shape.digits(low)}–{shape.digits(high)}"


def spark(values: Iterable[float | None], aim: TargetValue | None) -> SafeString:
    """A line of 70 × 24 px with the target through it; days without a figure are skipped."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return BLANK
    levels = [*known, aim.value] if aim is not None else known
    y = Scale(min(levels), max(levels), 21, 3)
    step = 64 / (len(known) - 1)
    points = " ".join(f"{2 + i * step:.1f},{y.at(value)}" for i, value in enumerate(known))
    line = (
        format_html(
            '<line x1="0" x2="70" y1="{0}" y2="{0}" class="c-tgt" stroke-width="1" opacity=".75"/>',
            y.at(aim.value),
        )
        if aim is not None
        else BLANK
    )
    return format_html(
        '<svg width="70" height="24" viewBox="0 0 70 24" aria-hidden="true">{}'
        '<polyline points="{}" class="c-l1" stroke-width="1.5"/>'
        '<circle cx="66" cy="{}" r="2.6" class="c-dot" stroke-width="1"/></svg>',
        line,
        points,
        y.at(known[-1]),
    )


def by_key(rows: Iterable[figures.Row], name: str) -> Mapping[object, Mapping[str, Figure]]:
    """Figures of a breakdown by the id or code of one dimension."""
    return {
        (row.keys[name].id if row.keys[name].id is not None else row.keys[name].code): row.figures
        for row in rows
    }
