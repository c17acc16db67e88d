"""A demo is marked while it is filled; one that was cut off is cleared, a real centre never."""

from __future__ import annotations

import pytest

from crm.core.models import BusinessHours, Centre, Counter, Job
from crm.people.models import User
from crm.site import seeding
from customers.models import Customer
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    assert not seeding.is_unfinished()
    job = seeding.begin({"size": "s"})
    assert seeding.is_unfinished()
    UserFactory()
    seeding.finish(job)
    assert seeding.is_finished()
    assert not seeding.is_unfinished()


def test_a_centre_with_data_is_refused() -> None:
    UserFactory()
    with pytest.raises(seeding.CentreHasData):
        seeding.begin()


def test_what_was_cut_off_is_cleared_and_can_begin_again() -> None:
    seeding.begin()
    UserFactory()
    Customer.objects.create(number="C-1", name="홍길동")
    Counter.objects.create(name="C", value=7)
    seeding.clear()
    for model in (User, Customer, Counter, Job, BusinessHours):
        assert not model.objects.exists()
    assert Centre.objects.get().time_zone == "Asia/Seoul"
    seeding.begin()


def test_a_finished_or_real_centre_is_never_cleared() -> None:
    with pytest.raises(seeding.CentreHasData):
        seeding.clear()
    seeding.finish(seeding.begin())
    with pytest.raises(seeding.CentreHasData):
        seeding.clear()
