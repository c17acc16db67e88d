"""Correcting, excluding and linking a record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import User
from interactions.models import Consultation, FollowUp
from interactions.services.consultations import (
    edit_consultation,
    exclude_consultation,
    include_again,
    link_customer,
    log_consultation,
)
from interactions.services.entries import Entry
from interactions.services.follow_ups import Promise
from tests.interactions.contacts import customer, inquiry_type
from tests.interactions.test_log_page import typed

pytestmark = pytest.mark.django_db


def entry(**values: Any) -> Entry:
    return Entry(**{"channel": "phone", "started_at": clock.now(), "result": "resolved", **values})


@pytest.fixture
def record(ann: User, frozen: Any) -> Consultation:
    return log_consultation(ann, entry=entry(customer=customer(), talk_seconds=100))


def test_it_works(record: Consultation, ann: User, client: Client) -> None:
    client.force_login(ann)
    url = f"/consultations/{record.number}/edit/"
    node = inquiry_type("회수")
    data = typed(revision="1", type=node.pk, talk_seconds="3:00", issue=record.inquiry_id)
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 302
    record.refresh_from_db()
    assert (record.talk_seconds, record.type, record.revision) == (180, node, 2)
    changes = AuditEntry.objects.get(action="consultation.edited").changes
    assert changes["talk_seconds"] == [100, 180]
    assert changes["type"] == [None, "회수"]


def test_an_agent_has_a_day(record: Consultation, ann: User, client: Client, frozen: Any) -> None:
    client.cookies["django_language"] = "en"
    frozen.shift(timedelta(hours=25))
    client.force_login(ann)
    answer = client.get(f"/consultations/{record.number}/edit/", follow=True)
    assert "Ask your team lead to correct it." in answer.content.decode()


def test_what_was_typed_past_the_day_is_not_lost(
    record: Consultation, ann: User, client: Client, frozen: Any
) -> None:
    client.cookies["django_language"] = "en"
    frozen.shift(timedelta(hours=25))
    client.force_login(ann)
    data = typed(revision="1", question="Asks for a pick-up", answer="<b>Booked</b> it")
    answer = client.post(f"/consultations/{record.number}/edit/", data)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Asks for a pick-up" in page
    assert "&lt;b&gt;Booked" in page
    assert "This was not saved." in page
    record.refresh_from_db()
    assert (record.revision, record.question) == (1, "")


def test_a_lead_gives_a_reason(record: Consultation, lea: User) -> None:
    with pytest.raises(ValidationError):
        edit_consultation(lea, consultation=record, entry=entry(), revision=1)
    edit_consultation(lea, consultation=record, entry=entry(), revision=1, reason="시간 확인")


def test_a_newer_change_is_not_overwritten(record: Consultation, ann: User) -> None:
    edit_consultation(ann, consultation=record, entry=entry(), revision=1)
    with pytest.raises(ValidationError) as refused:
        edit_consultation(ann, consultation=record, entry=entry(), revision=1)
    assert refused.value.code == "changed_meanwhile"


def test_a_result_corrected_cancels_the_promise(ann: User, frozen: Any) -> None:
    promise = Promise(clock.now() + timedelta(hours=1))
    row = log_consultation(ann, entry=entry(result="callback", promise=promise))
    edit_consultation(ann, consultation=row, entry=entry(), revision=1)
    assert FollowUp.objects.get().state == "cancelled"


def test_excluding_and_including_again(record: Consultation, lea: User, client: Client) -> None:
    client.force_login(lea)
    url = f"/consultations/{record.number}/exclude/"
    client.post(url, {"revision": "1", "reason": "spam", "note": "광고 전화"})
    record.refresh_from_db()
    assert (record.exclusion, record.excluded_by) == ("spam", lea)
    assert "광고 전화" in client.get(f"/consultations/{record.number}/").content.decode()
    include_again(lea, consultation=record, revision=2)
    record.refresh_from_db()
    assert (record.exclusion, record.excluded_at) == (None, None)


def test_an_unknown_reason_is_refused(record: Consultation, lea: User) -> None:
    with pytest.raises(ValidationError):
        exclude_consultation(lea, consultation=record, reason="mood", note="", revision=1)


def test_a_nameless_contact_is_linked_and_joins_its_issue(ann: User, frozen: Any) -> None:
    who, node = customer(), inquiry_type("회수")
    known = log_consultation(ann, entry=entry(customer=who, type=node, result="in_progress"))
    nameless = log_consultation(ann, entry=entry(type=node, result="in_progress"))
    assert nameless.inquiry_id != known.inquiry_id
    link_customer(ann, consultation=nameless, customer=who)
    nameless.refresh_from_db()
    assert (nameless.customer, nameless.inquiry_id) == (who, known.inquiry_id)
    with pytest.raises(ValidationError):
        link_customer(ann, consultation=nameless, customer=customer())
