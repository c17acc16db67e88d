"""Every row of the table of formats, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from crm.core import formats

DAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 5, 30, tzinfo=UTC)  # 14:30 in Seoul

NUMBERS: list[tuple[Any, str, str, str]] = [
    (4458, "count", "4,458건", "4,458"),
    (12, "people", "12명", "12"),
    (6, "times", "6회", "6"),
    (7, "days", "7일", "7 d"),
    (4458, "plain", "4,458", "4,458"),
    (0.792, "percent", "79.2%", "79.2%"),
    (0.5, "share", "50%", "50%"),
    (365, "duration", "6:05", "6:05"),
    (4500, "duration", "1:15:00", "1:15:00"),
    (7800, "long", "2시간 10분", "2 h 10 min"),
    (600, "long", "10분", "10 min"),
    (93_600, "long", "1일 2시간", "1 day 2 h"),
    (37_800, "hours", "10.5시간", "10.5 h"),
    (6.8, "seconds", "6.8초", "6.8 s"),
    (4.25, "score5", "4.25/5", "4.25/5"),
    (90.8, "score100", "90.8점", "90.8"),
    (12_000, "money", "12,000원", "₩12,000"),
    (12_000, "money-axis", "1.2만", "₩12,000"),
    (-0.0008, "percent", "−0.1%", "−0.1%"),
    (-0.0001, "percent", "0.0%", "0.0%"),
    (None, "count", "—", "—"),
]
CHANGES = [
    (0.023, "pp", "+2.3%p", "+2.3 pp"),
    (-0.023, "pp", "−2.3%p", "−2.3 pp"),
    (0.078, "percent", "+7.8%", "+7.8%"),
    (-4, "seconds", "−4초", "−4 s"),
    (0, "count", "0건", "0"),
]


@pytest.mark.parametrize(("value", "unit", "korean", "english"), NUMBERS)
def test_numbers(value: Any, unit: str, korean: str, english: str) -> None:
    assert _both(formats.number, value, unit) == (korean, english)


@pytest.mark.parametrize(("value", "unit", "korean", "english"), CHANGES)
def test_changes(value: Any, unit: str, korean: str, english: str) -> None:
    assert _both(formats.change, value, unit) == (korean, english)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("write", "arguments", "korean", "english"),
    [
        (formats.day, (DAY,), "2026.11.19", "19 Nov 2026"),
        (formats.weekday, (DAY,), "11.19 (목)", "Thu 19 Nov"),
        (formats.short_day, (DAY,), "11.19", "19 Nov"),
        (formats.month, (DAY,), "2026.11", "Nov 2026"),
        (formats.span, (date(2026, 11, 2), DAY), "2026.11.02 – 11.19", "2–19 Nov 2026"),
        (formats.span, (date(2026, 10, 2), DAY), "2026.10.02 – 11.19", "2 Oct – 19 Nov 2026"),
        (formats.span, (DAY, DAY), "2026.11.19", "19 Nov 2026"),
        (
            formats.span,
            (date(2025, 12, 30), date(2026, 1, 3)),
            "2025.12.30 – 2026.01.03",
            "30 Dec 2025 – 3 Jan 2026",
        ),
        (formats.time, (NOW,), "14:30", "14:30"),
        (formats.ago, (NOW - timedelta(seconds=20), NOW), "방금", "just now"),
        (formats.ago, (NOW - timedelta(minutes=4), NOW), "4분 전", "4 min ago"),
        (formats.ago, (NOW - timedelta(days=3), NOW), "3일 전", "3 days ago"),
        (formats.ago, (NOW - timedelta(days=1), NOW), "1일 전", "1 day ago"),
        (formats.since, (NOW - timedelta(minutes=4), NOW), "4분째", "4 min"),
        (formats.day, (None,), "—", "—"),
    ],
)
def test_days(write: Any, arguments: Any, korean: str, english: str) -> None:
    assert _both(write, *arguments) == (korean, english)


@pytest.mark.django_db
def test_moments_carry_the_year_only_when_it_is_another(frozen: Any) -> None:
    assert _both(formats.moment, NOW) == ("11.19 (목) 14:30", "Thu 19 Nov 14:30")
    past = datetime(2025, 10, 13, 1, 20, tzinfo=UTC)
    assert _both(formats.moment, past) == ("2025.10.13 10:20", "13 Oct 2025 10:20")


def test_counts_that_were_not_counted_on() -> None:
    assert _both(formats.capped, 10_000) == ("10,000건", "10,000")
    assert _both(formats.capped, 10_001) == ("10,000+건", "10,000+")


def _both(write: Any, *arguments: Any) -> tuple[str, str]:
    with translation.override("ko"):
        korean = write(*arguments)
    with translation.override("en"):
        return korean, write(*arguments)
