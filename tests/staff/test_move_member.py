"""Moving an agent from a day: the old membership closes, history and stamps stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.core.models import AuditEntry
from crm.people.models import Membership
from crm.people.scope import own_team_id
from crm.staff.services.memberships import cancel_planned, end_membership, move_member
from crm.staff.services.teams import close_team
from crm.staff.services.users import deactivate_user

DAY = date(2026, 11, 23)


def test_it_works(ada, ann, team, other_team, frozen):
    move_member(ada, user=ann, team=other_team, from_day=DAY)
    assert own_team_id(ann, DAY - timedelta(days=1)) == team.pk
    assert own_team_id(ann, DAY) == other_team.pk
    changes = AuditEntry.objects.get(action="membership.moved").changes
    assert changes["team"] == ["support-1", "support-2"]


def test_a_move_on_the_first_day_replaces_what_never_counted(ada, ann, team, other_team):
    move_member(ada, user=ann, team=other_team, from_day=DAY)
    move_member(ada, user=ann, team=team, from_day=DAY)
    assert own_team_id(ann, DAY) == team.pk
    assert Membership.objects.filter(user=ann, starts_on=DAY).count() == 1


def test_a_later_change_stands_in_the_way(ada, ann, team, other_team):
    move_member(ada, user=ann, team=other_team, from_day=DAY)
    with pytest.raises(ValidationError) as refusal:
        move_member(ada, user=ann, team=team, from_day=DAY - timedelta(days=3))
    assert "23 Nov 2026" in refusal.value.message_dict["starts_on"][0]


def test_moving_to_the_same_team_is_told(ada, ann, team):
    with pytest.raises(ValidationError, match="Already in"):
        move_member(ada, user=ann, team=team, from_day=DAY)


def test_taking_a_planned_move_back_leaves_everything_as_it_was(ada, ann, team, other_team, frozen):
    planned = move_member(ada, user=ann, team=other_team, from_day=DAY)
    cancel_planned(ada, membership=planned)
    row = ann.memberships.get()
    assert (row.team, row.ends_on) == (team, None)


def test_what_has_begun_is_ended_not_taken_back(ada, ann, frozen):
    row = ann.memberships.get()
    with pytest.raises(ValidationError, match="begun"):
        cancel_planned(ada, membership=row)
    end_membership(ada, membership=row, last_day=date(2026, 11, 30))
    assert own_team_id(ann, date(2026, 11, 30)) == row.team_id
    assert own_team_id(ann, date(2026, 12, 1)) is None


def test_a_closed_team_takes_nobody(ada, ann, otto, other_team):
    deactivate_user(ada, user=otto)
    Membership.objects.filter(user=otto).update(ends_on=date(2026, 2, 1))
    close_team(ada, team=other_team)
    with pytest.raises(ValidationError, match="closed"):
        move_member(ada, user=ann, team=other_team, from_day=DAY)
    with pytest.raises(ValidationError, match="deactivated"):
        move_member(ada, user=otto, team=other_team, from_day=DAY)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(st.tuples(st.booleans(), st.integers(-20, 40)), max_size=6))
def test_no_order_of_moves_leaves_two_teams_on_a_day(ada, ann, team, other_team, moves):
    Membership.objects.filter(user=ann).delete()
    expected: dict[date, int] = {}
    for first, offset in moves:
        target, day = (team if first else other_team), DAY + timedelta(days=offset)
        try:
            move_member(ada, user=ann, team=target, from_day=day)
        except ValidationError:
            continue
        expected = {key: value for key, value in expected.items() if key < day} | {day: target.pk}
    for offset in range(-25, 45):
        day = DAY + timedelta(days=offset)
        begun = [start for start in expected if start <= day]
        assert own_team_id(ann, day) == (expected[max(begun)] if begun else None)
