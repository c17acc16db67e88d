"""Moving, assigning and ending from the pages; refused input stays where it was typed."""

from __future__ import annotations

from datetime import date

import pytest

from crm.people.models import Kind, Membership


@pytest.fixture
def admin(client, ada, frozen):
    client.force_login(ada)
    return client


def test_it_works(admin, ann, other_team):
    answer = admin.post(
        "/settings/users/A-0001/team/", {"team": other_team.pk, "starts_on": "2026-11-23"}
    )
    assert answer.url == "/settings/users/A-0001/"
    assert ann.memberships.get(ends_on=None).team == other_team


def test_a_clash_is_said_at_the_field(admin, ann, team):
    answer = admin.post(
        "/settings/users/A-0001/team/", {"team": team.pk, "starts_on": "2026-11-23"}
    )
    assert answer.status_code == 422
    assert "team" in answer.context["form"].errors
    assert 'value="2026-11-23"' in answer.content.decode()


def test_a_qa_evaluator_gets_a_team_until_a_day(admin, quinn, other_team):
    admin.post(
        "/settings/users/A-0004/team/",
        {"team": other_team.pk, "starts_on": "2026-11-23", "last_day": "2026-11-30"},
    )
    row = quinn.memberships.get(team=other_team)
    assert (row.kind, row.ends_on, row.last_day) == (
        Kind.QA,
        date(2026, 12, 1),
        date(2026, 11, 30),
    )


def test_the_last_day_is_entered_and_corrected(admin, ann):
    row = ann.memberships.get()
    address = f"/settings/users/A-0001/teams/{row.pk}/end/"
    admin.post(address, {"last_day": "2026-11-30"})
    assert admin.get(address).context["form"].initial["last_day"] == date(2026, 11, 30)
    admin.post(address, {"last_day": "2026-12-31"})
    row.refresh_from_db()
    assert row.last_day == date(2026, 12, 31)
    assert admin.post(address, {"last_day": "2025-01-01"}).status_code == 422


def test_a_planned_change_is_taken_back(admin, ann, other_team):
    admin.post("/settings/users/A-0001/team/", {"team": other_team.pk, "starts_on": "2026-12-01"})
    planned = Membership.objects.get(team=other_team)
    admin.post(f"/settings/users/A-0001/teams/{planned.pk}/cancel/")
    assert ann.memberships.get().ends_on is None


def test_admins_and_executives_have_no_team_page(admin, eve, ann):
    assert admin.get("/settings/users/A-0006/team/").status_code == 404
    assert (
        admin.get(f"/settings/users/A-0006/teams/{ann.memberships.get().pk}/end/").status_code
        == 404
    )


def test_from_the_team_a_clash_stands_at_the_person(admin, ann, team):
    answer = admin.post(
        "/settings/teams/support-1/people/", {"user": ann.pk, "starts_on": "2026-11-23"}
    )
    assert answer.status_code == 422
    assert "user" in answer.context["form"].errors
