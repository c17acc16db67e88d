"""The centre's zone is stored once; another TIME_ZONE stops the start and names the way out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.core import clock
from crm.core.models import Centre
from crm.site import seeding
from crm.site.starting import check_start
from crm.site.time_zone import OtherTimeZone, check_time_zone, store_time_zone
from customers.models import Customer

pytestmark = pytest.mark.django_db


def test_the_first_migration_stores_it(settings: Any) -> None:
    Centre.objects.all().delete()
    settings.CENTRE_TIME_ZONE = "Europe/Berlin"
    assert store_time_zone().time_zone == "Europe/Berlin"


def test_unset_later_means_the_stored_one(settings: Any) -> None:
    settings.CENTRE_TIME_ZONE = ""
    check_time_zone()
    assert str(clock.zone()) == "Asia/Seoul"


def test_the_same_one_is_no_difference(settings: Any) -> None:
    settings.CENTRE_TIME_ZONE = "Asia/Seoul"
    check_time_zone()


def test_a_difference_stops_migrate_with_the_way_out(settings: Any) -> None:
    settings.CENTRE_TIME_ZONE = "Europe/Berlin"
    with pytest.raises(CommandError, match=r"manage\.py set_time_zone Europe/Berlin"):
        call_command("migrate", verbosity=0)


def test_without_records_it_can_change(capsys: Any) -> None:
    call_command("set_time_zone", "Europe/Berlin")
    assert Centre.objects.get().time_zone == "Europe/Berlin"
    assert str(clock.zone()) == "Europe/Berlin"


def test_with_records_it_cannot(settings: Any) -> None:
    Customer.objects.create(number="C-1", name="홍길동")
    with pytest.raises(CommandError, match="Records carry local days of Asia/Seoul"):
        call_command("set_time_zone", "Europe/Berlin")
    settings.CENTRE_TIME_ZONE = "Europe/Berlin"
    with pytest.raises(OtherTimeZone, match="keeps time in Asia/Seoul: unset TIME_ZONE"):
        check_time_zone()


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(CommandError, match="Seoul is no time zone"):
        call_command("set_time_zone", "Seoul")


def test_production_does_not_serve_a_demo(settings: Any) -> None:
    seeding.finish(seeding.begin())
    check_start()
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="holds the demo centre"):
        call_command("migrate", verbosity=0)
