"""What the cells of a row mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interactions.models import Consultation, SurveyAnswer
from interactions.services.moments import derive
from tests.interactions.imports.conftest import record


def test_it_works(take):
    told = take(
        {"wait": "12", "talk": "00:02:30", "hold": "5", "wrap": "20", "ok": "Y", "rate": "5"},
        wait_seconds="wait", talk_seconds="talk", hold_seconds="hold", wrap_up_seconds="wrap",
        resolved="ok", csat="rate",
    )  # fmt: skip
    assert told == {
        "rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0, "skipped": 0,
        "left_out": {},
    }  # fmt: skip
    row = record()
    assert row.started_at == datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert (row.channel, row.direction, row.answered, row.result) == (
        "phone", "inbound", True, "resolved",
    )  # fmt: skip
    assert (row.wait_seconds, row.talk_seconds, row.handling_seconds) == (12, 150, 175)
    assert row.number == "N-261102-0001"
    assert (row.source, row.team, row.agent, row.customer) == ("import", None, None, None)
    answer = SurveyAnswer.objects.get()
    assert (answer.question, answer.value, answer.scale, answer.source) == (
        "csat", 5, "1-5", "import",
    )  # fmt: skip
    assert (answer.answered_at, answer.counted) == (row.ended_at, True)


@pytest.mark.parametrize(
    ("cells", "result"),
    [
        ({"ok": "true"}, "resolved"),
        ({"ok": "0"}, "in_progress"),
        ({"ok": "N", "result": "callback"}, "callback"),
        ({"ok": "Y", "result": "transferred"}, "transferred"),
        ({"ok": ""}, None),
        ({"answered": "N"}, "abandoned"),
        ({"answered": "N", "ok": "N"}, "abandoned"),
        ({"answered": "N", "result": "abandoned"}, "abandoned"),
        ({"result": "abandoned"}, "abandoned"),
        ({"answered": "N", "way": "outbound"}, "no_answer"),
        ({"result": "no_answer", "way": "outbound"}, "no_answer"),
        ({"answered": "N", "channel": "email"}, None),
        ({"answered": "0", "channel": "chat"}, "abandoned"),
    ],
)
def test_result_wins_over_resolved(take, cells, result):
    told = take(
        {"ok": "", "result": "", "answered": "", "way": "", "channel": "phone", **cells},
        resolved="ok", result="result", answered="answered", direction="way", channel="channel",
    )  # fmt: skip
    assert told["created"] == 1
    assert record().result == result


@pytest.mark.parametrize(
    "cells",
    [
        {"answered": "N", "talk": "10"},
        {"answered": "N", "rate": "3"},
        {"answered": "N", "nps": "9"},
        {"answered": "N", "said": "yes"},
        {"answered": "N", "ok": "Y"},
        {"answered": "N", "result": "callback"},
        {"answered": "N", "channel": "email", "result": "in_progress"},
        {"answered": "Y", "result": "abandoned"},
        {"answered": "N", "channel": "sns", "result": "abandoned"},
        {"answered": "N", "result": "no_answer"},
        {"answered": "N", "way": "outbound", "result": "abandoned"},
    ],
)
def test_a_contradiction_is_refused_with_the_reason(take, files, cells):
    every = ("ok", "result", "answered", "way", "channel", "talk", "rate", "nps", "said")
    told = take(
        dict.fromkeys(every, "") | cells, dict.fromkeys(every, ""),
        resolved="ok", result="result", answered="answered", direction="way", channel="channel",
        talk_seconds="talk", csat="rate", nps="nps", customer_resolved="said",
    )  # fmt: skip
    assert (told["rejected"], told["created"]) == (1, 1)
    assert len(files.errors.read_text("utf-8-sig").splitlines()) == 2


def test_zero_talk_does_not_contradict(take):
    take({"answered": "N", "talk": "0"}, answered="answered", talk_seconds="talk")
    assert record().result == "abandoned"


def test_a_blank_is_unknown_never_zero(take):
    take(
        {"wait": "", "talk": " ", "rate": ""}, wait_seconds="wait", talk_seconds="talk", csat="rate"
    )
    row = record()
    assert (row.wait_seconds, row.talk_seconds, row.handling_seconds) == (None, None, None)
    assert not SurveyAnswer.objects.exists()


def test_with_a_queue_time_the_start_is_the_answers(take):
    told = take(
        {"queued": "2026-11-02 10:00:00", "start": "2026-11-02 10:00:45"},
        {"queued": "2026-11-02 11:00:00", "start": ""},
        {"queued": "2026-11-02 12:00:00", "start": "2026-11-02 11:59:59"},
        {"queued": "", "start": "2026-11-02 13:00:00"},
        queued_at="queued",
    )
    first, second, third, fourth = Consultation.objects.order_by("external_id")
    assert (first.started_at.hour, first.started_at.second, first.wait_seconds) == (1, 0, 45)
    assert second.wait_seconds is None
    assert (third.wait_seconds, third.faults) == (None, ["answered_before_queued"])
    assert fourth.started_at.hour == 4
    assert told["left_out"] == {"answered_before_queued": 1}


def test_impossible_values_keep_the_record_and_leave_the_figure_out(take):
    told = take(
        {"end": "2026-11-02 09:59", "first": "", "talk": "10"},
        {"end": "", "first": "2026-11-01 10:00", "talk": "10"},
        {"end": "", "first": "", "talk": "86401"},
        {"end": "", "first": "", "talk": "-5"},
        ended_at="end", first_response_at="first", talk_seconds="talk",
    )  # fmt: skip
    assert told["created"] == 4
    assert told["left_out"] == {
        "ended_before_started": 1,
        "handling_over_a_day": 1,
        "negative_duration": 1,
        "response_before_contact": 1,
    }
    assert record("e0").ended_at > record("e0").started_at
    assert record("e1").inquiry.first_response_seconds is None
    assert record("e2").handling_seconds is None
    assert record("e3").handling_seconds is None


def test_a_negative_part_leaves_the_whole_handling_time_unknown(take):
    told = take(
        {"wait": "", "talk": "60", "hold": "-5", "wrap": "10"},
        {"wait": "", "talk": "60", "hold": "5", "wrap": "-1"},
        {"wait": "-1", "talk": "60", "hold": "5", "wrap": "10"},
        {"wait": "", "talk": "60", "hold": "", "wrap": "10"},
        wait_seconds="wait", talk_seconds="talk", hold_seconds="hold", wrap_up_seconds="wrap",
    )  # fmt: skip
    assert told["left_out"] == {"negative_duration": 3}
    known = [record(f"e{n}").handling_seconds for n in range(4)]
    assert known == [None, None, 75, 70]
    changed = record("e0")
    derive(changed)
    assert (changed.handling_seconds, changed.faults) == (None, ["negative_duration"])
    changed.hold_seconds = 5
    derive(changed)
    assert (changed.handling_seconds, changed.faults) == (75, [])


def test_answers_have_their_scale_source_kind_and_time(take):
    told = take(
        {"csat": "9", "scale": "1-10", "nps": "0", "ces": "7", "solved": "open", "sol": "10",
         "at": "2026-11-05 00:30", "source": "Survey", "kind": "relational"},
        {"csat": "6", "scale": "1-5", "nps": "11", "ces": "", "solved": "yes", "sol": "",
         "at": "", "source": "", "kind": ""},
        csat="csat", csat_scale="scale", nps="nps", ces="ces", customer_resolved="solved",
        resolution_csat="sol", survey_answered_at="at", survey_source="source", survey_kind="kind",
    )  # fmt: skip
    rows = SurveyAnswer.objects.filter(consultation=record("e0"))
    found = {row.question: (row.value, row.scale) for row in rows}
    assert found == {
        "csat": (9, "1-10"), "nps": (0, "0-10"), "ces": (7, "1-7"),
        "customer_resolved": (2, "yes-no"), "resolution_csat": (10, "1-10"),
    }  # fmt: skip
    assert {(row.source, row.is_relational, str(row.answered_day)) for row in rows} == {
        ("survey", True, "2026-11-05")
    }
    second = SurveyAnswer.objects.get(consultation=record("e1"))
    assert (second.question, second.value, second.is_relational) == ("customer_resolved", 1, False)
    assert told["left_out"] == {"answer_off_scale": 1}


def test_what_the_agent_typed_never_counts(take):
    take({"csat": "5", "source": "agent"}, csat="csat", survey_source="source")
    assert SurveyAnswer.objects.get().counted is False


def test_a_message_ends_with_its_reply(take):
    take(
        {"channel": "email", "first": "2026-11-03 09:30"},
        channel="channel", first_response_at="first",
    )  # fmt: skip
    row = record()
    assert str(row.ended_day) == "2026-11-03"
    assert row.inquiry.first_response_seconds == 23.5 * 3600


def test_personal_numbers_in_texts_are_masked(take):
    take({"q": "주민번호 900101-1234567 입니다", "a": "네"}, question="q", answer="a")
    assert "1234567" not in record().question
    assert record().answer == "네"


def test_a_year_long_wait_is_a_mistaken_date(take):
    told = take(
        {"queue": "1900-01-01 00:00"}, {"queue": "1970-01-01 00:00"}, {"queue": "2026-11-02 12:00"},
        queued_at="queue",
    )  # fmt: skip
    assert (told["created"], told["left_out"]) == (3, {"waited_over_a_year": 2})
    assert (record("e0").wait_seconds, record("e2").wait_seconds) == (None, 0)


def test_whole_numbers_of_a_table_lose_their_point_zero(take):
    more = '[values.answered]\n1 = true\n0 = false\n[skip]\nkind = ["7"]\n'
    told = take({"ok": "1.0", "kind": "1"}, {"ok": "0", "kind": "7.0"}, answered="ok", more=more)
    assert (told["created"], told["skipped"]) == (1, 1)
