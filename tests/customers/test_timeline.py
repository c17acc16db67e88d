from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.people.models import User
from tests.customers.people import browser, park
from tests.customers.test_page import log


def test_it_works(ann: User, frozen: object) -> None:
    customer = park(ann)
    for n in range(23):
        log(ann, customer, days=n, question=f"질문 {n:02d}")
    client = browser(ann)
    address = f"/customers/{customer.number}/"
    first = client.get(address).content.decode()
    assert "질문 19" in first
    assert "질문 22" not in first.split('id="issues"')[0]
    assert "3 earlier contacts" in first
    more = client.get(f"{address}?entries=40").content.decode()
    assert "질문 22" in more.split('id="issues"')[0]


def test_it_filters_by_channel(ann: User, frozen: object) -> None:
    customer = park(ann)
    log(ann, customer, question="전화로 물음")
    log(ann, customer, channel="chat", question="채팅으로 물음", opens_issue=True)
    answer = browser(ann).get(
        f"/customers/{customer.number}/timeline/?channel=chat", headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert "<html" not in text
    assert "채팅으로 물음" in text
    assert "전화로 물음" not in text


def test_without_htmx_it_belongs_to_the_page(ann: User) -> None:
    customer = park(ann)
    answer = browser(ann).get(f"/customers/{customer.number}/timeline/?channel=chat")
    assert answer["Location"] == f"/customers/{customer.number}/?channel=chat"


def test_the_number_of_statements_does_not_grow(ann: User, frozen: object) -> None:
    customer = park(ann)
    counts = []
    for _ in range(2):
        for n in range(5):
            log(ann, customer, days=n, opens_issue=True, result="in_progress")
        with CaptureQueriesContext(connection) as captured:
            browser(ann).get(f"/customers/{customer.number}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
