"""`manage.py kpis`: the document's shape, every dimension, filters, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.people.models import User
from interactions.models import InquiryType
from performance.dimensions import DIMENSIONS
from performance.figures import REASONS
from performance.kpis.catalogue import KPIS

from .golden import write_log
from .records import contact, count_everything, day

DAYS = ("--from", "2026-11-01", "--to", "2026-11-30")
KEYS = [
    *("value", "numerator", "denominator", "n", "low", "high"),
    *("provisional", "final_until", "reason"),
]


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("kpis", *DAYS, *words, stdout=out)
    return out.getvalue()


def rows(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*words, "--format", "json"))["rows"]
    return found


@pytest.fixture(autouse=True)
def _log(ann: User, otto: User) -> None:
    write_log(ann, otto)
    count_everything()


def test_it_works() -> None:
    (row,) = rows()
    assert list(row) == ["kpis"]
    assert list(row["kpis"]) == list(KPIS)
    assert list(row["kpis"]["aht"]) == KEYS
    assert row["kpis"]["offered"] == {
        **dict.fromkeys(KEYS),
        "value": 9,
        "numerator": 9,
        "n": 9,
        "provisional": False,
    }
    assert row["kpis"]["csat"]["reason"] == "mixed_scales"


def test_agents_come_by_code_and_nobody_last() -> None:
    found = rows("--by", "agent", "--kpis", "handled")
    assert [(row["agent"], row["kpis"]["handled"]["value"]) for row in found] == [
        ("A-0001", 2),
        ("A-0003", 1),
        (None, 7),
    ]
    assert found[0]["agent_name"] == "안서연"


def test_no_team_has_a_code(ann: User) -> None:
    found = rows("--by", "team", "--kpis", "handled")
    assert [row["team"] for row in found] == ["support-1", "none"]


def test_spans_of_days_have_codes() -> None:
    by = "quarter,month,week,weekday,day"
    first = rows("--by", by, "--kpis", "handled")[0]
    assert {name: first[name] for name in by.split(",")} == {
        "quarter": "2026-Q4",
        "month": "2026-11",
        "week": "2026-W45",
        "weekday": 1,
        "day": "2026-11-02",
    }


def test_types_come_as_code_and_path() -> None:
    found = rows("--by", "type", "--kpis", "handled")
    paths = {row["type"]: row["type_name"] for row in found}
    leaf = InquiryType.objects.get(name="a")
    assert paths[leaf.code] == "family > things > a"
    assert found[-1]["type"] is None
    (top, none) = rows("--by", "type1", "--kpis", "handled")
    assert (top["type1_name"], none["type1"]) == ("family", None)


def test_a_row_needs_something_that_counts() -> None:
    assert [row["channel"] for row in rows("--by", "channel", "--kpis", "asa")] == ["chat", "phone"]
    assert rows("--by", "channel", "--kpis", "issues") == []
    assert len(rows("--kpis", "issues")) == 1


def test_the_hour_is_of_the_kpis_own_clock(ann: User) -> None:
    contact(day(20), agent=ann, talk_seconds=3 * 3600, wait_seconds=5)
    count_everything()
    found = rows("--by", "hour", "--kpis", "offered,handled", "--filter", "day=2026-11-22")
    assert [(row["hour"], row["kpis"]["offered"]["n"]) for row in found] == [(10, 1), (13, 0)]
    assert found[1]["kpis"]["handled"]["value"] == 1


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_adds_up(name: str) -> None:
    found = rows("--by", name, "--kpis", "handled")
    assert sum(row["kpis"]["handled"]["value"] for row in found) == 10
    assert all(f"{name}_name" in row for row in found)


@pytest.mark.parametrize(
    ("text", "handled"),
    [
        ("agent=A-0001,A-0003", 3),
        ("agent=none", 7),
        ("team=support-1", 2),
        ("channel=chat,email,visit", 3),
        ("type=none", 3),
        ("weekday=1", 3),
        ("hour=10", 10),
        ("week=2026-W45", 8),
        ("month=2026-11", 10),
    ],
)
def test_filters_narrow(text: str, handled: int) -> None:
    (row,) = rows("--kpis", "handled", "--filter", text)
    assert row["kpis"]["handled"]["value"] == handled


def test_filters_hold_together() -> None:
    (row,) = rows("--kpis", "handled", "--filter", "agent=A-0001", "--filter", "channel=phone")
    assert row["kpis"]["handled"]["value"] == 2
    (row,) = rows("--kpis", "handled", "--filter", "agent=A-0001", "--filter", "agent=A-0003")
    assert row["kpis"]["handled"]["value"] == 0


def test_an_inner_type_means_what_lies_under_it() -> None:
    top = InquiryType.objects.get(name="family")
    (row,) = rows("--kpis", "handled", "--filter", f"type={top.code}")
    assert row["kpis"]["handled"]["value"] == 7


def test_lines_are_long() -> None:
    lines = list(csv.DictReader(io.StringIO(run("--by", "agent", "--format", "csv"))))
    assert list(lines[0]) == ["agent", "agent_name", "kpi", *KEYS]
    assert len(lines) == 3 * len(KPIS)
    assert {line["reason"] for line in lines} <= {"", *REASONS}
    table = run("--by", "agent", "--kpis", "aht").splitlines()
    assert table[0].split()[:4] == ["agent", "agent_name", "kpi", "value"]


@pytest.mark.parametrize(
    ("words", "valid"),
    [
        (("--kpis", "aht,nonsense"), "csat_mean"),
        (("--by", "planet"), "weekday"),
        (("--filter", "planet=1"), "weekday"),
        (("--filter", "agent=A-9"), "A-0001"),
        (("--filter", "channel=fax"), "phone"),
        (("--filter", "hour=24"), "23"),
        (("--filter", "month=2025-01"), "2026-11"),
        (("--filter", "channel"), "dimension=value"),
        (("--to", "2026-10-31"), "out of order"),
    ],
)
def test_a_wrong_question_lists_what_is_valid(words: tuple[str, ...], valid: str) -> None:
    with pytest.raises(CommandError, match=valid) as told:
        run(*words)
    assert told.value.returncode == 2


def test_no_second_level_is_the_untyped_and_those_of_a_first_level_alone(ann: User) -> None:
    top = InquiryType.objects.filter(level=1, children__isnull=False).first()
    assert top is not None
    contact(day(3), agent=ann, type=top)
    contact(day(4), agent=ann, type=None)
    count_everything()
    by_second = {
        row["type2"]: row["kpis"]["handled"]["value"]
        for row in rows("--by", "type2", "--kpis", "handled")
    }
    (none,) = rows("--filter", "type2=none", "--kpis", "handled")
    assert none["kpis"]["handled"]["value"] == by_second[None] >= 2
    both = rows("--filter", "type2=none", "--filter", f"type1={top.code}", "--kpis", "handled")
    assert [row["kpis"]["handled"]["value"] for row in both] == [1]
