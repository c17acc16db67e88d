"""Mix, within, volume and rate (KPI.md §6): the parts are the whole."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from performance.fairness.change import Sums, of_count, of_value

sums = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(Sums, st.integers(0, 50_000).map(float), st.integers(1, 900).map(float)),
    min_size=1,
)


def test_it_works() -> None:
    """Half the records move to a type that takes twice as long; both became a tenth faster."""
    found = of_value(
        {"short": Sums(80 * 100, 80), "long": Sums(20 * 200, 20)},
        {"short": Sums(40 * 90, 40), "long": Sums(60 * 180, 60)},
    )
    assert found is not None
    assert (found.then, found.now) == (120, 144)
    assert found.mix == pytest.approx(0.4 * 200 - 0.4 * 100)
    assert found.within == pytest.approx(0.4 * -10 + 0.6 * -20)
    long = next(part for part in found.parts if part.key == "long")
    assert long.mix == pytest.approx(0.4 * (200 - 120))
    assert (long.share_then, long.share_now) == (0.2, 0.6)


def test_a_new_type_is_mix_alone() -> None:
    found = of_value({"old": Sums(1000, 10)}, {"old": Sums(1000, 10), "new": Sums(3000, 10)})
    assert found is not None
    new = next(part for part in found.parts if part.key == "new")
    assert new.within == 0
    assert new.mix == pytest.approx(found.amount)


def test_a_type_that_went_is_mix_alone() -> None:
    found = of_value({"kept": Sums(1000, 10), "gone": Sums(3000, 10)}, {"kept": Sums(1000, 10)})
    assert found is not None
    gone = next(part for part in found.parts if part.key == "gone")
    assert gone.within == 0
    assert found.within == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sums, sums)
def test_the_parts_sum_to_the_difference(then: dict[str, Sums], now: dict[str, Sums]) -> None:
    found = of_value(then, now)
    assert found is not None
    assert sum(part.amount for part in found.parts) == pytest.approx(found.amount, abs=1e-6)
    changed = sum(s.total for s in now.values()) - sum(s.total for s in then.values())
    assert found.volume + found.rate == pytest.approx(changed, abs=1e-6)


def test_nothing_to_explain_without_records() -> None:
    assert of_value({}, {"a": Sums(1, 1)}) is None


def test_a_count_is_days_and_pace() -> None:
    found = of_count({"a": 100, "b": 50}, {"a": 130, "c": 20}, days_then=10, days_now=12)
    assert found is not None
    assert found.days == pytest.approx(30)
    assert found.days + found.pace == pytest.approx(found.amount) == pytest.approx(0)
    assert of_count({"a": 1}, {"a": 1}, days_then=0, days_now=3) is None
