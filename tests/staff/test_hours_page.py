"""Business hours and holidays: what is typed, what is kept, what comes back."""

from __future__ import annotations

from datetime import date, time

import pytest

from crm.core import clock
from crm.core.models import Holiday

WEEK = {f"opens_{iso}": "09:00" for iso in range(1, 6)}
WEEK |= {f"closes_{iso}": "18:00" for iso in range(1, 6)}


@pytest.fixture
def admin(client, ada, frozen):
    client.force_login(ada)
    return client


def test_it_works(admin):
    typed = WEEK | {"opens_1": "8", "closes_1": "1930", "opens_6": "10:00", "closes_6": "24:00"}
    assert admin.post("/settings/hours/", typed).url == "/settings/hours/"
    hours = clock.week().hours
    assert hours[1] == (time(8), time(19, 30))
    assert hours[6] == (time(10), clock.MIDNIGHT)
    assert 7 not in hours
    assert 'value="24:00"' in admin.get("/settings/hours/").content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"closes_1": ""}, "closes_1"),
        ({"opens_1": ""}, "opens_1"),
        ({"closes_1": "08:00"}, "closes_1"),
        ({"opens_1": "25:00"}, "opens_1"),
        ({"opens_1": "24:00"}, "opens_1"),
        ({"closes_1": "late"}, "closes_1"),
    ],
)
def test_what_cannot_be_is_said_and_kept(admin, typed, field):
    answer = admin.post("/settings/hours/", WEEK | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'value="{typed[field]}"' in answer.content.decode() or not typed[field]


def test_a_week_without_hours_is_refused(admin):
    assert admin.post("/settings/hours/", {}).status_code == 422


def test_a_holiday_is_added_and_removed(admin):
    answer = admin.post("/settings/hours/holidays/", {"day": "20261120", "name": "창립 기념일"})
    assert answer.url == "/settings/hours/?year=2026#holidays"
    assert not clock.is_business_day(date(2026, 11, 20))
    page = admin.get("/settings/hours/?year=2026").content.decode()
    assert "창립 기념일" in page
    row = Holiday.objects.get(day=date(2026, 11, 20))
    admin.post(f"/settings/hours/holidays/{row.pk}/remove/")
    assert clock.is_business_day(date(2026, 11, 20))


def test_a_holiday_without_a_day_keeps_its_name(admin):
    answer = admin.post("/settings/hours/holidays/", {"day": "", "name": "창립 기념일"})
    assert answer.status_code == 422
    assert 'value="창립 기념일"' in answer.content.decode()


def test_public_holidays_of_a_far_year_are_taken_over(admin):
    answer = admin.post("/settings/hours/holidays/reload/", {"year": "2031"})
    assert answer.url.startswith("/settings/hours/?year=2031")
    assert Holiday.objects.in_year(2031).count() > 10


def test_the_page_names_the_zone(admin):
    page = admin.get("/settings/hours/").content.decode()
    assert "Asia/Seoul" in page
    assert "UTC+9" in page
