"""The service level of today, of the last thirty minutes, and half hour by half hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, F, Func, Q, Value
from django.urls import reverse

from crm.core import clock, formats
from crm.core.formats import Unit
from interactions.channels import CHANNELS

from .. import figures, intervals, targets, verdicts
from ..figures import NO_DATA, NO_MISSED_CONTACTS, Figure
from ..kpis.catalogue import KPIS
from ..kpis.measures import MEASURES
from ..rollups import source
from ..slices import Slice
from ..targets import TargetValue
from ..tiles import reason, target_words
from ..units import shown
from .columns import Column, Columns, columns
from .sight import Sight

KPI = KPIS["service_level"]
SLOT = timedelta(minutes=30)


@dataclass(frozen=True)
class Level:
    """One service level: print, sample, verdict; `since` is the start of the last minutes."""

    digits: str
    suffix: str
    sample: str
    interval: str
    state: str
    reason: str
    url: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Levels:
    today: Level
    recent: Level
    target: str
    chart: Columns
    thresholds: str


def levels(sight: Sight) -> Levels:
    day = clock.local_day(sight.now)
    piece = sight.narrow(Slice(day, day))
    figure = figures.read_one(piece, [KPI.id])[KPI.id]
    aim = targets.for_slice(piece, [KPI.id])[KPI.id]
    slots = _slots(piece)
    fresh = _figure(sum(top for top, _n in slots.values()), sum(n for _top, n in slots.values()))
    today = figure if figure.reason == NO_MISSED_CONTACTS else fresh
    since = sight.now - SLOT
    recent = _recent(sight, since, today)
    path = reverse("performance:kpi", kwargs={"kpi": KPI.id})
    address = sight.addressed(path, period="today")
    shape = shown(KPI.id, None)
    return Levels(
        today=_level(today, aim, url=f"{address}#records"),
        recent=_level(recent, aim, since=since),
        target=target_words(KPI.id, aim, shape),
        chart=columns(
            _columns(slots, sight.now) if today.reason != NO_MISSED_CONTACTS else [],
            target=aim.value if aim is not None else None,
        ),
        thresholds=_thresholds(),
    )


def _thresholds() -> str:
    """`Phone 20 s · Chat 60 s`."""
    known = [channel for channel in CHANNELS.values() if channel.service_level_seconds is not None]
    return " · ".join(
        f"{one.label} {formats.number(one.service_level_seconds, Unit.SECONDS)}" for one in known
    )


def _sums(where: Q, **keys: Any) -> Any:
    assert KPI.denominator is not None
    measures = [MEASURES[KPI.numerator], MEASURES[KPI.denominator]]
    if keys:
        return source.sums(KPI.fact, measures, keys, where)
    return source.whole(KPI.fact, measures, where)


def _pair(row: dict[str, Any]) -> tuple[int, int]:
    top, n = row[source.SUM + KPI.numerator], row[f"{source.SUM}{KPI.denominator}"]
    return top or 0, n or 0


def _slots(piece: Slice) -> dict[datetime, tuple[int, int]]:
    """In time and base of every half hour in which somebody called."""
    bin_ = Func(
        Value(SLOT, output_field=DurationField()),
        F("started_at"),
        Value(clock.day_bounds(piece.first)[0], output_field=DateTimeField()),
        function="DATE_BIN",
        output_field=DateTimeField(),
    )
    rows = _sums(piece.resolved().records(KPI.fact), slot=bin_)
    return {row[f"{source.KEY}slot"]: _pair(row) for row in rows}


def _recent(sight: Sight, since: datetime, today: Figure) -> Figure:
    if today.reason == NO_MISSED_CONTACTS:
        return today
    last = clock.local_day(sight.now)
    piece = sight.narrow(Slice(clock.local_day(since), last)).resolved()
    moments = Q(started_at__gte=since, started_at__lte=sight.now)
    return _figure(*_pair(_sums(piece.records(KPI.fact) & moments)))


def _figure(top: int, n: int) -> Figure:
    if n == 0:
        return Figure(KPI.id, None, top, n, n, reason=NO_DATA)
    low, high = intervals.wilson(top, n) or (None, None)
    return Figure(KPI.id, top / n, top, n, n, low, high)


def _level(
    figure: Figure, aim: TargetValue | None, *, url: str = "", since: datetime | None = None
) -> Level:
    shape = shown(KPI.id, None)
    digits, suffix = shape.parts(figure.value)
    low, high = figure.interval or (None, None)
    counted = figure.value is not None
    return Level(
        digits=digits,
        suffix=suffix,
        sample=f"{figure.numerator:,}/{figure.n:,}" if counted else "",
        interval=f"{shape.digits(low)}–{shape.digits(high)}" if counted else "",
        state=verdicts.verdict(figure, aim).state,
        reason=reason(figure),
        url=url,
        since=since,
    )


def _columns(slots: dict[datetime, tuple[int, int]], now: datetime) -> list[Column]:
    """From the first half hour with a contact to now; empty ones keep their place."""
    if not slots:
        return []
    found, at = [], min(slots)
    while at <= now:
        top, n = slots.get(at, (0, 0))
        found.append(Column(at, top / n if n else None, n, is_open=at + SLOT > now))
        at += SLOT
    return found
