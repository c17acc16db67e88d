"""Compared periods hold the same number of business days (R7).

The tests know the public holidays of 2026: 16–18 February, 2 March, 24–25 September, 5 and 9
October among them.
"""

from __future__ import annotations

from datetime import date

import pytest

from crm.core.models import Holiday
from performance.periods import BadPeriod, Period, comparison, last_year, parse

TODAY = date(2026, 11, 19)
pytestmark = pytest.mark.django_db


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def compared(first: str, last: str) -> tuple[Period, int, int]:
    found = comparison(Period(d(first), d(last)), TODAY)
    assert found is not None
    return found.period, found.own_business_days, found.business_days


def test_any_days_go_back_as_far_as_the_count_asks() -> None:
    assert compared("11-02", "11-13") == (Period(d("10-19"), d("11-01")), 10, 10)
    assert compared("11-18", "11-18") == (Period(d("11-17"), d("11-17")), 1, 1)


def test_a_monday_is_compared_with_the_friday_before() -> None:
    assert compared("11-16", "11-16") == (Period(d("11-13"), d("11-15")), 1, 1)


def test_holidays_are_no_business_days() -> None:
    Holiday.objects.create(day=d("11-13"), name="창립기념일")
    assert compared("11-16", "11-16") == (Period(d("11-12"), d("11-15")), 1, 1)


def test_a_month_so_far_goes_with_the_start_of_the_one_before() -> None:
    assert compared("11-01", "11-19") == (Period(d("10-01"), d("10-22")), 14, 14)


def test_a_month_so_far_never_leaves_the_month_before() -> None:
    found = comparison(Period(date(2026, 3, 1), date(2026, 3, 30)), date(2026, 3, 30))
    assert found is not None
    assert found.period == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert (found.own_business_days, found.business_days) == (20, 17)


def test_a_closed_month_goes_with_the_whole_one_before() -> None:
    assert compared("10-01", "10-31") == (Period(d("09-01"), d("09-30")), 20, 20)


def test_a_closed_quarter_and_year() -> None:
    assert compared("07-01", "09-30")[0] == Period(d("04-01"), d("06-30"))
    found = comparison(Period(date(2025, 1, 1), date(2025, 12, 31)), TODAY)
    assert found is not None
    assert found.period == Period(date(2024, 1, 1), date(2024, 12, 31))


def test_a_quarter_so_far() -> None:
    found, own, other = compared("10-01", "11-19")
    assert (found.first, own, other) == (d("07-01"), 34, 34)


def test_no_business_day_no_comparison() -> None:
    assert comparison(Period(d("11-14"), d("11-15")), TODAY) is None


def test_the_same_days_last_year() -> None:
    found = last_year(Period(date(2024, 2, 29), date(2024, 3, 8)))
    assert found.period == Period(date(2023, 2, 28), date(2023, 3, 8))


def test_the_address_is_read() -> None:
    chosen = parse({}, today=TODAY)
    assert (chosen.period, chosen.preset) == (Period(d("11-01"), TODAY), "this-month")
    chosen = parse({"from": "2026-10-01", "to": "2026-10-31", "compare": "none"}, today=TODAY)
    assert (chosen.preset, chosen.comparison) == ("last-month", None)
    own = parse({"period": "yesterday", "compare": "2026-01-01..2026-01-05"}, today=TODAY)
    assert own.period == Period(d("11-18"), d("11-18"))
    assert own.comparison is not None
    assert own.comparison.last == d("01-05")


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-11-31"},
        {"from": "2026-11-10", "to": "2026-11-09"},
        {"period": "soon"},
        {"compare": "x"},
        {"compare": "2026-01-05..2026-01-01"},
    ],
)
def test_what_is_no_period_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadPeriod):
        parse(query, today=TODAY)
