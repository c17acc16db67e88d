"""Who reads what of a record: other teams, contact data in typed text, names, late editors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import User
from interactions.models import Consultation, Draft
from interactions.services.consultations import edit_consultation, log_consultation
from interactions.services.entries import Entry
from tests.interactions.contacts import customer
from tests.interactions.test_log_page import typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
CALL_ME = "010-1234-5678로 전화"


@pytest.fixture
def record(ann: User) -> Consultation:
    stated = Entry("phone", clock.now(), customer=customer("박서희"), question=CALL_ME)
    return log_consultation(ann, entry=stated)


def read(client: Client, user: User, url: str) -> str:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_qa_sees_no_contact_of_another_team(
    record: Consultation, otto: User, quinn: User, ann: User, client: Client
) -> None:
    stated = Entry("phone", clock.now(), customer=record.customer, issue=record.inquiry)
    other = log_consultation(otto, entry=stated)
    url = f"/consultations/{record.number}/"
    assert other.number in read(client, ann, url)
    assert other.number not in read(client, quinn, url)


def test_contact_data_in_texts_is_for_those_who_serve(
    record: Consultation, ann: User, quinn: User, ada: User, eve: User, client: Client
) -> None:
    assert record.customer is not None
    for url in (f"/consultations/{record.number}/", f"/customers/{record.customer.number}/"):
        assert CALL_ME in read(client, ann, url)
        for reader in (quinn, ada, eve):
            page = read(client, reader, url)
            assert "010-****-5678로 전화" in page
            assert "010-1234-5678" not in page


def test_an_executive_reads_no_name_in_what_was_stated(
    ann: User, lea: User, eve: User, client: Client
) -> None:
    moved = Entry("phone", clock.now(), result="transferred", transfer_target="안서연")
    record = log_consultation(ann, entry=moved)
    again = Entry("phone", record.started_at, result="transferred", transfer_target="오태오")
    edit_consultation(lea, consultation=record, entry=again, revision=1, reason="이름")
    page = read(client, eve, f"/consultations/{record.number}/")
    assert "안서연" not in page
    assert "오태오" not in page
    assert "오태오" in read(client, lea, f"/consultations/{record.number}/")


def test_a_late_editor_compares_and_saves(
    record: Consultation, ann: User, lea: User, client: Client
) -> None:
    url = f"/consultations/{record.number}/edit/"
    data: dict[str, Any] = typed(revision="1", issue=record.inquiry_id, question="고친 말")
    read(client, ann, url)
    client.post("/consultations/draft/", {**data, "draft_key": f"edit:{record.number}"})
    newer = Entry("phone", record.started_at, customer=record.customer, answer="팀장의 말")
    edit_consultation(lea, consultation=record, entry=newer, revision=1, reason="다시 들음")
    late = client.post(url, data)
    page = late.content.decode()
    assert late.status_code == 422
    for part in ("Changed in the meantime", "팀장의 말", "고친 말", 'name="revision" value="2"'):
        assert part in page
    assert client.post(url, {**data, "revision": "2"}).status_code == 302
    record.refresh_from_db()
    assert record.question == "고친 말"
    assert not Draft.objects.exists()


def test_the_audit_masks_contact_data_in_reasons(record: Consultation, lea: User) -> None:
    same = Entry("phone", record.started_at, customer=record.customer)
    edit_consultation(lea, consultation=record, entry=same, revision=1, reason=CALL_ME)
    changes = AuditEntry.objects.get(action="consultation.edited").changes
    assert changes["reason"] == [None, "010-****-5678로 전화"]
