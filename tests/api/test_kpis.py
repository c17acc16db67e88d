"""Figures by API: the command's document, clipped to the caller, with the lists behind them."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command

from crm.people.models import User
from performance.kpis.catalogue import BUILT_IN
from tests.performance.golden import write_log
from tests.performance.records import count_everything

from .conftest import Program

URL, DAYS = "/api/v1/kpis/", {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture(autouse=True)
def _log(ann: User, otto: User) -> None:
    write_log(ann, otto)
    count_everything()


def address(path: str = "", **query: Any) -> str:
    return f"{URL}{path}?{urlencode({**DAYS, **query}, doseq=True)}"


def printed(*words: str) -> Any:
    out = io.StringIO()
    call_command(
        "kpis", "--from", DAYS["from"], "--to", DAYS["to"], *words, "--format", "json", stdout=out
    )
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, ()),
        ({"kpis": "aht,csat"}, ("--kpis", "aht,csat")),
        ({"by": "agent,month"}, ("--by", "agent,month")),
        ({"by": "hour,channel,type1"}, ("--by", "hour,channel,type1")),
        (
            {"filter": ["channel=phone,chat", "weekday=1,2,3"], "by": "day"},
            ("--filter", "channel=phone,chat", "--filter", "weekday=1,2,3", "--by", "day"),
        ),
    ],
)
def test_it_works(program: Program, ada: User, query: Any, words: Any) -> None:
    client = program(ada, "kpis:read")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ko"  # the command names things so, too
    assert client.get(address(**query)).json() == printed(*words)


def test_a_wrong_question_is_400(program: Program, ada: User) -> None:
    client = program(ada)
    for query, attr in (
        ({"kpis": "karma"}, "question"),
        ({"by": "mood"}, "question"),
        ({"filter": "channel=smoke"}, "question"),
        ({"from": "2026-12-01"}, "question"),
        ({"from": "soon"}, "from"),
        ({"from": ""}, "from"),
        ({"to": "0001-01-01"}, "to"),
        ({"mood": "good"}, "mood"),
    ):
        answer = client.get(address(**query))
        assert answer.status_code == 400, query
        assert answer.json()["errors"][0]["attr"] == attr, query


def test_everybody_counts_what_the_pages_show(
    program: Program, ann: User, lea: User, otto: User, eve: User, ada: User
) -> None:
    """Led team; own team's totals or oneself for agents; all without names for executives."""

    def handled(person: User, **query: Any) -> int:
        (row,) = program(person).get(address(kpis="handled", **query)).json()["rows"]
        return int(row["kpis"]["handled"]["n"])

    whole, mine = handled(ada), handled(ada, filter="team=support-1")
    assert whole > mine > 0
    assert handled(eve) == whole
    assert handled(lea) == handled(ann) == mine
    assert handled(otto) == handled(ada, filter="team=support-2")
    assert handled(ann, filter="agent=A-0001") == handled(ada, filter=["agent=A-0001"])


def test_agents_are_not_compared_by_who_may_not(program: Program, ann: User, eve: User) -> None:
    for person in (ann, eve):
        assert program(person).get(address(by="agent")).status_code == 403
        assert program(person).get(address(filter="agent=A-0003")).status_code == 403


def test_what_is_out_of_sight_is_unknown(program: Program, lea: User) -> None:
    client = program(lea)
    assert client.get(address(filter="team=support-2")).status_code == 400
    answer = client.get(address(filter="agent=A-0003"))
    assert answer.status_code == 400
    rows = client.get(address(by="agent", kpis="handled")).json()["rows"]
    assert {row["agent"] for row in rows} == {"A-0001"}


@pytest.mark.parametrize("kpi", list(BUILT_IN))
def test_the_lists_are_as_long_as_the_figure_says(program: Program, ada: User, kpi: str) -> None:
    client = program(ada)
    for name in ("numerator", "denominator", "excluded"):
        first = client.get(address(f"{kpi}/records/", list=name, page_size=7)).json()
        assert set(first) == {"next", "previous", "counts", "results"}, first
        found, page = list(first["results"]), first
        while page["next"]:
            page = client.get(page["next"]).json()
            found += page["results"]
        sizes = first["counts"]
        if name == "excluded":
            size = sum(sizes["excluded"].values()) + sum(sizes["left_out"].values())
        else:
            size = sizes[name]
        assert len(found) == size, (kpi, name)
        assert len({(row["kind"], row["id"]) for row in found}) == len(found)


def test_lists_are_clipped_and_named_as_allowed(
    program: Program, ann: User, eve: User, ada: User
) -> None:
    own = program(ann).get(address("handled/records/")).json()
    assert {row["agent"] for row in own["results"]} == {"A-0001"}
    nameless = program(eve).get(address("handled/records/")).json()
    assert {row["agent"] for row in nameless["results"]} == {None}
    assert program(ada).get(address("karma/records/")).status_code == 404
    assert program(ada).get(address("aht/records/", list="all")).status_code == 400
