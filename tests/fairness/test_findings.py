"""Now look at this: ranked by effect × certainty, corrected for how many were looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from performance.fairness.findings import MOST, Finding, rank
from performance.figures import Figure
from performance.models import Target
from tests.factories import MembershipFactory, UserFactory
from tests.interactions.contacts import contact
from tests.performance.records import count_everything


def finding(agent: int, *, effect: float, z: float) -> Finding:
    figure = Figure("aht", 100.0, None, 50, 50, 90.0, 110.0)
    return Finding("agent", "aht", effect, z, figure, agent=agent)


def test_weight_is_effect_times_certainty() -> None:
    big, sure = finding(1, effect=0.2, z=2.1), finding(2, effect=0.19, z=6.0)
    found = rank([big, sure])
    assert [one.agent for one in found.shown] == [2, 1]
    assert found.shown[0].certainty > 0.99


def test_many_candidates_need_more_certainty() -> None:
    one = finding(1, effect=0.2, z=2.5)
    assert rank([one]).shown
    rest = [finding(i, effect=0.0, z=0.0) for i in range(2, 200)]
    assert not rank([one, *rest]).shown


def test_at_most_five_and_one_of_each_agent() -> None:
    many = [finding(i % 7, effect=0.1 + i / 100, z=8.0) for i in range(20)]
    shown = rank(many).shown
    assert len(shown) == MOST
    assert len({one.agent for one in shown}) == MOST


@pytest.fixture
def calls(frozen: None, ann: User, team: Team) -> User:
    """ann solves most; carl solves little but is quick."""
    carl = UserFactory(username="carl", code="A-0012", name="차칼")
    MembershipFactory(user=carl, team=team)
    start = clock.now() - timedelta(days=3)
    for i in range(240):
        quick = i % 2 == 0
        contact(
            start + timedelta(minutes=i),
            agent=carl if quick else ann,
            team=team,
            talk_seconds=(150 if quick else 300) + i % 40,
            result="resolved" if i % 20 > 1 and (not quick or i % 3) else "in_progress",
        )
    Target.objects.create(
        kpi="resolution_rate", value=0.85, caution=0.8, starts_on=start.date(), minimum_sample=30
    )
    count_everything()
    return carl


def test_it_works(calls: User, lea: User, team: Team, client: Client) -> None:
    client.force_login(lea)
    page = client.get(f"/performance/team/{team.code}/").content.decode()
    assert "지금 볼 것" in page
    assert "차칼</b> – 빠르지만 뒤처진 지표: 해결률" in page
    assert f"/feedback/new/?agent={calls.code}&amp;kpi=resolution_rate" in page
    assert f"agent={calls.code}#records" in page


def test_names_are_for_who_may_see_them(
    calls: User, eve: User, ann: User, team: Team, client: Client
) -> None:
    client.force_login(eve)
    page = client.get(f"/performance/team/{team.code}/").content.decode()
    assert "지금 볼 것" in page
    assert "차칼" not in page
    client.force_login(ann)
    assert "지금 볼 것" not in client.get(f"/performance/team/{team.code}/").content.decode()
