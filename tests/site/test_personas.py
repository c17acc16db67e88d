"""What every other test stands on."""

from datetime import time

import pytest
from django.db import connection

from crm.core import clock
from crm.core.models import BusinessHours, Centre
from crm.people.models import User
from crm.people.roles import Right, holds
from crm.people.scope import scope_of
from tests.conftest import NOON


def test_a_centre_with_hours_stands(db: None) -> None:
    assert Centre.objects.get().time_zone == "Asia/Seoul"
    assert BusinessHours.objects.count() == 5
    assert clock.is_business_day(NOON.date())
    assert connection.settings_dict["NAME"].startswith("test_")


@pytest.mark.django_db(transaction=True)
def test_hours_come_back_after_a_flush() -> None:
    BusinessHours.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_they_did() -> None:
    assert BusinessHours.objects.filter(opens=time(9)).count() == 5
    assert Centre.objects.exists()


@pytest.mark.usefixtures("frozen")
def test_the_clock_stands_at_noon() -> None:
    assert clock.now() == NOON


def test_the_lead_sees_the_team_of_the_agent(ann: User, lea: User, otto: User) -> None:
    membership = ann.memberships.get()
    assert scope_of(lea, NOON.date()).team_ids == {membership.team_id}
    assert otto.memberships.get().team_id != membership.team_id


def test_the_others_have_their_rights(quinn: User, ada: User, eve: User) -> None:
    assert holds(ada, Right.SETTINGS)
    assert not holds(quinn, Right.SETTINGS)
    assert not holds(eve, Right.CUSTOMERS_WRITE)
