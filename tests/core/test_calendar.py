"""Holidays from the public calendar, edited by the centre; opening hours."""

from __future__ import annotations

from datetime import date, time

import pytest

from crm.core import calendar, clock
from crm.core.models import AuditEntry, Centre, Holiday

SEOLLAL = date(2026, 2, 17)


@pytest.mark.django_db
def test_it_works():
    """A migrated centre knows the holidays of the years around."""
    year = clock.today().year
    years = Centre.objects.get().holiday_years
    assert years == list(range(year - 10, year + 3))
    assert Holiday.objects.get(day=SEOLLAL).is_public
    assert not clock.is_business_day(SEOLLAL)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2021, 2, 12), True),  # Seollal
        (date(2021, 9, 21), True),  # Chuseok
        (date(2022, 3, 9), True),  # presidential election
        (date(2023, 10, 2), True),  # a temporary holiday between weekend and national day
        (date(2024, 5, 6), True),  # substitute for Children's Day
        (date(2025, 1, 27), True),  # temporary holiday before Seollal
        (date(2025, 10, 8), True),  # substitute for Chuseok
        (date(2026, 3, 2), True),  # substitute for Independence Movement Day
        (date(2026, 11, 19), False),
    ],
)
def test_public_holidays_agree_with_the_official_calendar(day, closed):
    assert (day in calendar.public_holidays(day.year)) is closed


def test_a_removed_holiday_stays_removed(ada):
    calendar.remove_holiday(ada, holiday=Holiday.objects.get(day=SEOLLAL))
    assert calendar.load_missing_years([2026]) == 0
    assert clock.is_business_day(SEOLLAL)
    assert AuditEntry.objects.get(action="holiday.removed").changes["day"] == ["2026-02-17", None]


def test_reloading_brings_it_back_and_keeps_own_days(ada):
    own = calendar.add_holiday(ada, day=date(2026, 11, 20), name="창립 기념일")
    calendar.remove_holiday(ada, holiday=Holiday.objects.get(day=SEOLLAL))
    assert calendar.reload_public_holidays(ada, year=2026) == 1
    assert not clock.is_business_day(SEOLLAL)
    assert Holiday.objects.get(day=own.day).name == "창립 기념일"


def test_adding_a_day_twice_renames_it(ada):
    calendar.add_holiday(ada, day=date(2026, 11, 20), name="창립 기념일")
    calendar.add_holiday(ada, day=date(2026, 11, 20), name="창립일")
    assert Holiday.objects.get(day=date(2026, 11, 20)).name == "창립일"
    assert AuditEntry.objects.filter(action="holiday.renamed").count() == 1


def test_hours_are_replaced_as_a_whole(ada):
    calendar.set_hours(ada, week={1: (time(9), time(19)), 6: (time(10), clock.MIDNIGHT)})
    assert clock.week().hours == {1: (time(9), time(19)), 6: (time(10), clock.MIDNIGHT)}
    changes = AuditEntry.objects.get(action="hours.changed").changes
    assert changes["weekday_1"][1] == "09:00–19:00"
    assert changes["weekday_6"][1] == "10:00–24:00"
    assert changes["weekday_2"][1] is None
