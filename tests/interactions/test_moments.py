"""The times of a contact by KPI.md §2."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from interactions.services.moments import Stated, reply_at, times_of

SEOUL = ZoneInfo("Asia/Seoul")
START = datetime(2026, 11, 19, 14, 58, tzinfo=UTC)  # 23:58 in Seoul


def stated(**values):
    return Stated(**{"channel": "phone", "answered": True, "started_at": START, **values})


def test_it_works():
    times = times_of(
        stated(wait_seconds=30, talk_seconds=120, hold_seconds=10, wrap_up_seconds=40), SEOUL
    )
    assert times.ended_at == START + timedelta(seconds=160)
    assert (str(times.started_day), times.started_hour) == ("2026-11-19", 23)
    assert (str(times.ended_day), times.ended_hour) == ("2026-11-20", 0)
    assert (times.handling_seconds, times.faults) == (170, ())


@pytest.mark.parametrize(
    ("values", "handling"),
    [
        ({"talk_seconds": 100}, 100),
        ({"hold_seconds": 5, "wrap_up_seconds": 5}, None),
        ({"channel": "email", "wrap_up_seconds": 60}, 60),
        ({"channel": "email"}, None),
        ({"answered": False, "talk_seconds": 0}, None),
    ],
)
def test_handling_is_known_when_its_deciding_part_is(values, handling):
    assert times_of(stated(**values), SEOUL).handling_seconds == handling


def test_a_message_ends_when_it_is_replied():
    reply = START + timedelta(hours=5)
    times = times_of(stated(channel="sns", first_response_at=reply), SEOUL)
    assert times.ended_at == reply
    live = times_of(stated(first_response_at=reply, talk_seconds=60), SEOUL)
    assert live.ended_at == START + timedelta(seconds=60)


def test_a_stated_end_stands():
    end = START + timedelta(hours=1)
    assert times_of(stated(ended_at=end, talk_seconds=60), SEOUL).ended_at == end


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"ended_at": START - timedelta(seconds=1)}, "ended_before_started"),
        ({"first_response_at": START - timedelta(seconds=1)}, "response_before_contact"),
        ({"talk_seconds": 80_000, "wrap_up_seconds": 6_401}, "handling_over_a_day"),
    ],
)
def test_an_impossible_value_leaves_its_figure_out(values, fault):
    times = times_of(stated(**{"wait_seconds": 7, **values}), SEOUL)
    assert times.faults == (fault,)
    assert times.handling_seconds is None
    assert times.ended_at == START + timedelta(seconds=7)


def test_a_whole_day_of_handling_is_possible():
    times = times_of(stated(talk_seconds=86_400), SEOUL)
    assert (times.handling_seconds, times.faults) == (86_400, ())


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ({"wait_seconds": 12}, 12),
        ({"wait_seconds": None}, None),
        ({"channel": "email", "wait_seconds": 12}, None),
        ({"answered": False, "wait_seconds": 12}, None),
        ({"first_response_at": START + timedelta(seconds=90), "wait_seconds": 12}, 90),
        ({"first_response_at": START - timedelta(seconds=90), "wait_seconds": 12}, None),
    ],
)
def test_the_first_human_reply(values, seconds):
    given = {
        "channel": "phone",
        "answered": True,
        "started_at": START,
        "first_response_at": None,
        "wait_seconds": None,
        **values,
    }
    at = reply_at(**given)
    assert (at and (at - START).total_seconds()) == seconds
