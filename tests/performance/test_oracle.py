"""Property tests: every figure of any slice equals plain Python over the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from performance import drilldown, figures
from performance.figures import Figure
from performance.kpis.catalogue import BUILT_IN
from performance.kpis.types import Shape
from performance.rollups.reconcile import reconcile
from performance.slices import Slice

from . import oracle
from .oracle import Event
from .records import D0, count_everything
from .worlds import Cast, Spec, build, cast, moments, piece, slices, worlds

pytestmark = pytest.mark.django_db
#: Without shrinking: an example costs a tenth of a second, and minutes of shrinking tell little.
CHECKS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


@contextmanager
def world(drawn: Any, moment: datetime = D0) -> Iterator[Cast]:
    """A centre of its own for each example, seen at a moment."""
    with transaction.atomic(), time_machine.travel(moment, tick=False):
        who = cast()
        build(drawn, who)
        count_everything()
        yield who
        transaction.set_rollback(True)


def of_type(part: Slice, found: int | None) -> bool:
    """Whether a slice can hold records of a type."""
    return part.types is None or any(
        found is None if top == 0 else oracle.under(found, top) for top in part.types
    )


def inside(events: list[Event], part: Slice) -> list[Event]:
    def one_of(values: Any, found: Any) -> bool:
        return values is None or (found or 0) in values

    def holds(event: Event) -> bool:
        at = event.where
        return (
            part.first <= at.day <= part.last
            and one_of(part.teams, at.team)
            and one_of(part.agents, at.agent)
            and (part.channels is None or at.channel in part.channels)
            and (part.hours is None or at.hour in part.hours)
            and (part.weekdays is None or at.day.isoweekday() in part.weekdays)
            and of_type(part, at.type)
        )

    return [event for event in events if holds(event)]


def final(
    kpi: str, events: list[Event], holds: Callable[[int | None], bool]
) -> tuple[list[Event], date | None]:
    """What of a figure's records lies on final days, and the last of these (R3)."""
    if kpi not in oracle.WINDOWS:
        return events, None
    until = oracle.final_until(kpi, events, holds)
    return [event for event in events if event.where.day <= until], until


def _is_handled(events: list[Event]) -> bool:
    """Some of them are contacts, which add nothing below the line."""
    return any(event.n == 0 for event in events)


def assert_agrees(figure: Figure, events: list[Event], holds: Callable[[int | None], bool]) -> None:
    every = len(events)
    events, until = final(figure.kpi, events, holds)
    top, below, n = oracle.sums(events)
    assert figure.n == n, figure
    assert figure.final_until == until, figure
    if figure.reason in ("no_missed_contacts", "no_threshold"):
        return
    if figure.reason == "mixed_scales":
        assert len({event.scale for event in events}) == 2
    elif figure.kpi in oracle.COUNTS:
        assert (figure.value, figure.numerator) == (top, top)
    elif n == 0:
        assert (figure.value, figure.reason) == (
            None,
            "not_final" if every and until else "no_data",
        )
    elif figure.kpi == "productivity_standard" and top == 0 and _is_handled(events):
        assert (figure.value, figure.reason) == (None, "no_standard")
    else:
        assert (figure.numerator, figure.denominator) == (top, below)
        assert figure.value == pytest.approx(top / below * BUILT_IN[figure.kpi].scale, rel=1e-12)


def cannot_be_asked(kpi: str, part: Slice, by: list[str]) -> bool:
    asked = part.dimensions | set(by)
    return bool(asked & oracle.NO_DIMENSION.get(kpi, set()))


@CHECKS
@given(worlds(), slices(), moments())
def test_every_figure_of_any_slice(drawn: Any, spec: Spec, moment: datetime) -> None:
    with world(drawn, moment) as who:
        part = piece(spec, who)
        found = figures.read_one(part, list(BUILT_IN))
        assert set(BUILT_IN) == set(oracle.EVENTS) | set(oracle.QUANTILES)
        for kpi, events in oracle.EVENTS.items():
            if cannot_be_asked(kpi, part, []):
                assert (found[kpi].n, found[kpi].reason) == (0, "no_dimension")
                continue
            assert_agrees(found[kpi], inside(events(), part), partial(of_type, part))
        for kpi, (base, share) in oracle.QUANTILES.items():
            expected = oracle.quantile(inside(oracle.EVENTS[base](), part), share)
            value = found[kpi].value
            assert (value is None) == (expected is None), kpi
            assert value == pytest.approx(expected or 0, rel=0.010001) or value is None, kpi


KEYS: dict[str, Callable[[Event], Any]] = {
    "hour": lambda event: event.where.hour,
    "weekday": lambda event: event.where.day.isoweekday(),
    "day": lambda event: event.where.day.isoformat(),
    "week": lambda event: "{}-W{:02d}".format(*event.where.day.isocalendar()[:2]),
    "month": lambda event: event.where.day.isoformat()[:7],
    "quarter": lambda event: f"{event.where.day.year}-Q{(event.where.day.month + 2) // 3}",
    "team": lambda event: event.where.team or 0,
    "agent": lambda event: event.where.agent or 0,
    "channel": lambda event: event.where.channel,
    "type": lambda event: event.where.type or 0,
}


@CHECKS
@given(
    worlds(),
    slices(),
    st.lists(st.sampled_from(sorted(KEYS)), max_size=2, unique=True),
    moments(),
)
def test_every_breakdown_of_any_slice(
    drawn: Any, spec: Spec, by: list[str], moment: datetime
) -> None:
    with world(drawn, moment) as who:
        part = piece(spec, who)
        rows = figures.read(part, list(oracle.EVENTS), by)
        read = {tuple(_raw(name, row.keys[name]) for name in by): row.figures for row in rows}
        for kpi, events in oracle.EVENTS.items():
            if cannot_be_asked(kpi, part, by):
                assert {found[kpi].reason for found in read.values()} <= {"no_dimension"}
                continue
            groups: dict[tuple[Any, ...], list[Event]] = {}
            for event in inside(events(), part):
                groups.setdefault(tuple(KEYS[name](event) for name in by), []).append(event)
            total = 0
            for key, some in groups.items():
                holds = partial(_in_group, part, by, key)
                assert_agrees(read[key][kpi], some, holds)
                total += oracle.sums(final(kpi, some, holds)[0])[2]
            assert sum(found[kpi].n for found in read.values()) == total


def _in_group(part: Slice, by: list[str], key: tuple[Any, ...], found: int | None) -> bool:
    if "type" in by and (found or 0) != key[by.index("type")]:
        return False
    return of_type(part, found)


def _raw(name: str, key: Any) -> Any:
    return key.id if name in ("team", "agent", "type") else key.code


@CHECKS
@given(
    worlds(),
    slices(),
    st.sets(st.sampled_from(list(BUILT_IN)), min_size=8, max_size=8),
    moments(),
)
def test_the_lists_are_the_figure(drawn: Any, spec: Spec, kpis: set[str], moment: datetime) -> None:
    with world(drawn, moment) as who:
        part = piece(spec, who)
        found = figures.read_one(part, sorted(kpis))
        for kpi, figure in found.items():
            told = drilldown.counts(part, kpi)
            assert told.denominator == figure.n, kpi
            if figure.numerator is not None:
                assert told.total == figure.numerator, kpi
            if BUILT_IN[kpi].shape is Shape.RATIO and figure.denominator is not None:
                assert told.base_total == figure.denominator, kpi
            lists = drilldown.lists_of(kpi)
            sizes = {name: drilldown.records(part, kpi, name).count() for name in lists}
            assert sizes.get("excluded_denominator", 0) == sum(told.below.values()), kpi
            assert "other" not in told.below, kpi
            assert sizes["denominator"] == told.denominator, kpi
            assert sizes["numerator"] == told.numerator, kpi
            left = sum(told.excluded.values()) + sum(told.left_out.values())
            assert sizes["excluded"] == left, kpi
            assert "other" not in told.left_out, kpi


@CHECKS
@given(worlds())
def test_every_stored_sum_equals_its_records(drawn: Any) -> None:
    with world(drawn):
        assert reconcile() == []
