"""A disputed record: marked, counting until a lead decides, and everybody told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from crm.core import notices
from crm.core.models import AuditEntry
from crm.people.models import User
from interactions.models import Consultation, Dispute
from interactions.services import disputes
from interactions.services.consultations import exclude_consultation, log_consultation
from interactions.services.entries import Entry
from interactions.signals import consultation_changed
from tests.interactions.contacts import customer, day, inquiry_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(ann: User, lea: User, frozen: Any) -> Consultation:
    entry = Entry(
        "phone",
        day(15),
        customer=customer("박서희"),
        type=inquiry_type("회수"),
        result="resolved",
        talk_seconds=9000,
    )
    return log_consultation(ann, entry=entry)


def again(row: Consultation) -> Consultation:
    return Consultation.objects.get(pk=row.pk)


def told(user: User) -> list[str]:
    return [one.text for one in notices.latest(user)]


def test_it_works(record: Consultation, ann: User, lea: User, client: Client) -> None:
    """Raised on the record's page, decided on its own: excluded, recomputed, told."""
    client.force_login(ann)
    page = client.get(f"/consultations/{record.number}/").content.decode()
    assert f"/consultations/{record.number}/dispute/" in page
    answer = client.post(f"/consultations/{record.number}/dispute/", {"reason": "통화가 아님"})
    assert answer.status_code == 302
    assert again(record).is_disputed
    assert again(record).exclusion is None
    assert "통화가 아님" in told(lea)[0]

    heard: list[Any] = []
    listen = lambda before, after, **more: heard.append((before.exclusion, after.exclusion))  # noqa: E731 - kept alive by its name
    consultation_changed.connect(listen)
    client.force_login(lea)
    dispute = Dispute.objects.get()
    assert record.number in client.get("/disputes/").content.decode()
    answer = client.post(f"/disputes/{dispute.pk}/", {"decision": "uphold", "answer": "확인함"})
    consultation_changed.disconnect(listen)
    assert answer.status_code == 302
    held = again(record)
    assert (held.exclusion, held.exclusion_note, held.excluded_by) == ("dispute", "확인함", lea)
    assert not held.is_disputed
    assert heard == [(None, "dispute")]
    assert record.number in told(ann)[0]
    entry = AuditEntry.objects.get(action="consultation.dispute_upheld")
    assert (entry.actor, entry.changes["reason"]) == (lea, [None, "확인함"])


def test_declined_it_counts_as_before(record: Consultation, ann: User, lea: User) -> None:
    dispute = disputes.raise_dispute(ann, consultation=record, reason="시간이 이상함")
    disputes.decline(lea, dispute=dispute, answer="녹취로 확인했습니다")
    held = again(record)
    assert (held.exclusion, held.is_disputed) == (None, False)
    assert "녹취로 확인했습니다" in told(ann)[0]
    assert "/disputes/" in notices.latest(ann)[0].url
    again_raised = disputes.raise_dispute(ann, consultation=held, reason="다시")
    assert again_raised.state == "open"


def test_each_is_decided_once_and_raised_once(record: Consultation, ann: User, lea: User) -> None:
    dispute = disputes.raise_dispute(ann, consultation=record, reason="x")
    with pytest.raises(ValidationError):
        disputes.raise_dispute(ann, consultation=record, reason="y")
    disputes.decline(lea, dispute=dispute, answer="n")
    with pytest.raises(ValidationError):
        disputes.uphold(lea, dispute=dispute, answer="y")
    assert again(record).exclusion is None


@pytest.mark.parametrize("answer", ["", "  "])
def test_every_word_needs_a_reason(record: Consultation, ann: User, lea: User, answer: str) -> None:
    with pytest.raises(ValidationError):
        disputes.raise_dispute(ann, consultation=record, reason=answer)
    dispute = disputes.raise_dispute(ann, consultation=record, reason="x")
    with pytest.raises(ValidationError):
        disputes.decline(lea, dispute=dispute, answer=answer)


def test_an_excluded_record_is_settled_already(record: Consultation, ann: User, lea: User) -> None:
    exclude_consultation(lea, consultation=record, reason="spam", note="", revision=1)
    with pytest.raises(ValidationError):
        disputes.raise_dispute(ann, consultation=record, reason="x")


def test_who_may(
    record: Consultation, ann: User, lea: User, otto: User, ada: User, client: Client
) -> None:
    client.force_login(otto)
    url = f"/consultations/{record.number}/dispute/"
    assert client.post(url, {"reason": "x"}).status_code == 404
    dispute = disputes.raise_dispute(ann, consultation=record, reason="내 기록이 아님")
    decision = {"decision": "uphold", "answer": "x"}
    for user, code in ((ann, 403), (otto, 403), (ada, 403)):
        client.force_login(user)
        assert client.post(f"/disputes/{dispute.pk}/", decision).status_code == code
    client.force_login(ada)
    assert client.get(f"/disputes/{dispute.pk}/").status_code == 200
    client.force_login(otto)
    assert client.get(f"/disputes/{dispute.pk}/").status_code == 404
    assert Dispute.objects.get().state == "open"


def test_what_both_said_is_for_whoever_may_open_the_dispute(
    record: Consultation, ann: User, lea: User, otto: User, ada: User, eve: User, client: Client
) -> None:
    dispute = disputes.raise_dispute(ann, consultation=record, reason="내 기록이 아님")
    disputes.uphold(lea, dispute=dispute, answer="맞는 말씀")
    for user, opens in ((ann, True), (lea, True), (ada, True), (otto, False), (eve, False)):
        client.force_login(user)
        page = client.get(f"/consultations/{record.number}/").content.decode()
        assert ("내 기록이 아님" in page) is opens, user
        assert ("맞는 말씀" in page) is opens, user


def test_protection_names_its_evidence(
    record: Consultation, lea: User, ada: User, client: Client
) -> None:
    with pytest.raises(ValidationError):
        exclude_consultation(lea, consultation=record, reason="abuse", note=" ", revision=1)
    exclude_consultation(
        lea, consultation=record, reason="abuse", note="녹취 14:02 욕설", revision=1
    )
    client.force_login(ada)
    client.cookies["django_language"] = "ko"
    page = client.get("/settings/protection/").content.decode()
    assert record.number in page
    assert "녹취 14:02 욕설" in page
    assert lea.name in page
    assert (
        record.number
        not in client.get("/settings/protection/?exclusion=legal_rest").content.decode()
    )
    assert record.number in client.get("/settings/protection/?first=2026-11-19").content.decode()
    assert (
        record.number not in client.get("/settings/protection/?first=2026-11-20").content.decode()
    )


def test_both_lists_go_out_as_files(
    record: Consultation, ann: User, lea: User, ada: User, client: Client
) -> None:
    disputes.raise_dispute(ann, consultation=record, reason="통화가 아님")
    client.force_login(lea)
    purpose = {"purpose": "report"}
    answer = client.post("/exports/disputes/", {**purpose, "query": "state=open"})
    assert "통화가 아님" in b"".join(answer).decode("utf-8-sig")
    exclude_consultation(lea, consultation=record, reason="legal_rest", note="근거 3", revision=1)
    assert client.post("/exports/protection/", purpose).status_code == 403
    client.force_login(ada)
    answer = client.post("/exports/protection/", purpose)
    assert "근거 3" in b"".join(answer).decode("utf-8-sig")
