"""Numbers are given once, in order, by any number of writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from crm.core import numbers
from crm.people.models import Team


@pytest.mark.django_db
def test_it_works():
    assert numbers.next_number("x") == 1
    assert numbers.next_number("x", 10) == 2
    assert numbers.next_number("x") == 12
    assert numbers.next_number("y") == 1


@pytest.mark.django_db
def test_consultations_are_numbered_per_local_day():
    assert numbers.consultation_numbers(date(2026, 11, 19), 2) == ["N-261119-0001", "N-261119-0002"]
    assert numbers.consultation_numbers(date(2026, 11, 20)) == ["N-261120-0001"]
    numbers.next_number("N-261120", 9998)
    assert numbers.consultation_numbers(date(2026, 11, 20)) == ["N-261120-10000"]


@pytest.mark.django_db
def test_days_a_century_apart_share_a_counter():
    days = {date(1926, 11, 19): 1, date(2026, 11, 19): 2}
    assert numbers.consultation_numbers_by_day(days) == {
        date(1926, 11, 19): ["N-261119-0001"],
        date(2026, 11, 19): ["N-261119-0002", "N-261119-0003"],
    }


@pytest.mark.django_db
def test_customers_begin_at_200001():
    assert numbers.customer_numbers(2) == ["C-200001", "C-200002"]


@pytest.mark.django_db
def test_codes_that_a_file_gave_are_skipped():
    Team.objects.create(code="T-002", name="From a file")
    assert numbers.free_codes(Team, "T", 3, 2, taken=["T-003"]) == ["T-001", "T-004"]


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_never_share_a_number():
    def take(_):
        try:
            return [numbers.next_number("shared", 3) for _ in range(20)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        firsts = sorted(first for taken in pool.map(take, range(8)) for first in taken)
    assert firsts == list(range(1, 8 * 20 * 3, 3))
