"""Log buckets: at most one percent off, and the database agrees on every bound."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from performance import histogram, intervals

from . import oracle
from .oracle import Event


@given(st.integers(0, 300_000_000))
def test_a_bucket_stands_for_its_seconds(seconds: int) -> None:
    assert histogram.middle(histogram.bucket(seconds)) == pytest.approx(seconds, rel=0.010001)


def test_postgresql_agrees(db: None) -> None:
    edges = [bound + step for bound in histogram.BOUNDS for step in (-1, 0)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s, width_bucket(s, %s::int[]) FROM unnest(%s::int[]) AS s",
            [list(histogram.BOUNDS), edges],
        )
        assert all(histogram.bucket(seconds) == found for seconds, found in cursor.fetchall())


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60), st.sampled_from([0.5, 0.9]))
def test_a_quantile_is_what_sorting_says(values: list[int], share: float) -> None:
    counts = [(float(value), values.count(value)) for value in sorted(set(values))]
    events = [Event(None, value) for value in values]  # type: ignore[arg-type]
    assert histogram.quantile(counts, share) == pytest.approx(oracle.quantile(events, share))


def test_the_interval_of_a_median_lies_between_records() -> None:
    counts = [(float(n), 1) for n in range(1, 101)]
    assert intervals.order_statistics(counts, 0.5) == (40.0, 61.0)
    assert intervals.order_statistics(counts[:20], 0.9) is None
