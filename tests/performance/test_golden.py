"""The golden vectors of KPI.md that concern these KPIs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm.people.models import User
from performance import intervals

from .golden import write_log
from .records import WHOLE, contact, count_everything, covered, day, figure, rating

LOG = {
    "offered": 9,
    "answer_rate": 7 / 9,
    "abandonment": 2 / 9,
    "abandonment_net": 1 / 8,
    "service_level": 3 / 5,
    "asa": 23.75,
    "handled": 10,
    "transfer_rate": 1 / 10,
    "resolution_rate": 4 / 8,
    "csat_mean": 100 * 68 / 72,
}


@pytest.mark.parametrize("stored", [True, False])
def test_the_fifteen_contact_log(ann: User, otto: User, stored: bool) -> None:
    write_log(ann, otto)
    count_everything()
    piece = WHOLE if stored else replace(WHOLE, hours=frozenset(range(24)), channels=None)
    piece = piece if stored else replace(piece, agents=frozenset({0, ann.pk, otto.pk}))
    for kpi, value in LOG.items():
        assert figure(kpi, piece).value == pytest.approx(value, abs=1e-12), kpi
    mixed = figure("csat", piece)
    assert (mixed.value, mixed.reason) == (None, "mixed_scales")
    own = figure("csat", replace(piece, agents=frozenset({ann.pk})))
    assert (own.numerator, own.denominator) == (1, 1)


def test_satisfaction_adds_up_before_it_divides(ann: User, otto: User) -> None:
    for agent, hits, n in ((ann, 9, 10), (otto, 50, 100)):
        for number in range(n):
            rating(contact(day(number % 5), agent=agent), 5 if number < hits else 2)
    count_everything()
    both = figure("csat")
    assert (both.numerator, both.denominator) == (59, 110)
    one = figure("csat", replace(WHOLE, agents=frozenset({ann.pk})))
    assert one.interval == pytest.approx((0.596, 0.982), abs=5e-4)
    other = figure("csat", replace(WHOLE, agents=frozenset({otto.pk})))
    assert other.interval == pytest.approx((0.404, 0.596), abs=5e-4)


@pytest.mark.parametrize(("scale", "values"), [("1-5", [4, 4, 4, 4, 5]), ("1-10", [8, 8, 8, 8, 9])])
def test_satisfaction_score_is_the_same_on_both_scales(
    db: None, scale: str, values: list[int]
) -> None:
    for number, value in enumerate(values):
        rating(contact(day(number)), value, scale)
    count_everything()
    score = figure("csat_mean")
    assert score.value == pytest.approx(80.0)
    assert score.scale == scale


def test_offered_hundred(db: None) -> None:
    for number in range(75):
        contact(day(number % 7), wait_seconds=20 - number % 5)
    for number in range(15):
        contact(day(number % 7), wait_seconds=21 + number)
    for number in range(10):
        gone = {"answered": False, "result": "abandoned"}
        contact(day(number % 7), wait_seconds=5 if number < 4 else 6, **gone)
    covered("phone")
    count_everything()
    assert figure("service_level").value == pytest.approx(0.78125)
    assert figure("abandonment").value == pytest.approx(0.1)
    assert figure("abandonment_net").value == pytest.approx(0.0625)
    assert figure("answer_rate").value == pytest.approx(0.9)


def test_handle_time_weighs_contacts_not_agents(ann: User, otto: User) -> None:
    for _ in range(10):
        contact(day(1), agent=ann, talk_seconds=200, hold_seconds=60, wrap_up_seconds=40)
    for _ in range(2):
        contact(day(1), agent=otto, talk_seconds=900)
    count_everything()
    assert figure("aht").value == 400


def test_t_interval_of_one_record_is_none() -> None:
    assert intervals.t_mean(300, 90000, 1) is None
    low, high = intervals.t_mean(60, 1400, 3) or (0, 0)  # 10, 20, 30
    assert (low, high) == pytest.approx((20 - 24.841377, 20 + 24.841377), abs=1e-5)
