"""The centre's days and its business time, against a second-by-second count."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.core import clock
from crm.core.models import BusinessHours, Centre, Holiday

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
WEEKS = st.dictionaries(
    st.integers(1, 7),
    st.tuples(st.integers(0, 1438), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1]),
    min_size=1,
)
DAYS = st.sets(st.dates(date(2026, 3, 1), date(2026, 4, 10)), max_size=6)
MOMENTS = st.datetimes(datetime(2026, 3, 2), datetime(2026, 4, 6), timezones=st.just(UTC))


@pytest.fixture(params=["Asia/Seoul", "Europe/Paris"])
def zone(request):
    """A zone without clock changes, and one that changes on 29 March 2026."""
    Centre.objects.update_or_create(pk=1, defaults={"time_zone": request.param})
    clock.forget()
    yield ZoneInfo(request.param)
    clock.forget()


def keep(week, days):
    """The calendar as drawn, read afresh; minute 1440 is midnight."""
    BusinessHours.objects.all().delete()
    Holiday.objects.all().delete()
    for weekday, (opens, closes) in week.items():
        BusinessHours.objects.create(
            weekday=weekday,
            opens=wall(opens),
            closes=clock.MIDNIGHT if closes == 1440 else wall(closes),
        )
    for day in days:
        Holiday.objects.create(day=day, name="Closed")
    clock.forget_week()


def wall(minute):
    return time(minute // 60, minute % 60)


def open_minutes(start, end, *, week, days, zone):
    """Whole minutes counted one by one: the oracle."""
    total, moment = 0, start
    while moment < end:
        here = moment.astimezone(zone)
        span = week.get(here.isoweekday())
        if here.date() not in days and span is not None:
            total += span[0] <= here.hour * 60 + here.minute < span[1]
        moment += MINUTE
    return total


property_test = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_it_works(zone):
    keep({1: (540, 1080)}, set())
    monday = clock.at(date(2026, 3, 9), time(9))
    assert clock.business_seconds(monday, monday + timedelta(days=8)) == 18 * 3600
    assert clock.add_business_seconds(monday, 9 * 3600) == monday + timedelta(hours=9)
    assert clock.add_business_seconds(monday, 9 * 3600 + 1) == monday + timedelta(days=7, seconds=1)


@property_test
@given(week=WEEKS, days=DAYS, start=MOMENTS, minutes=st.integers(0, 4000))
def test_business_time_equals_a_count_of_minutes(zone, week, days, start, minutes):
    keep(week, days)
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    expected = open_minutes(start, end, week=week, days=days, zone=zone)
    # a clock change inside the opening hours makes the wall clock skip or repeat an hour
    change = zone.utcoffset(start.replace(tzinfo=None)) != zone.utcoffset(end.replace(tzinfo=None))
    if not change:
        assert clock.business_seconds(start, end) == expected * 60


@property_test
@given(week=WEEKS, days=DAYS, start=MOMENTS, seconds=st.integers(1, 400_000))
def test_adding_and_counting_are_each_others_inverse(zone, week, days, start, seconds):
    keep(week, days)
    end = clock.add_business_seconds(start, seconds)
    assert clock.business_seconds(start, end) == seconds
    assert clock.business_seconds(start, end - timedelta(microseconds=1)) == seconds - 1


@property_test
@given(week=WEEKS, days=DAYS, moments=st.lists(MOMENTS, min_size=3, max_size=3))
def test_business_time_adds_up(zone, week, days, moments):
    keep(week, days)
    first, second, third = sorted(moment.replace(microsecond=0) for moment in moments)
    whole = clock.business_seconds(first, third)
    parts = clock.business_seconds(first, second) + clock.business_seconds(second, third)
    assert whole == parts
    assert clock.business_seconds(third, first) == 0


def test_an_hour_skipped_inside_the_opening_hours_does_not_count():
    Centre.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Paris"})
    clock.forget()
    keep({7: (0, 1440)}, set())
    start, end = clock.day_bounds(date(2026, 3, 29))
    assert end - start == timedelta(hours=23)
    assert clock.business_seconds(start, end) == 23 * 3600
    autumn = clock.day_bounds(date(2026, 10, 25))
    assert clock.business_seconds(*autumn) == 25 * 3600
    clock.forget()


@property_test
@given(
    week=WEEKS,
    days=DAYS,
    first=st.dates(date(2026, 3, 1), date(2026, 4, 10)),
    n=st.integers(-3, 40),
)
def test_business_days_are_the_open_ones(zone, week, days, first, n):
    keep(week, days)
    last = first + timedelta(days=n)
    span = [first + timedelta(days=k) for k in range(n + 1)]
    expected = [day for day in span if day not in days and day.isoweekday() in week]
    assert clock.business_days(first, last) == len(expected)
    assert all(clock.is_business_day(day) for day in expected)


def test_a_centre_without_hours_works_the_default_week(zone):
    BusinessHours.objects.all().delete()
    Holiday.objects.all().delete()
    clock.forget_week()
    assert clock.business_days(date(2026, 3, 9), date(2026, 3, 15)) == 5


def test_a_moment_belongs_to_the_local_day(zone):
    moment = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    here = moment.astimezone(zone)
    assert clock.local_day(moment) == here.date()
    assert clock.local_hour(moment) == here.hour
    start, end = clock.day_bounds(clock.local_day(moment))
    assert start <= moment < end


def test_another_process_sees_a_changed_calendar(
    zone, monkeypatch, django_capture_on_commit_callbacks
):
    keep({1: (540, 1080)}, set())
    assert clock.is_business_day(date(2026, 3, 9))
    monkeypatch.setattr(clock, "_LOOK_AGAIN_AFTER", 0.0)
    kept = clock.week()
    with django_capture_on_commit_callbacks(execute=True):
        Holiday.objects.create(day=date(2026, 3, 9), name="Closed")
        clock.calendar_changed()
    clock._kept.week = kept  # what a process that did not write would still hold
    assert not clock.is_business_day(date(2026, 3, 9))
