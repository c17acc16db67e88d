"""KPIs that are best inside a band, that may be negative, and that wait for their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from crm.people.models import User
from performance import progress, verdicts
from performance.figures import Figure
from performance.kpis.catalogue import KPIS
from performance.models import GoalState
from performance.services.goals import Aim, close_due_goals, set_goal
from performance.services.targets import Lines, Place, set_target
from performance.targets import attainment, target_for
from tests.interactions.contacts import customer, inquiry_type
from tests.performance.golden import thread_log
from tests.performance.records import contact, count_everything, day

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        (Lines(0.85), "floor"),
        (Lines(0.75, floor=0.85), "floor"),
        (Lines(0.85, floor=0.75, caution=0.8), "caution"),
    ],
)
def test_a_band_needs_both_edges_and_its_caution_above(
    frozen: object, ada: User, lines: Lines, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        set_target(ada, place=Place("occupancy"), lines=lines, starts_on=TODAY)
    assert set(refused.value.message_dict) == {field}


def test_the_usual_band(frozen: object, ada: User) -> None:
    band = KPIS["occupancy"].band
    assert band == (0.75, 0.85, 0.9)
    floor, value, caution = band
    lines = Lines(value, floor=floor, caution=caution)
    set_target(ada, place=Place("occupancy"), lines=lines, starts_on=TODAY)
    aim = target_for("occupancy", TODAY)
    assert aim is not None

    def told(at: float, wide: float = 0.01) -> tuple[str, bool]:
        figure = Figure("occupancy", at, 80, 100, 40, at - wide, at + wide)
        verdict = verdicts.verdict(figure, aim)
        return verdict.state, verdict.past_caution

    assert told(0.8) == ("good", False)
    assert told(0.7) == ("bad", False)
    assert told(0.88, 0.05) == ("hold", False)
    assert told(0.95) == ("bad", True)
    assert attainment("occupancy", 0.8, aim) == 100
    assert attainment("occupancy", 0.6, aim) == pytest.approx(80)


def test_recommendation_may_aim_below_zero(frozen: object, ada: User) -> None:
    for kpi in ("nps", "nps_relational"):
        set_target(ada, place=Place(kpi), lines=Lines(-10), starts_on=TODAY)
        aim = target_for(kpi, TODAY)
        assert attainment(kpi, -10, aim) == 100
    with pytest.raises(ValidationError):
        set_target(ada, place=Place("csat_mean"), lines=Lines(-10), starts_on=TODAY)


def test_a_goal_of_a_watched_outcome_waits_for_its_days(ada: User, lea: User, ann: User) -> None:
    team, kind = ann.memberships.get().team, inquiry_type("a")
    with time_machine.travel(day(0), tick=False):
        aim = Aim("fcr", day(0).date(), day(13).date(), 0.8, team=team)
        goal = set_goal(lea, aim=aim, owner=lea)
    for number in (0, 1, 9):
        result = "resolved" if number else "callback"
        contact(day(number), team=team, customer=customer(), type=kind, result=result)
    thread_log()
    with time_machine.travel(day(9), tick=False):
        count_everything()
        found = progress.progress_of(goal, day(9).date())
        assert found.figure.value == 0.5
        assert (found.figure.provisional, found.figure.final_until) == (True, day(1).date())
        assert [(point.day, point.together) for point in found.points] == [
            (day(0).date(), 0.0),
            (day(1).date(), 0.5),
        ]
        assert found.needed is not None
        assert found.needed.volume == 1  # two contacts on two final business days
        assert found.needed.level == pytest.approx((0.8 * 10 - 1) / 8)
    with time_machine.travel(day(14), tick=False):
        assert close_due_goals() == 0
    with time_machine.travel(day(13) + timedelta(days=9), tick=False):
        assert close_due_goals() == 1
    goal.refresh_from_db()
    assert (goal.state, goal.result["numerator"], goal.result["denominator"]) == (
        *(GoalState.CLOSED, 2),
        3,
    )
