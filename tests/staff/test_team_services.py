"""Teams: opened with the next code, renamed, closed only when empty."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from crm.core.models import AuditEntry
from crm.people.models import Membership
from crm.staff.services.teams import close_team, create_team, rename_team, reopen_team
from tests.factories import TeamFactory


def test_it_works(ada):
    TeamFactory(code="T-001", name="From a file")
    made = create_team(ada, name="야간 상담팀")
    assert made.code == "T-002"
    assert AuditEntry.objects.get().subject == "T-002"


def test_a_name_or_code_is_given_once(ada, team):
    with pytest.raises(ValidationError) as refusal:
        create_team(ada, name=team.name.upper(), code=team.code)
    assert set(refusal.value.message_dict) == {"name", "code"}


def test_a_team_keeps_its_own_name(ada, team):
    rename_team(ada, team=team, name=team.name)
    assert not AuditEntry.objects.exists()
    rename_team(ada, team=team, name="상담 본팀")
    team.refresh_from_db()
    assert (team.name, team.code) == ("상담 본팀", "support-1")


def test_a_team_with_people_stays_open(ada, ann, lea, team):
    with pytest.raises(ValidationError, match="2 people"):
        close_team(ada, team=team)
    Membership.objects.update(ends_on=date(2026, 2, 1))
    close_team(ada, team=team)
    team.refresh_from_db()
    assert not team.is_active
    reopen_team(ada, team=team)
    team.refresh_from_db()
    assert team.is_active
