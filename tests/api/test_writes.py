"""Writes: by the services of the pages, with their rules, their audit, their conflicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import Team, User
from customers.models import Customer
from interactions.models import Consultation, FollowUp, InquiryType, SurveyAnswer
from performance.models import Target
from tests.customers.people import PHONE, park
from tests.interactions.contacts import inquiry_type

from .conftest import Program

CUSTOMERS, CONSULTATIONS = "/api/v1/customers/", "/api/v1/consultations/"


def errors(answer: Any) -> dict[str, str]:
    return {error["attr"]: error["code"] for error in answer.json()["errors"]}


@pytest.fixture
def returns(db: None) -> InquiryType:
    return inquiry_type("반품")


def called(returns: InquiryType, **values: Any) -> dict[str, Any]:
    """A call of ten minutes ago."""
    return {
        "channel": "phone",
        "started_at": (clock.now() - timedelta(minutes=10)).isoformat(),
        "type": returns.code,
        "result": "resolved",
        "wait_seconds": 0,
        "talk_seconds": 200,
        "question": "회수가 늦음",
        **values,
    }


def test_it_works(program: Program, ann: User, team: Team, returns: InquiryType) -> None:
    customer = park(ann)
    answer = program(ann).post(CONSULTATIONS, called(returns, customer=customer.number))
    assert answer.status_code == 201, answer.content
    record = Consultation.objects.get()
    shown = answer.json()
    assert (record.agent, record.team, record.source) == (ann, team, "api")
    assert (shown["number"], shown["customer"]) == (record.number, customer.number)
    assert (shown["wait_seconds"], shown["handling_seconds"]) == (0, 200)
    assert (shown["type"], shown["agent"]) == (returns.code, "A-0001")
    assert record.inquiry is not None
    assert AuditEntry.objects.filter(action="consultation.logged").count() == 1


def test_a_contact_is_checked_as_on_the_page(
    program: Program, ann: User, returns: InquiryType
) -> None:
    client = program(ann)
    for sent, wrong in (
        ({"result": "no_answer"}, {"result": "invalid"}),
        ({"result": "callback"}, {"callback_at": "invalid"}),
        ({"result": "transferred"}, {"transfer_target": "invalid"}),
        ({"type": None}, {"type": "invalid"}),
        ({"type": "Y-none"}, {"type": "does_not_exist"}),
        ({"customer": "C-1"}, {"customer": "does_not_exist"}),
        ({"agent": "A-0003"}, {"agent": "does_not_exist"}),
        ({"started_at": "2199-01-01T00:00:00Z"}, {"started_at": "invalid"}),
        ({"started_at": "0001-01-01T00:00:00Z"}, {"started_at": "impossible_date"}),
        ({"extra": {"color": "red"}}, {"extra": "unknown_field"}),
        ({"colour": "red"}, {"colour": "unknown_field"}),
    ):
        answer = client.post(CONSULTATIONS, called(returns, **sent))
        assert (answer.status_code, errors(answer)) == (400, wrong), sent
    assert not Consultation.objects.exists()


def test_an_external_id_is_written_once(program: Program, ann: User, returns: InquiryType) -> None:
    client = program(ann)
    for _ in range(2):
        answer = client.post(CONSULTATIONS, called(returns, external_id="PBX-1"))
        assert answer.status_code == 201
    assert Consultation.objects.count() == 1


def test_correcting_keeps_the_rest_and_notices_others(
    program: Program, ann: User, lea: User, otto: User, returns: InquiryType
) -> None:
    client = program(ann)
    made = client.post(CONSULTATIONS, called(returns)).json()
    url = f"{CONSULTATIONS}{made['number']}/"
    changed = client.patch(url, {"revision": made["revision"], "talk_seconds": 90})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["talk_seconds"], changed.json()["question"]) == (90, "회수가 늦음")
    late = client.patch(url, {"revision": made["revision"], "talk_seconds": 80})
    assert (late.status_code, errors(late)) == (409, {None: "changed_meanwhile"})
    revision = changed.json()["revision"]
    unsaid = program(lea).patch(url, {"revision": revision, "talk_seconds": 70})
    assert errors(unsaid) == {"reason": "required"}
    said = {"revision": revision, "talk_seconds": 70, "reason": "시계 오류"}
    assert program(lea).patch(url, said).status_code == 200
    assert program(otto).patch(url, said).status_code == 404


def test_excluding_and_including_again(program: Program, lea: User, returns: InquiryType) -> None:
    client = program(lea)
    made = client.post(CONSULTATIONS, called(returns)).json()
    Consultation.objects.update(team=lea.memberships.get().team)
    url = f"{CONSULTATIONS}{made['number']}/"
    said = {"reason": "test", "note": "시험 전화", "revision": made["revision"]}
    assert client.post(f"{url}exclude/", said).json()["exclusion"] == "test"
    assert client.post(f"{url}exclude/", said).status_code == 404
    assert client.post(f"{url}include/", {}).json()["exclusion"] is None


def test_a_customer_is_registered_and_changed(program: Program, ann: User) -> None:
    client = program(ann)
    sent = {"name": "박서희", "phone": PHONE}
    made = client.post(CUSTOMERS, sent).json()
    assert made["points"][0]["value"] == "010-****-4827"
    again = client.post(CUSTOMERS, sent)
    assert (again.status_code, errors(again)) == (409, {None: "likely_duplicate"})
    assert client.post(CUSTOMERS, sent | {"allow_duplicates": True}).status_code == 201
    url = f"{CUSTOMERS}{made['number']}/"
    changed = client.patch(url, {"tier": "vip", "remove": [made["points"][0]["id"]]}).json()
    assert (changed["tier"], changed["points"], changed["name"]) == ("vip", [], "박*희")
    late = client.patch(url, {"tier": "good", "seen": made["changed_at"]})
    assert (late.status_code, errors(late)) == (409, {None: "changed_meanwhile"})
    assert errors(client.post(CUSTOMERS, {})) == {"non_field_errors": "invalid"}
    assert errors(client.post(CUSTOMERS, {"phone": "12"})) == {"phone": "invalid"}
    assert Customer.objects.count() == 2


def test_a_promise_is_settled_once(program: Program, ann: User, returns: InquiryType) -> None:
    client, due = program(ann), clock.now() + timedelta(hours=3)
    client.post(CONSULTATIONS, called(returns, result="callback", callback_at=due.isoformat()))
    promise = FollowUp.objects.get()
    url = f"/api/v1/follow-ups/{promise.pk}/"
    assert client.get("/api/v1/follow-ups/?state=open").json()["results"][0]["id"] == promise.pk
    later = due + timedelta(hours=1)
    moved = client.post(f"{url}no-answer/", {"next_due_at": later.isoformat()}).json()
    assert [attempt["outcome"] for attempt in moved["attempts"]] == ["no_answer"]
    assert client.post(f"{url}done/", {}).json()["state"] == "done"
    late = client.post(f"{url}cancel/", {"reason": "불필요"})
    assert (late.status_code, errors(late)) == (409, {None: "not_open"})


def test_answers_are_written_by_who_imports(
    program: Program, ann: User, ada: User, returns: InquiryType
) -> None:
    number = program(ann).post(CONSULTATIONS, called(returns)).json()["number"]
    sent = {"consultation": number, "question": "csat", "value": 5, "scale": "1-5"}
    assert program(ann).post("/api/v1/answers/", sent).status_code == 403
    made = program(ada).post("/api/v1/answers/", sent)
    assert (made.status_code, made.json()["counted"]) == (201, True)
    off = program(ada).post("/api/v1/answers/", sent | {"value": 6})
    assert errors(off) == {"value": "not_on_scale"}
    assert SurveyAnswer.objects.get().source == "api"


def test_types_faq_targets_and_status(program: Program, ada: User, lea: User, ann: User) -> None:
    admin = program(ada)
    top = admin.post("/api/v1/types/", {"name": "배송"}).json()
    below = admin.post("/api/v1/types/", {"name": "지연", "parent": top["code"]}).json()
    assert below["path"] == "배송 > 지연"
    url = f"/api/v1/types/{below['code']}/"
    assert admin.patch(url, {"fcr_window_days": 14}).json()["fcr_window_days"] == 14
    assert admin.post(f"{url}retire/", {}).json()["retired_on"] is not None
    sent = {"title": "환불은?", "body": "3일 안에", "publish": True}
    entry = program(lea).post("/api/v1/faq/", sent).json()
    assert (entry["state"], entry["version"]) == ("published", 1)
    assert program(ann).get(f"/api/v1/faq/{entry['slug']}/").json()["draft_body"] is None
    today = clock.today().isoformat()
    target = {"kpi": "csat", "value": 0.8, "caution": 0.7, "starts_on": today}
    assert admin.post("/api/v1/targets/", target).status_code == 201
    wrong = admin.post("/api/v1/targets/", target | {"caution": 0.9})
    assert list(errors(wrong)) == ["caution"]
    listed = program(ann).get(f"/api/v1/targets/?kpi=csat&in_force_on={today}").json()
    assert [row["value"] for row in listed["results"]] == [0.8]
    ended = admin.post("/api/v1/targets/", {"kpi": "csat", "value": None, "starts_on": today})
    assert ended.status_code == 201
    assert Target.objects.count() == 2
    status = program(ann).post("/api/v1/work-status/", {"status": "break"}).json()
    assert (status["user"], status["status"], status["ended_at"]) == ("A-0001", "break", None)
    assert program(ada).post("/api/v1/work-status/", {"status": "break"}).status_code == 403
