"""Registering somebody."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from crm.core.models import AuditEntry
from crm.people.models import Role, User
from crm.staff.services.users import Account, create_user

BO = Account(username="bo", name="보라", email="bora@centre.example", role=Role.AGENT)


def test_it_works(ada, team, frozen):
    made = create_user(ada, account=BO, team=team)
    user = User.objects.get(username="bo")
    assert user.code.startswith("A-")
    assert user.check_password(made.password)
    assert user.must_change_password
    row = user.memberships.get()
    assert (row.team, row.kind, row.starts_on) == (team, "member", date(2026, 11, 19))


def test_the_audit_names_who_and_masks_the_address(ada):
    made = create_user(ada, account=BO)
    entry = AuditEntry.objects.get(action="user.created")
    assert (entry.actor, entry.subject_type, entry.subject) == (ada, "people.user", made.user.code)
    assert entry.changes["username"] == [None, "bo"]
    assert "bora@centre.example" not in str(entry.changes)
    assert "password" not in str(entry.changes)


def test_codes_come_from_the_counter_and_skip_given_ones(ada, ann):
    first = create_user(ada, account=BO).user
    given = Account(username="cy", name="초이", role=Role.QA, code="K-77")
    assert first.code not in (ada.code, ann.code)
    assert create_user(ada, account=given).user.code == "K-77"


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "ANN"), ("email", "Ann@Centre.example"), ("code", "A-0001"), ("username", "a@b")],
)
def test_what_somebody_has_already_is_named(ada, ann, field, value):
    facts = {"username": "bo", "name": "보라", "role": Role.AGENT, field: value}
    with pytest.raises(ValidationError) as refusal:
        create_user(ada, account=Account(**facts))
    assert list(refusal.value.message_dict) == [field]
    assert not User.objects.filter(name="보라").exists()


def test_a_lead_leads_the_team(ada, team):
    lead = Account(username="bo", name="보라", role=Role.MANAGER)
    assert create_user(ada, account=lead, team=team).user.memberships.get().kind == "lead"


def test_an_admin_belongs_to_no_team(ada, team):
    admin = Account(username="bo", name="보라", role=Role.ADMIN)
    with pytest.raises(ValidationError):
        create_user(ada, account=admin, team=team)
    assert not User.objects.filter(username="bo").exists()
