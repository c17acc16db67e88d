"""The team page: figures with their records, agents without ranks, names only for who may see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from performance import freshness
from performance.services.targets import Lines, Place, set_target
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def team_page(ann: User, otto: User, team: Team, other_team: Team) -> str:
    for number in range(40):
        moment = clock.now() - timedelta(days=1, minutes=number)
        result = "resolved" if number < 10 else "in_progress"
        contact(moment, agent=ann, team=team, result=result, talk_seconds=300)
        contact(moment, agent=otto, team=other_team, talk_seconds=100)
    count_everything()
    return f"/performance/team/{team.code}/"


def shown(client: Client, user: User, path: str) -> str:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(client: Client, lea: User, ann: User, team_page: str) -> None:
    text = shown(client, lea, team_page)
    assert "5:00" in text
    assert ann.name in text
    assert re.search(r'data-kpi="handled"><strong class="num">40<', text)


def test_a_verdict_needs_a_target_the_interval_clears(
    client: Client, lea: User, ada: User, team_page: str
) -> None:
    assert "Below target</span>" not in shown(client, lea, team_page).split("By agent")[0]
    lines = Lines(240, caution=260, minimum_sample=30)
    set_target(ada, place=Place("aht"), lines=lines, starts_on=clock.today())
    page = shown(client, lea, team_page).split("By agent")[0]
    assert "Below target</span>" in page
    assert " · since " in page


def test_an_agents_handle_time_takes_no_verdict(
    client: Client, lea: User, ada: User, ann: User, team_page: str
) -> None:
    set_target(ada, place=Place("aht"), lines=Lines(60), starts_on=clock.today())
    assert "Below target" in shown(client, lea, team_page)
    page = shown(client, lea, f"/performance/agents/{ann.code}/")
    tile = re.search(r'data-kpi="aht".*?class="f">(.*?)</div>', page, re.S)
    assert tile
    assert "Below target" not in tile[1]
    assert "unadjusted" in tile[1]


def test_an_agent_sees_totals_and_no_names(client: Client, ann: User, team_page: str) -> None:
    second = User.objects.create(username="kim", code="A-7777", name="김동료", role="agent")
    contact(clock.now() - timedelta(days=1), agent=second, team=ann.memberships.get().team)
    count_everything()
    text = shown(client, ann, team_page)
    assert "김동료" not in text
    assert ">41<" in text


def test_an_executive_sees_no_names(client: Client, eve: User, ann: User, team_page: str) -> None:
    assert ann.name not in shown(client, eve, team_page)
    assert ann.name not in shown(client, eve, "/performance/kpi/handled/")


def test_a_bad_period_says_so_and_shows_this_month(
    client: Client, lea: User, team_page: str
) -> None:
    text = shown(client, lea, f"{team_page}?from=2026-13-01&to=x")
    assert "This month is shown instead" in text


def test_an_open_page_hears_of_a_saved_record(
    client: Client, lea: User, ann: User, team: Team, team_page: str,
    django_capture_on_commit_callbacks: object,
) -> None:  # fmt: skip
    client.force_login(lea)
    stamp = freshness.stamp([team.pk])
    quiet = client.get(f"{team_page}pulse/", {"stamp": stamp})
    assert quiet.status_code == 204
    contact(clock.now(), agent=ann, team=team)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        count_everything()
    moved = client.get(f"{team_page}pulse/", {"stamp": f"{stamp}-before"})
    assert moved.headers["HX-Trigger"] == "figures-moved"


def test_records_of_no_team_are_the_admins(client: Client, ada: User, lea: User) -> None:
    contact(clock.now() - timedelta(hours=1), agent=None, team=None)
    count_everything()
    assert "No team" in shown(client, ada, "/performance/")
    assert "No team" in shown(client, ada, "/performance/team/none/")
    client.force_login(lea)
    assert client.get("/performance/team/none/").status_code == 404


def test_an_open_page_of_one_team_asks_about_that_team_alone(
    client: Client, lea: User, team: Team, team_page: str
) -> None:
    text = shown(client, lea, f"/performance/?team={team.code}")
    found = re.search(r'hx-get="(/performance/pulse/[^"]*)"', text)
    assert found is not None
    pulse = found[1].replace("&amp;", "&")
    assert client.get(pulse).status_code == 204
    freshness.counted(team.pk)
    assert client.get(pulse)["HX-Trigger"] == "figures-moved"
