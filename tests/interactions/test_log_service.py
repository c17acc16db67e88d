"""log_consultation: the one place that writes a consultation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import User
from interactions.models import Consultation, Draft, FollowUp, Inquiry
from interactions.services.consultations import log_consultation
from interactions.services.drafts import keep_draft
from interactions.services.entries import Entry
from interactions.services.follow_ups import Promise
from interactions.signals import consultation_changed
from tests.interactions.contacts import customer, inquiry_type

pytestmark = pytest.mark.django_db


def entry(**values: object) -> Entry:
    stated = {"channel": "phone", "started_at": clock.now(), "result": "resolved", **values}
    return Entry(**stated)  # type: ignore[arg-type]


def test_it_works(ann: User, frozen: object) -> None:
    heard = []
    consultation_changed.connect(lambda **told: heard.append(told), weak=False, dispatch_uid="t")
    node = inquiry_type("환불")
    row = log_consultation(
        ann,
        entry=entry(
            customer=customer("홍길동"),
            type=node,
            talk_seconds=200,
            wrap_up_seconds=40,
            question="카드 4111 1111 1111 1111 로 결제",
        ),
    )
    consultation_changed.disconnect(dispatch_uid="t")
    row.refresh_from_db()
    assert row.number == "N-261119-0001"
    assert row.agent == ann
    assert row.team is not None
    assert row.team.code == "support-1"
    assert row.handling_seconds == 240
    assert row.ended_at == row.started_at + timedelta(seconds=200)
    assert "4111-****-****-1111" in row.question
    assert row.inquiry is not None
    assert row.inquiry.state == "resolved"
    assert heard[0]["before"] is None
    assert heard[0]["after"].number == row.number
    assert AuditEntry.objects.filter(action="consultation.logged", subject=row.number).count() == 1


def test_the_issue_is_joined_by_rule_or_by_choice(ann: User, frozen: object) -> None:
    who, node = customer(), inquiry_type("배송")
    first = log_consultation(ann, entry=entry(customer=who, type=node, result="in_progress"))
    same = log_consultation(ann, entry=entry(customer=who, type=node, result="in_progress"))
    other = log_consultation(ann, entry=entry(customer=who, type=node, opens_issue=True))
    assert same.inquiry_id == first.inquiry_id
    assert other.inquiry_id != first.inquiry_id
    assert (same.link, other.link) == ("rule", "agent")


def test_waiting_for_the_customer_is_kept_on_the_issue(ann: User, frozen: object) -> None:
    row = log_consultation(
        ann, entry=entry(customer=customer(), result="in_progress", waiting=True)
    )
    assert Inquiry.objects.get(pk=row.inquiry_id).state == "waiting"


def test_a_callback_books_a_follow_up(ann: User, frozen: object) -> None:
    due = clock.now() + timedelta(hours=3)
    row = log_consultation(
        ann, entry=entry(customer=customer(), result="callback", promise=Promise(due, "확인"))
    )
    booked = FollowUp.objects.get()
    assert (booked.consultation, booked.assignee, booked.due_at) == (row, ann, due)
    assert booked.inquiry_id == row.inquiry_id


def test_a_receiving_leg_joins_the_issue_of_its_sender(
    ann: User, otto: User, frozen: object
) -> None:
    sent = log_consultation(
        ann, entry=entry(customer=customer(), result="transferred", transfer_target="상담 2팀")
    )
    leg = log_consultation(otto, entry=entry(customer=sent.customer, transferred_from=sent))
    assert leg.inquiry_id == sent.inquiry_id
    assert leg.team is not None
    assert leg.team.code == "support-2"


def test_sending_twice_writes_once_and_closes_the_draft(ann: User, frozen: object) -> None:
    keep_draft(ann, key="new:", fields={"question": "…"})
    first = log_consultation(ann, entry=entry(), key="form-1", draft_key="new:")
    again = log_consultation(ann, entry=entry(), key="form-1", draft_key="new:")
    assert first.pk == again.pk
    assert Consultation.objects.count() == 1
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_fifty_numbers(ann: User) -> None:
    who = [customer() for _ in range(5)]
    at = clock.now()

    def write(n: int) -> str:
        try:
            stated = entry(customer=who[n % 5], started_at=at, question=str(n))
            return log_consultation(ann, entry=stated, key=f"k{n}").number
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        numbers = list(pool.map(write, range(50)))
    assert len(set(numbers)) == 50
    assert Consultation.objects.exclude(inquiry=None).count() == 50
