"""The analysis page: what was picked, limits with a word on them, cells that open their lists."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from performance.analysis.picked import MOST_KPIS_OF_TWO, picked
from performance.kpis.catalogue import KPIS
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def _records(frozen: object, ann: User, otto: User, team: Team, other_team: Team) -> None:
    for number in range(12):
        moment = clock.now() - timedelta(days=1 + number % 3, minutes=number)
        contact(moment, agent=ann, team=team, talk_seconds=240)
        if number % 2:
            contact(moment, agent=otto, team=other_team, talk_seconds=60, channel="chat")
    contact(clock.now() - timedelta(days=1), agent=None, team=team, talk_seconds=90)
    count_everything()


def shown(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    response = client.get(f"/performance/analysis/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def cells(text: str) -> list[tuple[str, str]]:
    """Address and number of every cell."""
    found = re.findall(r'<a class="fig num" href="([^"]+)">([^<]+)</a>', text)
    return [(unescape(url), value) for url, value in found]


@pytest.mark.parametrize(
    "query",
    ["by=team", "by=agent", "by=channel&across=day", "by=day", "by=hour&across=weekday", "by=week"],
)
def test_every_cell_opens_a_list_of_its_size(client: Client, ada: User, query: str) -> None:
    text = shown(client, ada, f"kpis=handled&{query}")
    found = cells(text)
    assert found
    for url, value in found:
        page = client.get(url.partition("#")[0]).content.decode()
        assert f'data-list="numerator"><span class="num nw">{value}<' in page


def test_a_reader_sees_only_the_own_teams(client: Client, lea: User) -> None:
    text = shown(client, lea, "by=team")
    assert "상담 1팀" in text
    assert "상담 2팀" not in text.split('id="analysis"')[1]


def test_agents_are_no_dimension_without_names(client: Client, ann: User, eve: User) -> None:
    for user in (ann, eve):
        text = shown(client, user, "by=agent").split('id="analysis"')[1]
        assert '<option value="agent"' not in text
        assert "오태오" not in text


def test_two_dimensions_make_a_table_a_figure(client: Client, ada: User) -> None:
    text = shown(client, ada, "kpis=handled&kpis=aht&by=team&across=channel")
    assert len(re.findall(r'class="tbl ana"', text)) == 2


def test_time_is_drawn(client: Client, ada: User) -> None:
    assert 'id="h-dr"' in shown(client, ada, "kpis=aht&by=day&across=team")
    assert 'id="h-dr"' not in shown(client, ada, "kpis=aht&by=team&across=channel")


def test_what_no_table_answers_is_limited_in_days(client: Client, ada: User) -> None:
    text = shown(client, ada, "by=agent&across=hour&period=this-year")
    assert "at most 92 days" in text
    assert 'class="tbl ana"' not in text


def test_unknown_things_fall_away() -> None:
    found = picked(QueryDict("kpis=nothing,aht&by=agent&across=agent"), sees_names=False)
    assert (found.kpis, found.by, found.across) == (("aht",), "team", "")


def test_too_many_figures_are_counted() -> None:
    names = ",".join(list(KPIS)[:5])
    found = picked(QueryDict(f"kpis={names}&by=team&across=month"), sees_names=True)
    assert len(found.kpis) == MOST_KPIS_OF_TWO
    assert found.left_out == 5 - MOST_KPIS_OF_TWO
