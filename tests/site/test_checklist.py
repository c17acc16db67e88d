"""The first-run checklist reads the records; only a person ticks what defaults decide."""

from __future__ import annotations

from datetime import time

import pytest
from django.utils import translation

from crm.core import clock
from crm.core.models import BusinessHours, Centre
from crm.people.models import Kind
from crm.site import checklist
from crm.site.checklist_facts import spoken_week
from crm.staff.services.teams import create_team
from performance.models import Target
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def empty(client, ada, frozen):
    """A centre that was just set up: nobody but its admin."""
    BusinessHours.objects.all().delete()
    client.force_login(ada)
    client.cookies["django_language"] = "en"
    return client


def done():
    return [step.key for step in checklist.steps() if step.done]


def test_it_works(empty, ada):
    assert done() == []
    answer = empty.get("/settings/start/")
    assert answer.context["left"] == 7
    steps = answer.context["steps"]
    assert [step.key for step in steps if step.current] == ["time-zone"]
    empty.post("/settings/start/confirm/", {"step": "time-zone"})
    first = empty.get("/settings/start/").context["steps"][0]
    assert first.done
    assert first.mark.by == ada.name


def test_saving_hours_is_a_step(empty):
    week = {f"opens_{iso}": "09:00" for iso in range(1, 6)}
    empty.post("/settings/hours/", week | {f"closes_{iso}": "18:00" for iso in range(1, 6)})
    assert done() == ["hours"]


def test_teams_need_a_lead_before_users_are_done(empty, ada):
    team = create_team(ada, name="상담 1팀")
    MembershipFactory(team=team)
    assert done() == ["teams"]
    users = next(step for step in checklist.steps() if step.key == "users")
    assert [check.what for check in users.facts.checks if check.what] == ["상담 1팀"]
    lead = UserFactory(role="manager")
    MembershipFactory(team=team, user=lead, kind=Kind.LEAD)
    assert done() == ["teams", "users"]


def test_a_target_in_force_ends_the_list(empty, frozen):
    Target.objects.create(kpi="aht", value=300, starts_on="2026-11-20")
    assert "targets" not in done()
    Target.objects.create(kpi="aht", value=300, starts_on="2026-11-19")
    assert "targets" in done()


def test_only_what_people_judge_can_be_ticked(empty):
    assert empty.post("/settings/start/confirm/", {"step": "teams"}).status_code == 404
    empty.post("/settings/start/confirm/", {"step": "channels"})
    assert set(Centre.objects.get().checklist_done) == {"channels"}


def test_the_menu_counts_what_is_left_in_one_statement(empty, django_assert_num_queries):
    clock.zone()  # read once a process
    with django_assert_num_queries(1):
        assert checklist.open_steps() == 7


def test_what_works_says_what_it_waits_for(empty):
    abilities = checklist.abilities(dict.fromkeys(checklist.STEPS, False))
    assert not any(ability.works for ability in abilities)
    ready = checklist.abilities(dict.fromkeys(checklist.STEPS, True))
    assert all(ability.works for ability in ready)
    assert "Users" in str(abilities[0].why)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({1, 2, 3, 4, 5}, "Mon–Fri 09:00–18:00"),
        ({1, 3, 4}, "Mon 09:00–18:00, Wed–Thu 09:00–18:00"),
        ({7}, "Sun 09:00–18:00"),
    ],
)
def test_a_week_is_said_briefly(db, days, said):
    with translation.override("en"):
        assert spoken_week({day: (time(9), time(18)) for day in days}) == said
