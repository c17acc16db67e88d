"""Panels are kept drawn while nothing in them moved, and for their reader alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.core import clock
from crm.people.models import Team, User
from performance.services.targets import Lines, Place, set_target
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(ann: User, team: Team) -> str:
    contact(clock.now() - timedelta(hours=1), agent=ann, team=team, talk_seconds=300)
    count_everything()
    return f"/performance/team/{team.code}/"


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_it_works(client: Client, lea: User, path: str) -> None:
    client.force_login(lea)
    first = client.get(path, headers={"HX-Request": "true"}).content
    assert _queries(client, path) < 20
    assert client.get(path, headers={"HX-Request": "true"}).content == first


def test_a_counted_record_draws_it_anew(
    client: Client, lea: User, ann: User, team: Team, path: str,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    client.force_login(lea)
    client.get(path)
    contact(clock.now() - timedelta(hours=1), agent=ann, team=team, talk_seconds=300)
    with django_capture_on_commit_callbacks(execute=True):
        count_everything()
    assert 'data-kpi="handled"><strong class="num">2<' in client.get(path).content.decode()


def test_a_changed_target_draws_it_anew(client: Client, lea: User, ada: User, path: str) -> None:
    client.force_login(lea)
    assert "≤ 0:59" not in client.get(path).content.decode()
    set_target(ada, place=Place("aht"), lines=Lines(59), starts_on=clock.today())
    assert "≤ 0:59" in client.get(path).content.decode()


def test_nobody_sees_what_was_drawn_for_another(
    client: Client, lea: User, eve: User, ann: User, path: str
) -> None:
    client.force_login(lea)
    assert ann.name in client.get(path).content.decode()
    client.force_login(eve)
    assert ann.name not in client.get(path).content.decode()


def test_the_panels_of_a_whole_page_bring_no_filters_below_a_team(
    client: Client, lea: User, team: Team, path: str
) -> None:
    client.force_login(lea)
    address = f"/performance/figures/?team={team.code}"
    assert b'id="period-from"' in client.get(address).content
    part = client.get(address, headers={"HX-Request": "true"}).content
    assert b'id="period-from"' not in part
    assert b'id="h-all"' in part
