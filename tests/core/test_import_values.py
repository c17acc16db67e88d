"""From cells to values: text, booleans, numbers, durations, moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.core.imports.cells import Native, joined, text_of
from crm.core.imports.problems import Unreadable
from crm.core.imports.values import boolean, duration, moment, whole_number

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" a ", "a"),
        (None, ""),
        (109.0, "109"),
        (1012345678.0, "1012345678"),
        (1.5, "1.5"),
        (True, "true"),
        (time(9, 12, 58), "09:12:58"),
        (date(2021, 1, 1), "2021-01-01"),
        (datetime(2021, 1, 1, 9, 12, 57, 999990), "2021-01-01 09:12:58"),
        (timedelta(hours=26, seconds=5), "26:00:05"),
        (datetime(1900, 1, 1, 2), "26:00:00"),
    ],
)
def test_cells_become_iso_text(cell, text):
    assert text_of(cell) == text


def test_a_date_and_a_time_cell_combine_in_any_order():
    assert joined([date(2021, 1, 2), time(9, 30)], " ") == "2021-01-02 09:30:00"
    assert joined([time(9, 30), date(2021, 1, 2)], " ") == "2021-01-02 09:30:00"
    assert joined(["2021-01-02", time(9, 30)], " ") == "2021-01-02 09:30:00"
    assert joined(["A", "", "C"], " > ") == "A > C"


@pytest.mark.parametrize("text", ["true", "TRUE", "Y", "y", "1", "1.0"])
def test_true(text):
    assert boolean(text) is True


@pytest.mark.parametrize("text", ["false", "N", "n", "0"])
def test_false(text):
    assert boolean(text) is False


@pytest.mark.parametrize("text", ["yes", "T", "2", "예"])
def test_neither_true_nor_false(text):
    with pytest.raises(Unreadable):
        boolean(text)


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("3.0", 3), ("3.00", 3), ("-2", -2)])
def test_whole_numbers_lose_point_zero(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["3.5", "three", "1,000", "99999999999"])
def test_not_a_whole_number(text):
    with pytest.raises(Unreadable):
        whole_number(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("143", 143), ("143.0", 143), ("0:02:23", 143), ("00:02:23", 143), ("26:00:00", 93_600),
        ("-5", -5), ("2.6", 3), (text_of(time(0, 2, 23)), 143),
        (text_of(timedelta(days=1, seconds=7)), 86_407),
    ],
)  # fmt: skip
def test_durations(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["2:23", "1h", "0:61:00", "99999999999"])
def test_not_a_duration(text):
    with pytest.raises(Unreadable):
        duration(text)


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("2021-01-02 09:12:58", None, datetime(2021, 1, 2, 0, 12, 58, tzinfo=UTC)),
        ("2021-01-02T09:12", None, datetime(2021, 1, 2, 0, 12, tzinfo=UTC)),
        ("2021-01-02 9:12:58", None, datetime(2021, 1, 2, 0, 12, 58, tzinfo=UTC)),
        ("2021-01-02T09:12:00Z", None, datetime(2021, 1, 2, 9, 12, tzinfo=UTC)),
        ("2021-01-02 09:12+02:00", None, datetime(2021, 1, 2, 7, 12, tzinfo=UTC)),
        ("01/02/2021 09:12", "%d/%m/%Y %H:%M", datetime(2021, 2, 1, 0, 12, tzinfo=UTC)),
        (Native("2021-02-01 09:12:00"), "%d/%m/%Y", datetime(2021, 2, 1, 0, 12, tzinfo=UTC)),
    ],
)
def test_moments(text, pattern, expected):
    assert moment(SEOUL, pattern)(text) == expected


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("01/02/2021 09:12", None), ("2021-02-30", None), ("2021-01-01", "%d/%m/%Y"), ("1", None)],
)
def test_dates_that_are_not_iso_need_their_format(text, pattern):
    with pytest.raises(Unreadable):
        moment(SEOUL, pattern)(text)


def test_a_local_time_that_a_clock_change_skips_is_refused():
    with pytest.raises(Unreadable):
        moment(BERLIN, None)("2026-03-29 02:30")


def test_a_local_time_that_comes_twice_is_the_earlier():
    assert moment(BERLIN, None)("2026-10-25 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
