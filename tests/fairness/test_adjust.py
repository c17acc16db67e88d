"""Case-mix adjustment on sums small enough to check by hand (KPI.md §6)."""

from __future__ import annotations

import numpy as np
import pytest

from performance.fairness import adjust

#: Two agents, two kinds of contacts of 100 and 500 seconds, the mixes turned round.
N = np.array([[90.0, 10.0], [10.0, 90.0]])


def sums(seconds: list[list[float]], n: np.ndarray = N) -> tuple[np.ndarray, np.ndarray]:
    """Totals and squares where records scatter 20 % about their mean."""
    mean = np.array(seconds)
    return n * mean, n * mean**2 * 1.04


def test_it_works() -> None:
    total, squares = sums([[100, 500], [100, 500]])
    found = adjust.means(N, total, squares)
    assert found.raw == pytest.approx([140, 460])
    assert found.expected == pytest.approx([140, 460])
    assert found.full == pytest.approx([300, 300])
    assert found.team == pytest.approx(300)
    assert (found.low < 300).all()
    assert (found.high > 300).all()


def test_observed_over_expected_times_the_team() -> None:
    total, squares = sums([[110, 550], [100, 500]])
    found = adjust.means(N, total, squares)
    team = total.sum() / 200
    level = total.sum(0) / 100
    expected = (N * level).sum(1) / 100
    assert found.full == pytest.approx(total.sum(1) / 100 / expected * team)
    assert found.full[0] > team > found.full[1]


def test_shares_shift_by_observed_minus_expected() -> None:
    hits = N * np.array([[0.9, 0.5], [0.9, 0.5]])
    hits[0] -= [9, 1]
    found = adjust.shares(N, hits)
    level = hits.sum(0) / 100
    expected = (N * level).sum(1) / 100
    assert found.full == pytest.approx(hits.sum(1) / 100 - expected + hits.sum() / 200)
    assert (N.sum(1) * found.expected).sum() == pytest.approx(hits.sum())


def test_few_records_are_drawn_towards_the_team() -> None:
    n = np.array([[200.0], [200.0], [200.0], [8.0]])
    hits = n * np.array([[0.70], [0.80], [0.90], [0.50]])
    found = adjust.shares(n, hits)
    assert found.kept[3] < found.kept[0]
    assert abs(found.value[3] - found.team) < abs(found.full[3] - found.team)
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()


def test_an_agent_alone_in_a_team_is_the_team() -> None:
    found = adjust.means(np.array([[40.0]]), np.array([[8000.0]]), np.array([[1_700_000.0]]))
    assert found.full == pytest.approx([200])
    assert found.value == pytest.approx([200])


def test_one_record_has_no_interval_and_none_no_value() -> None:
    n = np.array([[1.0], [30.0], [0.0]])
    found = adjust.means(n, n * 100, n * 11_000)
    assert np.isnan(found.low[0])
    assert found.value[0] == pytest.approx(100)
    assert np.isnan(found.value[2])


def test_proportions_stay_inside_0_and_1() -> None:
    n = np.array([[5.0, 45.0], [95.0, 5.0]])
    hits = np.array([[5.0, 45.0], [95.0, 1.0]])
    found = adjust.shares(n, hits)
    assert (found.low >= 0).all()
    assert (found.high <= 1).all()
    assert (found.low < found.high).all()
