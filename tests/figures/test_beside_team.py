"""An agent beside the own team: mix in shares, and only differences that clear error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from interactions.models import InquiryType
from tests.factories import MembershipFactory, UserFactory
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def _records(frozen: object, ann: User, team: Team) -> None:
    """Ann is as fast as a colleague who takes the other type more often."""
    bo = UserFactory(username="bo", code="A-0042", name="복보람")
    MembershipFactory(user=bo, team=team)
    short = InquiryType.objects.create(code="Y-0001", name="짧은 일", level=1, path="짧은 일")
    long = InquiryType.objects.create(code="Y-0002", name="긴 일", level=1, path="긴 일")
    for number in range(80):
        moment = clock.now() - timedelta(days=1, minutes=number)
        for agent, often in ((ann, 4), (bo, 2)):
            type_ = long if number % often == 0 else short
            seconds = (600 if type_ is long else 100) + number % 7
            contact(moment, agent=agent, team=team, type=type_, talk_seconds=seconds)
    count_everything()


def test_it_works(client: Client, ann: User) -> None:
    client.force_login(ann)
    text = client.get("/me/performance/").content.decode()
    assert "Mix beside the team" in text
    assert "More than the team: <b data-content>짧은 일</b> 75.0% (+12.5 pp)" in text
    assert "Less than the team: <b data-content>긴 일</b> 25.0% (−12.5 pp)" in text


def test_a_mix_of_short_work_is_no_strength(client: Client, lea: User, ann: User) -> None:
    client.force_login(lea)
    text = client.get(f"/performance/agents/{ann.code}/").content.decode()
    said = text.split('id="h-said"')[1].split("</section>")[0]
    assert "Average handle time" not in said
    assert "No clear difference from the team" in said


def test_colleagues_are_not_named(client: Client, ann: User) -> None:
    client.force_login(ann)
    assert "복보람" not in client.get("/me/performance/").content.decode()
