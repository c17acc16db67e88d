"""An agent's figures: own page, and the lead's view of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from performance.people_table import tenure
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def _records(frozen: object, ann: User, otto: User, team: Team, other_team: Team) -> None:
    for months in range(3):
        for number in range(5):
            moment = clock.now() - timedelta(days=30 * months + 1, minutes=number)
            contact(moment, agent=ann, team=team, talk_seconds=240)
            contact(moment, agent=otto, team=other_team, talk_seconds=60)
    count_everything()


def test_it_works(client: Client, ann: User) -> None:
    client.force_login(ann)
    text = client.get("/me/performance/").content.decode()
    assert "4:00" in text
    assert "Six months" in text
    assert 'class="months"' in text


def test_the_lead_sees_it_too(client: Client, lea: User, ann: User, otto: User) -> None:
    client.force_login(lea)
    assert "4:00" in client.get(f"/performance/agents/{ann.code}/").content.decode()
    assert client.get(f"/performance/agents/{otto.code}/").status_code == 404


def test_all_agents_in_sight(client: Client, lea: User, ann: User, otto: User) -> None:
    client.force_login(lea)
    text = client.get("/performance/agents/").content.decode()
    assert ann.name in text
    assert otto.name not in text


@pytest.mark.parametrize(
    ("days", "words"), [(42, "6 weeks"), (200, "6 mo"), (366, "1 year"), (470, "1 y 3 mo")]
)
def test_tenure_in_words(days: int, words: str) -> None:
    today = clock.today()
    assert tenure(today - timedelta(days=days), today) == words
