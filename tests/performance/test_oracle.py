"""Property tests: every figure of any slice equals plain Python over the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from performance import drilldown, figures
from performance.figures import Figure
from performance.kpis.catalogue import KPIS
from performance.rollups.reconcile import reconcile
from performance.slices import Slice

from . import oracle
from .oracle import Event
from .records import count_everything
from .worlds import Cast, Spec, build, cast, piece, slices, worlds

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
def world(drawn: Any) -> Iterator[Cast]:
    """A centre of its own for each example."""
    with transaction.atomic():
        who = cast()
        build(drawn, who)
        count_everything()
        yield who
        transaction.set_rollback(True)


def inside(events: list[Event], part: Slice) -> list[Event]:
    def one_of(values: Any, found: Any) -> bool:
        return values is None or (found or 0) in values

    def holds(event: Event) -> bool:
        at = event.where
        typed = part.types is None or any(
            at.type is None if top == 0 else oracle.under(at.type, top) for top in part.types
        )
        return (
            part.first <= at.day <= part.last
            and one_of(part.teams, at.team)
            and one_of(part.agents, at.agent)
            and (part.channels is None or at.channel in part.channels)
            and (part.hours is None or at.hour in part.hours)
            and (part.weekdays is None or at.day.isoweekday() in part.weekdays)
            and typed
        )

    return [event for event in events if holds(event)]


def assert_agrees(figure: Figure, events: list[Event]) -> None:
    top, n = oracle.sums(events)
    assert figure.n == n, figure
    if figure.reason in ("no_missed_contacts", "no_threshold"):
        return
    if figure.reason == "mixed_scales":
        assert len({event.scale for event in events}) == 2
    elif figure.kpi in oracle.COUNTS:
        assert (figure.value, figure.numerator) == (top, top)
    elif n == 0:
        assert (figure.value, figure.reason) == (None, "no_data")
    else:
        assert (figure.numerator, figure.denominator) == (top, n)
        assert figure.value == pytest.approx(top / n * KPIS[figure.kpi].scale, rel=1e-12)


@CHECKS
@given(worlds(), slices())
def test_every_figure_of_any_slice(drawn: Any, spec: Spec) -> None:
    with world(drawn) as who:
        part = piece(spec, who)
        found = figures.read_one(part, list(KPIS))
        for kpi, events in oracle.EVENTS.items():
            assert_agrees(found[kpi], inside(events(), part))
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
@given(worlds(), slices(), st.lists(st.sampled_from(sorted(KEYS)), max_size=2, unique=True))
def test_every_breakdown_of_any_slice(drawn: Any, spec: Spec, by: list[str]) -> None:
    with world(drawn) as who:
        part = piece(spec, who)
        rows = figures.read(part, list(oracle.EVENTS), by)
        read = {tuple(_raw(name, row.keys[name]) for name in by): row.figures for row in rows}
        for kpi, events in oracle.EVENTS.items():
            groups: dict[tuple[Any, ...], list[Event]] = {}
            for event in inside(events(), part):
                groups.setdefault(tuple(KEYS[name](event) for name in by), []).append(event)
            for key, some in groups.items():
                assert_agrees(read[key][kpi], some)
            assert sum(found[kpi].n for found in read.values()) == sum(map(len, groups.values()))


def _raw(name: str, key: Any) -> Any:
    return key.id if name in ("team", "agent", "type") else key.code


@CHECKS
@given(worlds(), slices(), st.sets(st.sampled_from(list(KPIS)), min_size=4, max_size=4))
def test_the_lists_are_the_figure(drawn: Any, spec: Spec, kpis: set[str]) -> None:
    with world(drawn) as who:
        part = piece(spec, who)
        found = figures.read_one(part, sorted(kpis))
        for kpi, figure in found.items():
            told = drilldown.counts(part, kpi)
            assert told.denominator == figure.n, kpi
            if figure.numerator is not None:
                assert told.total == figure.numerator, kpi
            sizes = {name: drilldown.records(part, kpi, name).count() for name in drilldown.LISTS}
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
