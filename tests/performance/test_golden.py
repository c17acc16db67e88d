"""The golden vectors of KPI.md that concern these KPIs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from crm.people.models import User
from performance import drilldown, figures, intervals
from tests.interactions.contacts import customer, inquiry_type

from .golden import thread_log, write_log
from .records import (
    WHOLE,
    contact,
    count_everything,
    covered,
    day,
    figure,
    rating,
    status_time,
)

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


def test_first_contacts_of_the_fifteen(ann: User, otto: User) -> None:
    write_log(ann, otto)
    thread_log()
    with time_machine.travel(day(40), tick=False):
        count_everything()
        found = figure("fcr", replace(WHOLE, last=day(10).date()))
        assert (found.numerator, found.denominator) == (1, 5)
        assert (found.provisional, found.final_until) == (False, day(25).date())
        own = figure("fcr", replace(WHOLE, last=day(10).date(), agents=frozenset({ann.pk})))
        assert (own.numerator, own.denominator) == (0, 2)


def test_ten_first_contacts_of_which_two_wait(db: None) -> None:
    who, kind = [customer() for _ in range(10)], inquiry_type("a")
    for number in range(10):
        late = day(2 if number < 8 else 3)
        contact(late, customer=who[number], type=kind, result="resolved")
    contact(day(5), customer=who[0], type=kind, result="resolved")
    thread_log()
    with time_machine.travel(day(10), tick=False):
        count_everything()
        piece = replace(WHOLE, last=day(3).date())
        found = figure("fcr", piece)
        assert (found.numerator, found.denominator, found.value) == (7, 8, 0.875)
        assert (found.provisional, found.final_until) == (True, day(2).date())
        told = drilldown.counts(piece, "fcr")
        assert (told.numerator, told.denominator) == (7, 8)
        assert told.left_out == {"not_final": 2}
        by_day = figures.read(piece, ["fcr"], ("day",))
        assert [(row.figures["fcr"].value, row.figures["fcr"].reason) for row in by_day] == [
            (0.875, None),
            (None, "not_final"),
        ]
        month = figures.read(piece, ["fcr"], ("month",))
        assert [row.figures["fcr"].value for row in month] == [0.875]


def test_one_customer_of_one_family(db: None) -> None:
    family, who = inquiry_type("family"), customer()
    middle = inquiry_type("middle", family)
    leaf, sibling = inquiry_type("leaf", middle), inquiry_type("sibling", middle)
    about = {"customer": who, "type": leaf}
    first = contact(day(0), result="transferred", **about)
    contact(day(0) + timedelta(minutes=6), result="resolved", transferred_from=first, **about)
    contact(day(3), direction="outbound", result="resolved", **about)
    contact(day(5), answered=False, result="abandoned", **about)
    contact(day(8), result="resolved", customer=who, type=sibling)
    contact(day(20), channel="email", result="in_progress", **about)
    thread_log()
    with time_machine.travel(day(60), tick=False):
        count_everything()
        found = figure("fcr", replace(WHOLE, last=day(30).date()))
        assert (found.numerator, found.denominator) == (1, 3)
        rows = drilldown.records(replace(WHOLE, last=day(30).date()), "fcr", "denominator")
        assert [row.started_at for row in rows] == [day(20), day(8), day(0)]


def test_status_time(ann: User) -> None:
    """Six hours handling, one and a half ready, half an hour of a paid break."""
    for hours, status in ((4, "contact"), (2, "wrap_up"), (1.5, "ready"), (0.5, "break")):
        status_time(ann, status, hours)
    status_time(ann, "away", 1)
    count_everything()
    assert figure("occupancy").value == pytest.approx(0.8)
    assert figure("utilisation").value == pytest.approx(0.9375)


def test_recommendations(db: None) -> None:
    for number in range(100):
        value = 10 if number < 50 else 8 if number < 80 else 3
        rating(contact(day(number % 5)), value, "0-10", question="nps")
    rating(contact(day(0)), 0, "0-10", question="nps", is_relational=True)
    count_everything()
    found = figure("nps")
    assert (found.value, found.numerator, found.denominator) == (30.0, 30, 100)
    assert found.interval == pytest.approx((30 - 15.3, 30 + 15.3), abs=0.05)
    assert figure("nps_relational").value == -100.0
    told = drilldown.counts(WHOLE, "nps")
    assert (told.numerator, told.denominator, told.total) == (70, 100, 30)


def test_a_ratio_varies_by_agents_days(ann: User, otto: User) -> None:
    for agent, hours in ((ann, 2.0), (otto, 4.0)):
        status_time(agent, "ready", hours)
        for _ in range(10):
            contact(day(0), agent=agent)
    count_everything()
    found = figure("productivity")
    assert (found.numerator, found.denominator, found.n) == (20, 6 * 3600, 2)
    assert found.value == pytest.approx(20 / 6)
    assert intervals.ratio(1, 10, 2, 100, 20, 4) is None
    low, high = intervals.ratio(2, 20, 6, 200, 60, 20) or (0, 0)
    half = 12.706205 * (2 * (2 * (10 - 20 / 3) ** 2)) ** 0.5 / 6
    assert (low, high) == pytest.approx((20 / 6 - half, 20 / 6 + half), rel=1e-6)


def test_a_protective_stop_takes_time_out_of_productivity_alone(ann: User) -> None:
    status_time(ann, "contact", 1)
    status_time(ann, "ready", 1, marked_reason="protective_stop")
    contact(day(0), agent=ann)
    contact(day(0), agent=ann, exclusion="abuse")
    count_everything()
    assert figure("productivity").value == pytest.approx(1.0)
    assert figure("occupancy").value == pytest.approx(0.5)
    told = drilldown.counts(WHOLE, "productivity")
    assert (told.numerator, told.denominator) == (1, 1)
    assert (told.excluded, told.below) == ({"abuse": 1}, {"protective_stop": 1})
    assert told.base_total == 3600
