"""Leads and QA: any number of teams, each once at a time, with dates."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from crm.people.scope import scope_of
from crm.staff.services.memberships import assign, end_membership, place

FIRST = date(2026, 11, 23)


def test_it_works(ada, lea, team, other_team):
    assign(ada, user=lea, team=other_team, starts_on=FIRST)
    assert scope_of(lea, date(2026, 11, 22)).team_ids == {team.pk}
    assert scope_of(lea, FIRST).team_ids == {team.pk, other_team.pk}


def test_the_same_team_twice_names_the_days(ada, quinn, team):
    with pytest.raises(ValidationError) as refusal:
        assign(ada, user=quinn, team=team, starts_on=FIRST)
    assert "since 1 Jan 2026" in refusal.value.message_dict["team"][0]


def test_an_end_before_the_beginning_is_refused(ada, quinn, other_team):
    with pytest.raises(ValidationError) as refusal:
        assign(ada, user=quinn, team=other_team, starts_on=FIRST, ends_on=FIRST)
    assert "last_day" in refusal.value.message_dict
    row = quinn.memberships.get()
    with pytest.raises(ValidationError):
        end_membership(ada, membership=row, last_day=date(2025, 12, 31))


def test_a_later_end_does_not_run_into_what_follows(ada, quinn, team):
    row = quinn.memberships.get()
    end_membership(ada, membership=row, last_day=date(2026, 11, 10))
    assign(ada, user=quinn, team=team, starts_on=FIRST)
    with pytest.raises(ValidationError, match="runs into"):
        end_membership(ada, membership=row, last_day=FIRST)
    end_membership(ada, membership=row, last_day=date(2026, 11, 22))


def test_the_role_decides_how_somebody_belongs(ada, ann, quinn, other_team):
    moved = place(ada, user=ann, team=other_team, starts_on=FIRST)
    assigned = place(ada, user=quinn, team=other_team, starts_on=FIRST, ends_on=date(2027, 1, 1))
    assert (moved.kind, assigned.kind) == ("member", "qa")
    assert assigned.ends_on == date(2027, 1, 1)
