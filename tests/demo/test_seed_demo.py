"""`manage.py seed_demo`: a whole centre, figures included, and its planted truths on the pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from crm.core import clock
from crm.people.models import Role, User
from crm.site import seeding
from crm.site.demo.people import FAST_BUT_RETURNING, SHOWN
from customers.models import Customer
from interactions.models import Consultation, FaqEntry, FollowUp, InquiryType
from performance import figures
from performance.models import Feedback, FeedbackState, Goal, GoalState, Target
from performance.rollups.reconcile import reconcile
from performance.slices import Slice
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def centre() -> None:
    call_command("seed_demo", "--size", "s", "--seed", "3")


def test_it_works(centre: None, client: Client) -> None:
    assert 4500 < Consultation.objects.count() < 5500
    assert User.objects.agents().count() == 36
    assert InquiryType.objects.filter(level=3).count() >= 50
    assert {user.role for user in User.objects.filter(username__in=SHOWN)} == set(Role)
    assert Customer.objects.count() > 1500
    assert FollowUp.objects.filter(state="open").exists()
    assert FaqEntry.objects.filter(state="draft").exists()
    assert Consultation.objects.latest("started_at").started_day < clock.today()
    assert set(Goal.objects.values_list("state", flat=True)) == set(GoalState)
    assert set(Feedback.objects.values_list("state", flat=True)) == set(FeedbackState)
    assert Target.objects.filter(kpi="aht", type__isnull=False).exists()
    assert reconcile() == []
    for username in SHOWN:
        client.force_login(User.objects.get(username=username))
        assert client.get("/", follow=True).status_code == 200
    planted_truths()
    fast_but_returning_on_the_page(client)


def fast_but_returning_on_the_page(client: Client) -> None:
    """The lead's page says it in a sentence, with the records and the way to feedback."""
    fast = User.objects.get(username=FAST_BUT_RETURNING)
    client.force_login(User.objects.get(username="jungmin.lee"))
    first, last = clock.today() - timedelta(days=390), clock.today()
    page = client.get("/performance/team/support-1/", {"from": str(first), "to": str(last)})
    text = page.content.decode()
    assert f"{fast.name}</b> – 빠르지만 뒤처진 지표" in text
    assert f"/feedback/new/?agent={fast.code}" in text


def planted_truths() -> None:
    """The fast agent is fast, over all thirteen months."""
    last = clock.today()
    piece = Slice(last - timedelta(days=400), last)
    rows = {row.keys["agent"].name: row for row in figures.read(piece, ["aht"], ("agent",))}
    fast = User.objects.get(username=FAST_BUT_RETURNING)
    whole = figures.read_one(piece, ["aht"])["aht"]
    own = rows[fast.name].figures["aht"]
    assert whole.value is not None
    assert own.high is not None
    assert own.high < whole.value


def test_a_centre_with_data_is_left_alone() -> None:
    UserFactory()
    with pytest.raises(CommandError, match="has data"):
        call_command("seed_demo", "--size", "s")


def test_a_seeding_cut_off_begins_again() -> None:
    seeding.begin({})
    UserFactory(username="left.behind")
    call_command("seed_demo", "--size", "s", "--until", str(date(2026, 11, 18)))
    assert seeding.is_finished()
    assert not User.objects.filter(username="left.behind").exists()


def test_the_last_day_lies_in_the_past() -> None:
    with pytest.raises(CommandError, match="before today"):
        call_command("seed_demo", "--size", "s", "--until", str(clock.today()))
