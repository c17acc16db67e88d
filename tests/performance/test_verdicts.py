"""A verdict needs the whole interval on one side; a change needs a difference without zero."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from performance import intervals
from performance.figures import Figure
from performance.verdicts import delta, verdict


@dataclass(frozen=True)
class Aim:
    value: float
    floor: float | None = None
    caution: float | None = None
    minimum_sample: int = 30


def share(hits: int, n: int, kpi: str = "resolution_rate") -> Figure:
    low, high = intervals.wilson(hits, n) or (None, None)
    return Figure(kpi, hits / n, hits, n, n, low, high)


def seconds(value: float, low: float, high: float, n: int = 100) -> Figure:
    return Figure("aht", value, int(value * n), n, n, low, high)


@pytest.mark.parametrize(
    ("figure", "aim", "state"),
    [
        (share(90, 100), Aim(0.8), "good"),
        (share(70, 100), Aim(0.8), "bad"),
        (share(80, 100), Aim(0.8), "hold"),
        (share(29, 29), Aim(0.8), "small"),
        (share(90, 100), None, "none"),
        (seconds(300, 290, 310), Aim(320), "good"),
        (seconds(300, 290, 310), Aim(280), "bad"),
        (seconds(300, 290, 310), Aim(305), "hold"),
        (seconds(300, 290, 310), Aim(320, floor=280), "good"),
        (seconds(300, 290, 310), Aim(400, floor=320), "bad"),
        (seconds(300, 290, 310), Aim(400, floor=300), "hold"),
        (Figure("aht", None, 0, 0, 0, reason="no_data"), Aim(300), "none"),
        (Figure("offered", 100, 100, None, 100), Aim(90), "none"),
        (Figure("aht_p90", 400, None, None, 40), Aim(300), "hold"),
    ],
)
def test_a_verdict(figure: Figure, aim: Aim | None, state: str) -> None:
    assert verdict(figure, aim).state == state


def test_the_caution_line_looks_at_the_value() -> None:
    assert verdict(share(74, 100), Aim(0.8, caution=0.75)).past_caution
    assert not verdict(share(76, 100), Aim(0.8, caution=0.75)).past_caution
    assert verdict(seconds(400, 380, 420), Aim(300, caution=360)).past_caution


def test_a_change() -> None:
    better = delta(share(900, 1000), share(800, 1000))
    assert better.meaning == "improved"
    assert better.amount == pytest.approx(0.1)
    assert delta(share(82, 100), share(80, 100)).meaning == "within"
    assert delta(seconds(400, 390, 410), seconds(300, 290, 310)).meaning == "worse"
    assert delta(share(82, 100), None).amount is None
    count = delta(Figure("offered", 90, 90, None, 90), Figure("offered", 80, 80, None, 80))
    assert (count.amount, count.meaning) == (10, "none")


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """Newcombe 1998, method 10, 56/70 against 48/80: 0.0524 to 0.3339."""
    now, then = share(56, 70), share(48, 80)
    found = delta(now, then)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
