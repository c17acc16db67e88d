from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crm.core import clock
from crm.people.models import User
from customers.models import Customer
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry
from tests.customers.people import browser, park


def log(agent: User, customer: Customer, *, days: float = 0, **values: Any) -> None:
    stated: dict[str, Any] = {"channel": "phone", "result": "resolved", "talk_seconds": 200}
    started = clock.now() - timedelta(days=days, hours=1)
    entry = Entry(customer=customer, started_at=started, **{**stated, **values})
    log_consultation(agent, entry=entry)


def page(user: User, customer: Customer, query: str = "") -> str:
    return browser(user).get(f"/customers/{customer.number}/?{query}").content.decode()


def test_it_works(ann: User, otto: User, frozen: object) -> None:
    customer = park(ann, pinned_note="저녁 통화")
    log(otto, customer, days=3, question="회수 기사가 오지 않음", result="in_progress")
    log(ann, customer, question="다시 문의", answer="오늘 방문")
    text = page(ann, customer)
    for part in ("박*희", "010-****-4827", "저녁 통화", "3:20", "오늘 방문", "오태오", "N-261119-"):
        assert part in text
    assert "박서희" not in text
    assert text.index("다시 문의") < text.index("회수 기사가 오지 않음")


def test_an_open_issue_shows_its_age_and_contacts(ann: User, frozen: object) -> None:
    customer = park(ann)
    log(ann, customer, days=4, result="in_progress", question="첫 연락")
    text = page(ann, customer)
    assert 'class="issue th"' in text
    assert "day 5" in text


@pytest.mark.parametrize("persona", ["quinn", "ada", "eve"])
def test_other_roles_read_masked_and_change_nothing(
    request: pytest.FixtureRequest, ann: User, persona: str
) -> None:
    customer = park(ann)
    text = page(request.getfixturevalue(persona), customer)
    assert "박*희" in text
    for part in ("박서희", "park@mail.com", "Edit customer", "/reveal/", "Log a consultation"):
        assert part not in text


def test_executives_see_no_agents(ann: User, eve: User, frozen: object) -> None:
    customer = park()
    log(ann, customer, result="in_progress")
    assert ann.name in page(ann, customer).split("</header>")[1]
    assert ann.name not in page(eve, customer)


def test_a_qa_reads_the_assigned_teams_only(
    ann: User, otto: User, quinn: User, frozen: object
) -> None:
    customer = park(ann)
    log(ann, customer, question="우리 팀 문의")
    log(otto, customer, days=2, question="다른 팀 문의", opens_issue=True)
    text = page(quinn, customer)
    assert "우리 팀 문의" in text
    assert "다른 팀 문의" not in text


def test_an_unknown_customer_is_not_found(ann: User) -> None:
    assert browser(ann).get("/customers/C-999999/").status_code == 404


def test_a_customer_without_anything_has_a_page(ann: User) -> None:
    text = page(ann, park(ann, name="", phone="", email="only@mail.com"))
    assert "No contact yet." in text
    assert "No issue yet." in text
