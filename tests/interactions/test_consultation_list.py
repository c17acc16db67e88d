"""The list, the record and the export: whose rows, which filters, what leaves the house."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import User
from interactions.models import Consultation
from interactions.services.answers import record_answer
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry
from tests.interactions.contacts import customer, inquiry_type

pytestmark = pytest.mark.django_db
URL = "/consultations/"


@pytest.fixture
def records(ann: User, otto: User, frozen: Any) -> list[Consultation]:
    top = inquiry_type("반품")
    leaf = inquiry_type("회수", parent=top)
    who = customer("박서희")
    at = clock.now()
    stated = [
        (
            ann,
            {"type": leaf, "customer": who, "question": "=cmd 010-1234-5678", "result": "resolved"},
        ),
        (ann, {"channel": "email", "result": "in_progress", "started_at": at - timedelta(days=3)}),
        (otto, {"type": top, "result": "resolved"}),
    ]
    return [
        log_consultation(who_, entry=Entry(**{"channel": "phone", "started_at": at, **values}))
        for who_, values in stated
    ]


def numbers(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{URL}?{query}")
    assert page.status_code == 200
    return [row.record.number for row in page.context["rows"]]


def test_everybody_lists_the_own_rows(
    records: list[Consultation], client: Client, ann: User, lea: User, eve: User
) -> None:
    first, older, other = (row.number for row in records)
    for user, expected in (
        (ann, {first, older}),
        (lea, {first, older}),
        (eve, {first, older, other}),
    ):
        client.force_login(user)
        assert set(numbers(client)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("channel=email", [1]),
        ("result=resolved", [0, 2]),
        ("first=2026-11-19", [0, 2]),
        ("last=2026-11-18", [1]),
        ("team=support-2", [2]),
        ("agent=A-0001", [0, 1]),
        ("text=cmd", [0]),
        ("answers=true", [1]),
        ("exclusion=any", []),
        ("direction=outbound", []),
    ],
)
def test_filters(
    query: str, expected: list[int], records: list[Consultation], client: Client, ada: User
) -> None:
    record_answer(
        None, consultation=records[1], question="csat", value=5, scale="1-5", source="survey"
    )
    client.force_login(ada)
    assert set(numbers(client, query)) == {records[n].number for n in expected}


def test_a_type_means_its_branch(records: list[Consultation], client: Client, ada: User) -> None:
    client.force_login(ada)
    top = records[2].type
    assert top is not None
    assert set(numbers(client, f"type={top.code}")) == {records[0].number, records[2].number}


def test_pages_by_cursor(client: Client, ann: User, frozen: Any) -> None:
    for n in range(55):
        at = clock.now() - timedelta(minutes=n)
        log_consultation(ann, entry=Entry("phone", at, result="resolved"))
    client.force_login(ann)
    page = client.get(URL)
    assert len(page.context["rows"]) == 50
    rest = client.get(f"{URL}{page.context['listing'].next_url}")
    assert len(rest.context["rows"]) == 5


def test_the_record_names_no_agent_to_executives(
    records: list[Consultation], client: Client, ann: User, eve: User
) -> None:
    client.force_login(eve)
    page = client.get(f"{URL}{records[0].number}/").content.decode()
    assert ann.name not in page
    assert "010-****-5678" in page
    assert "박*희" in page
