"""Goals: set, proposed, decided, checked in, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from crm.core.models import Notice
from crm.people.models import Team, User
from performance.models import DirtyMark, Goal
from performance.progress import progress_of
from performance.services.goals import (
    Aim,
    accept_goal,
    check_in,
    close_due_goals,
    close_goal,
    decline_goal,
    propose_goal,
    set_goal,
    slug_of,
)
from tests.factories import MembershipFactory, UserFactory
from tests.interactions.contacts import contact, day
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 30)


@pytest.fixture
def goal(lea: User, team: Team) -> Goal:
    return set_goal(lea, aim=Aim("aht", FIRST, LAST, 300, team=team), owner=lea)


def own(ann: User, target: float = 300) -> Aim:
    return Aim("aht", FIRST, LAST, target, agent=ann, objective="짧게")


def test_it_works(goal: Goal, ann: User, team: Team, lea: User, client: Client) -> None:
    contact(day(0), agent=ann, team=team, talk_seconds=400)
    contact(day(1), agent=ann, team=team, talk_seconds=200)
    count_everything()
    client.force_login(lea)
    page = client.get(f"/goals/{goal}/").content.decode()
    assert "Average handle time: 5:00 or less" in page
    assert "n=2" in page
    assert 'class="wide"' in page
    assert 'class="narrow"' in page


def test_the_rest_must_be_as_much_better_as_the_start_was_worse(
    goal: Goal, ann: User, team: Team
) -> None:
    """13 business days behind 19 November with 26 contacts of 330 s, 8 ahead with 16 more."""
    for number in range(26):
        contact(day(number % 15), agent=ann, team=team, talk_seconds=330)
    count_everything()
    found = progress_of(goal, date(2026, 11, 19))
    assert (found.business_days_left, found.days_left) == (8, 12)
    assert found.needed is not None
    assert found.needed.volume == 2
    assert found.needed.level == pytest.approx((300 * 42 - 330 * 26) / 16)
    assert found.needed.state == "open"


def test_a_level_that_nothing_can_reach_is_said_so(lea: User, ann: User, team: Team) -> None:
    aim = Aim("resolution_rate", FIRST, LAST, 0.95, team=team)
    goal = set_goal(lea, aim=aim, owner=lea)
    for number in range(15):
        contact(day(number), agent=ann, team=team, result="in_progress")
    count_everything()
    found = progress_of(goal, date(2026, 11, 19))
    assert found.needed is not None
    assert found.needed.state == "beyond"


def test_a_proposal_waits_for_the_lead(ann: User, lea: User) -> None:
    goal = propose_goal(ann, aim=own(ann))
    assert goal.state == "proposed"
    assert Notice.objects.get(user=lea).kind == "goal.proposed"
    assert accept_goal(lea, goal=goal).state == "active"
    assert Notice.objects.get(user=ann).kind == "goal.accepted"
    with pytest.raises(ValidationError):
        decline_goal(lea, goal=goal, reason="zu spät")


def test_declining_takes_a_reason(ann: User, lea: User) -> None:
    goal = propose_goal(ann, aim=own(ann))
    with pytest.raises(ValidationError):
        decline_goal(lea, goal=goal, reason=" ")
    assert decline_goal(lea, goal=goal, reason="함께 다시 봅시다").state == "declined"


def test_only_the_lead_of_the_team_decides(ann: User, lea: User, otto: User, quinn: User) -> None:
    goal = propose_goal(ann, aim=own(ann))
    for stranger in (ann, otto, quinn):
        with pytest.raises(PermissionDenied):
            accept_goal(stranger, goal=goal)
    with pytest.raises(PermissionDenied):
        propose_goal(otto, aim=own(ann))
    with pytest.raises(PermissionDenied):
        set_goal(lea, aim=own(otto), owner=lea)


def test_a_check_in_keeps_the_figure_of_its_moment(goal: Goal, lea: User, ann: User) -> None:
    contact(day(0), agent=ann, team=goal.team, talk_seconds=400)
    count_everything()
    entry = check_in(lea, goal=goal, text="첫 주 점검")
    contact(day(1), agent=ann, team=goal.team, talk_seconds=200)
    count_everything()
    entry.refresh_from_db()
    assert (entry.value, entry.n) == (400, 1)


def test_a_closed_goal_keeps_its_result(goal: Goal, lea: User, ann: User) -> None:
    contact(day(0), agent=ann, team=goal.team, talk_seconds=280)
    count_everything()
    close_goal(lea, goal=goal)
    contact(day(1), agent=ann, team=goal.team, talk_seconds=900)
    count_everything()
    goal.refresh_from_db()
    assert goal.result["value"] == 280
    assert goal.result["attained"] is True
    with pytest.raises(ValidationError):
        check_in(lea, goal=goal, text="zu spät")


def test_what_is_over_closes_by_itself(goal: Goal, frozen: time_machine.Coordinates) -> None:
    assert close_due_goals() == 0
    frozen.move_to(datetime(2026, 12, 1, 1, tzinfo=ZoneInfo("Asia/Seoul")))
    assert close_due_goals() == 1
    assert close_due_goals() == 0
    goal.refresh_from_db()
    assert goal.state == "closed"
    assert goal.result["attained"] is None


def test_what_is_over_waits_until_its_records_are_counted(
    goal: Goal, frozen: time_machine.Coordinates
) -> None:
    frozen.move_to(datetime(2026, 12, 1, 1, tzinfo=ZoneInfo("Asia/Seoul")))
    DirtyMark.objects.create(day=goal.ends_on, team_id=goal.team_id or 0, agent_id=0)
    assert close_due_goals() == 0
    DirtyMark.objects.all().delete()
    assert close_due_goals() == 1


def test_the_number_leads_and_the_words_follow(goal: Goal, client: Client, lea: User) -> None:
    client.force_login(lea)
    answer = client.get(f"/goals/{goal.number}-old-words/")
    assert (answer.status_code, answer.url) == (302, f"/goals/{goal}/")


@pytest.mark.parametrize(
    ("first", "last", "slug"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "aht-november"),
        (date(2026, 10, 1), date(2026, 12, 31), "aht-2026-q4"),
        (date(2026, 11, 2), date(2026, 11, 30), "aht-2026-11-02"),
    ],
)
def test_slugs_read_well(first: date, last: date, slug: str) -> None:
    assert slug_of(Aim("aht", first, last, 300)) == slug


def test_a_lead_sets_a_goal_on_the_page(client: Client, lea: User, team: Team) -> None:
    client.force_login(lea)
    sent = {
        "kpi": "csat",
        "scope": f"team:{team.code}",
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-30",
        "target": "80",
        "owner": lea.pk,
        "objective": "다시 찾는 고객",
    }
    answer = client.post("/goals/new/", sent)
    goal = Goal.objects.get()
    assert answer.url == f"/goals/{goal}/"
    assert (goal.target, goal.team, goal.state) == (0.8, team, "active")


def test_an_agent_proposes_on_the_page(client: Client, ann: User) -> None:
    client.force_login(ann)
    ends_on = FIRST + timedelta(days=10)
    sent = {"kpi": "aht", "starts_on": FIRST, "ends_on": ends_on, "target": "5:00"}
    assert client.post("/goals/new/", sent).status_code == 422
    client.post("/goals/new/", {**sent, "objective": "짧게"})
    goal = Goal.objects.get()
    assert (goal.agent, goal.target, goal.state) == (ann, 300, "proposed")
    assert "Average handle time" in client.get("/me/goals/").content.decode()


def test_a_peer_who_owns_a_team_goal_is_not_named(
    lea: User, ann: User, team: Team, client: Client
) -> None:
    peer = UserFactory(name="배동료")
    MembershipFactory(user=peer, team=team)
    goal = set_goal(lea, aim=Aim("aht", FIRST, LAST, 300, team=team), owner=peer)
    check_in(peer, goal=goal, text="한 주가 지남")
    for reader, named in ((ann, False), (peer, True), (lea, True)):
        client.force_login(reader)
        assert ("배동료" in client.get(f"/goals/{goal}/").content.decode()) is named


def test_who_leads_every_team_sees_the_centres_goal(
    lea: User, quinn: User, ann: User, client: Client
) -> None:
    goal = set_goal(lea, aim=Aim("aht", FIRST, LAST, 300), owner=lea)
    for reader, status in ((lea, 200), (quinn, 404), (ann, 404)):
        client.force_login(reader)
        assert client.get(f"/goals/{goal}/").status_code == status
