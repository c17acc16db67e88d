"""Changing, deactivating and reactivating an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from crm.core.models import AuditEntry
from crm.people.models import Role, User
from crm.staff.services.users import (
    Account,
    deactivate_user,
    reactivate_user,
    set_one_time_password,
    update_user,
)
from tests.factories import UserFactory


def account(user):
    return Account(
        username=user.username, name=user.name, email=user.email, role=user.role, code=user.code
    )


def test_it_works(ada, ann):
    update_user(ada, user=ann, account=replace(account(ann), name="안서윤"))
    ann.refresh_from_db()
    assert ann.name == "안서윤"
    assert AuditEntry.objects.get(action="user.changed").changes["name"] == ["안서연", "안서윤"]


def test_two_admins_editing_at_once_notice_it(ada, ann, client):
    client.force_login(ada)
    client.cookies["django_language"] = "en"
    url = f"/settings/users/{ann.code}/edit/"
    form = client.get(url).context["form"]
    seen = {name: form[name].value() or "" for name in form.fields}
    other = UserFactory(role=Role.ADMIN)
    update_user(other, user=ann, account=replace(account(ann), name="안서윤"))
    answer = client.post(url, {**seen, "email": "new@centre.example"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this account in the meantime." in page
    assert "Now: 안서윤" in page
    ann.refresh_from_db()
    assert (ann.name, ann.email == "new@centre.example") == ("안서윤", False)
    again = {name: answer.context["form"][name].value() or "" for name in seen}
    assert client.post(url, again).status_code == 302
    ann.refresh_from_db()
    assert (ann.name, ann.email) == ("안서연", "new@centre.example")


def test_nothing_changed_writes_nothing(ada, ann):
    same = replace(account(ann), language=ann.language)
    update_user(ada, user=ann, account=same)
    assert not AuditEntry.objects.exists()


def test_a_new_role_ends_the_old_membership_and_keeps_history(ada, ann, frozen):
    update_user(ada, user=ann, account=replace(account(ann), role=Role.MANAGER))
    assert ann.memberships.get().ends_on == date(2026, 11, 19)


def test_deactivating_keeps_today_and_ends_the_team(ada, ann, frozen):
    deactivate_user(ada, user=ann)
    ann.refresh_from_db()
    assert not ann.is_active
    assert ann.memberships.get().ends_on == date(2026, 11, 20)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions == {"user.deactivated", "membership.ended"}


def test_reactivating_gives_a_new_password(ada, ann):
    deactivate_user(ada, user=ann)
    made = reactivate_user(ada, user=ann)
    ann.refresh_from_db()
    assert ann.is_active
    assert ann.must_change_password
    assert ann.check_password(made.password)


def test_nobody_deactivates_themselves(ada):
    UserFactory(role=Role.ADMIN)
    with pytest.raises(ValidationError, match="your own account"):
        deactivate_user(ada, user=ada)


def test_the_last_admin_stays(ada):
    with pytest.raises(ValidationError, match="only active admin"):
        update_user(ada, user=ada, account=replace(account(ada), role=Role.QA))
    other = UserFactory(role=Role.ADMIN)
    deactivate_user(other, user=ada)
    assert User.objects.active().filter(role=Role.ADMIN).get() == other


def test_a_one_time_password_replaces_the_old_one(ada, ann):
    made = set_one_time_password(ada, user=ann)
    ann.refresh_from_db()
    assert ann.check_password(made.password)
    assert ann.must_change_password
    assert made.password not in str(AuditEntry.objects.values_list("changes", "label"))


def test_an_address_that_looks_the_same_masked_is_saved(ada, ann):
    update_user(ada, user=ann, account=replace(account(ann), email="anna@centre.example"))
    update_user(ada, user=ann, account=replace(account(ann), email="anton@centre.example"))
    ann.refresh_from_db()
    assert ann.email == "anton@centre.example"
    assert AuditEntry.objects.first().changes["email"] == ["an***@centre.example"] * 2
